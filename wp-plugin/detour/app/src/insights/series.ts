import { __, sprintf } from '@wordpress/i18n';

import { readable } from '../list/url';
import { codeName } from '../rule/describe';
import { ruleName } from '../rule/name';
import type { Summary } from './api';

/** What one colour of a plot shows. */
export interface Series {
	name: string;
	/** In each bucket. */
	hits: number[];
}

/**
 * Hits by what was answered.
 *
 * @param summary
 * @param summary.codes
 */
export function byCode( { codes }: Summary ): Series[] {
	return codes.map( ( { code, not_found: isMissing, hits } ) => ( {
		name: answerName( code, isMissing ),
		hits,
	} ) );
}

/**
 * Hits of the rules that acted most, and of all others together.
 *
 * @param summary
 */
export function byRule( summary: Summary ): Series[] {
	const shown = summary.rules.flatMap( ( { rule, origin, source, hits } ) =>
		hits ? [ { name: nameOf( rule, origin, source ), hits } ] : []
	);
	const rest = summary.buckets.map( ( _, bucket ) => {
		const all = total(
			summary.codes
				.filter( ( { not_found: isMissing } ) => ! isMissing )
				.map( ( { hits } ) => hits[ bucket ] )
		);
		return all - total( shown.map( ( { hits } ) => hits[ bucket ] ) );
	} );
	return rest.some( ( count ) => count > 0 )
		? [ ...shown, { name: __( 'All others', 'detour' ), hits: rest } ]
		: shown;
}

/**
 * A rule by its source, if it is one of ours that is still there.
 *
 * @param rule   Number within its origin.
 * @param origin Where it is kept.
 * @param source Its source.
 */
export function nameOf(
	rule: number,
	origin: string,
	source: string | null
): string {
	if ( source !== null ) {
		return readable( source );
	}
	/* translators: %s: name of a redirect, as "Redirect 7". */
	const deleted = __( '%s, deleted', 'detour' );
	const name = ruleName( rule, origin );
	return origin === 'native' ? sprintf( deleted, name ) : name;
}

export function total( numbers: number[] ): number {
	return numbers.reduce( ( sum, number ) => sum + number, 0 );
}

/**
 * How many requests were redirected, answered otherwise, left to PHP, and had no page.
 *
 * @param summary
 * @param summary.codes
 */
export function shares( { codes }: Summary ) {
	const sum = ( is: ( code: number ) => boolean ) =>
		total(
			codes
				.filter( ( one ) => ! one.not_found && is( one.code ) )
				.map( ( { hits } ) => total( hits ) )
		);
	return {
		redirected: sum( ( code ) => code >= 300 && code < 400 ),
		answered: sum( ( code ) => code >= 400 ),
		passed: sum( ( code ) => code < 300 ),
		missing: total(
			codes
				.filter( ( one ) => one.not_found )
				.map( ( { hits } ) => total( hits ) )
		),
	};
}

function answerName( code: number, isMissing: boolean ): string {
	if ( isMissing ) {
		return __( 'No page', 'detour' );
	}
	return code
		? codeName( code )
		: __( 'Rewritten or left to WordPress', 'detour' );
}

/**
 * A share in words.
 *
 * @param part Part.
 * @param all  Whole.
 */
export function percent( part: number, all: number ): string {
	/* translators: %s: a number. */
	const text = __( '%s %%', 'detour' );
	return sprintf( text, all ? ( ( 100 * part ) / all ).toFixed( 1 ) : '0' );
}
