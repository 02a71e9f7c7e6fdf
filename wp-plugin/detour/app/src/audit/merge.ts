type Json = Record< string, unknown >;

const isObject = ( value: unknown ): value is Json =>
	typeof value === 'object' && value !== null && ! Array.isArray( value );

/**
 * A value with the changes of a JSON merge patch (RFC 7396); null stands for a field that goes.
 *
 * @param value Value as it is.
 * @param patch What changes.
 */
export function merged< T >( value: T, patch: unknown ): T {
	if ( ! isObject( patch ) ) {
		return patch as T;
	}
	const result: Json = isObject( value ) ? { ...value } : {};
	for ( const [ name, change ] of Object.entries( patch ) ) {
		result[ name ] = merged( result[ name ], change );
	}
	return result as T;
}
