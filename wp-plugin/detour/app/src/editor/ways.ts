/**
 * Ways out of problems that can be taken at once.
 */
import { __, sprintf } from '@wordpress/i18n';

import type { Finding } from '../audit/api';
import { merged } from '../audit/merge';
import { repairWords } from '../audit/words';
import type { Problem, Rule } from '../rule/types';

export interface Way {
	/** What it does, in a few words. */
	words: string;
	/** Makes of the rule one without the problem. */
	of?: ( rule: Rule ) => Rule;
	/** Number of another rule that is disabled for this one. */
	disable?: number;
}

/**
 * The way out of what keeps a rule from being saved.
 *
 * @param problem What is wrong.
 * @param home    Address of the front page.
 */
export function wayOfError( problem: Problem, home: string ): Way | undefined {
	const { field, value, instead } = problem;
	if ( instead !== undefined ) {
		return {
			/* translators: %s: a better value of a field. */
			words: sprintf( __( 'Use %s', 'detour' ), instead ),
			of: ( rule ) =>
				withValue( rule, field.split( /[.[\]]+/ ), instead ),
		};
	}
	return field === 'source.value' ? wayOfUrl( value, home ) : undefined;
}

/**
 * Takes a whole URL apart: a rule has its path in one field and its host, if it is not the site's own, in another.
 *
 * @param value What stands where a path belongs.
 * @param home  Address of the front page.
 */
function wayOfUrl( value: string, home: string ): Way | undefined {
	let url: URL;
	try {
		url = new URL( value );
	} catch {
		return undefined;
	}
	if ( ! [ 'http:', 'https:' ].includes( url.protocol ) ) {
		return undefined;
	}
	const source = {
		value: url.pathname + url.search,
		host: url.host === new URL( home ).host ? 'any' : url.hostname,
	};
	const shown =
		source.host === 'any' ? source.value : source.host + source.value;
	return {
		/* translators: %s: a better value of a field. */
		words: sprintf( __( 'Use %s', 'detour' ), shown ),
		of: ( rule ) => merged( rule, { source } ),
	};
}

/**
 * The way out of what an audit has found with a rule that is edited.
 *
 * @param finding  What was found.
 * @param own      Number of the rule.
 * @param position Position behind all rules of which it takes everything.
 */
export function wayOfFinding(
	finding: Finding,
	own: number,
	position: number
): Way | undefined {
	const { code, repair } = finding;
	if ( code === 'shadowed' && repair?.merge ) {
		const isReached = finding.rules[ 0 ].rule !== own;
		const place = isReached ? { position } : repair.merge;
		return {
			words: isReached
				? __( 'Try this one after it', 'detour' )
				: __( 'Try this one first', 'detour' ),
			of: ( rule ) => merged( rule, place ),
		};
	}
	if ( ! repair ) {
		return undefined;
	}
	if ( repair.rule !== own ) {
		return [ 'duplicate', 'loop' ].includes( code )
			? {
					words: sprintf(
						/* translators: %d: number of a redirect. */
						__( 'Disable redirect %d', 'detour' ),
						repair.rule
					),
					disable: repair.rule,
				}
			: undefined;
	}
	return repair.merge
		? {
				words: repairWords( finding ),
				of: ( rule ) => merged( rule, repair.merge ),
			}
		: undefined;
}

/**
 * A value with another one somewhere within.
 *
 * @param value Object or list.
 * @param path  Names and places that lead there.
 * @param to    What stands there then.
 */
function withValue< T >( value: T, path: string[], to: unknown ): T {
	const [ name, ...rest ] = path;
	if ( name === undefined ) {
		return to as T;
	}
	const copy = ( Array.isArray( value ) ? [ ...value ] : { ...value } ) as T;
	const key = name as keyof T;
	copy[ key ] = withValue( copy[ key ], rest, to );
	return copy;
}
