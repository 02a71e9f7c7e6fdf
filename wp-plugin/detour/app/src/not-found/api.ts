/**
 * The REST routes under detour/v1/not-found.
 */
import apiFetch from '@wordpress/api-fetch';
import { addQueryArgs } from '@wordpress/url';

import { readPage, ROOT } from '../api';
import type { Rule } from '../rule/types';

/** A URL without a page. Times are Unix times. */
export interface MissingUrl {
	hash: string;
	/** Path and query as they were asked for. */
	url: string;
	hits: number;
	first_seen: number;
	last_seen: number;
	/** The last page that linked to it; may be empty. */
	referrer: string;
	ignored: 'no' | 'by-hand' | 'by-pattern';
	/** Requests on each of the last days, today last. */
	days: number[];
}

/** A page that visitors of such a URL may have wanted. */
export interface Suggestion {
	to: string;
	title: string;
	/** As “Page”, in the site's language. */
	kind: string;
	/** From 0 to 1. */
	score: number;
	/** Whether the page once had this address. */
	renamed: boolean;
}

const NOT_FOUND = `${ ROOT }/not-found`;

export function listMissing(
	query: Record< string, unknown >,
	signal: AbortSignal
) {
	return readPage< MissingUrl >( '/not-found', query, signal );
}

export function changeMissing(
	hashes: string[],
	action: 'ignore' | 'show' | 'delete'
): Promise< { count: number } > {
	return apiFetch( {
		path: `${ NOT_FOUND }/bulk`,
		method: 'POST',
		data: { hashes, action },
	} );
}

/**
 * Deletes all that a list shows, on whatever page.
 *
 * @param query Arguments of the list.
 */
export function deleteAllMissing(
	query: Record< string, unknown >
): Promise< { count: number } > {
	return apiFetch( {
		path: addQueryArgs( NOT_FOUND, query ),
		method: 'DELETE',
	} );
}

export function suggest( hash: string ): Promise< {
	rule: Pick< Rule, 'source' | 'then' >;
	suggestions: Suggestion[];
} > {
	return apiFetch( { path: `${ NOT_FOUND }/${ hash }/suggestions` } );
}

/** Who asked for a URL, as far as the log tells: the most frequent first. */
export interface Visits {
	referrers: Visited[];
	agents: Visited[];
}

export interface Visited {
	value: string;
	hits: number;
	/** Unix time. */
	last_seen: number;
}

export function readVisits( hash: string ): Promise< Visits > {
	return apiFetch( { path: `${ NOT_FOUND }/${ hash }/visits` } );
}

/** One target for all URLs, or for each the page that is most like it. */
export type Wanted = ( { to: string } | { each: true } ) & {
	code: number;
	/** Whether the URLs are taken off the list. */
	forget: boolean;
};

/**
 * Makes a redirect of each URL, all of them or none; of those that no page is like only with a target.
 *
 * @param hashes Hashes of the URLs.
 * @param wanted What they become.
 */
export function redirectMissing(
	hashes: string[],
	wanted: Wanted
): Promise< { ids: number[] } > {
	return apiFetch( {
		path: `${ NOT_FOUND }/redirect`,
		method: 'POST',
		data: { hashes, ...wanted },
	} );
}
