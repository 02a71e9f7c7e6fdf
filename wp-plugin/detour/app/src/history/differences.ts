/**
 * What is different between a rule before and after a change.
 */
export interface Difference {
	/** As `source.value`. */
	field: string;
	before: string;
	after: string;
}

/**
 * The fields that differ, each with both values; of lists the whole list.
 *
 * @param before Rule or settings; nothing if there was none.
 * @param after  Rule or settings; nothing if there is none.
 */
export function differences( before: unknown, after: unknown ): Difference[] {
	const old = flatten( before );
	const now = flatten( after );
	const fields = [ ...new Set( [ ...old.keys(), ...now.keys() ] ) ];
	return fields
		.map( ( field ) => ( {
			field,
			before: old.get( field ) ?? '',
			after: now.get( field ) ?? '',
		} ) )
		.filter( ( one ) => one.before !== one.after );
}

function flatten( value: unknown, field = '' ): Map< string, string > {
	if ( ! isObject( value ) ) {
		return new Map(
			value === null || value === undefined
				? []
				: [
						[
							field,
							typeof value === 'string'
								? value
								: JSON.stringify( value ),
						],
					]
		);
	}
	return new Map(
		Object.entries( value ).flatMap( ( [ name, part ] ) => [
			...flatten( part, field ? `${ field }.${ name }` : name ),
		] )
	);
}

function isObject( value: unknown ): value is Record< string, unknown > {
	return (
		typeof value === 'object' && value !== null && ! Array.isArray( value )
	);
}
