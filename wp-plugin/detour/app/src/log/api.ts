/**
 * The REST routes under detour/v1/log.
 */
import apiFetch from '@wordpress/api-fetch';
import { addQueryArgs } from '@wordpress/url';

import { ROOT } from '../api';
import { site } from '../site';

export type EntryKind = 'hit' | 'loop' | 'not-found';

export interface Entry {
	id: number;
	kind: EntryKind;
	/** Unix time. */
	time: number;
	/** Status that was sent; 0 if PHP went on. */
	code: number;
	/** Number of the rule within its origin; null where no rule acted. */
	rule: number | null;
	origin: string | null;
	/** Variant of a split, from 1; 0 without one. */
	variant: number;
	method: string;
	host: string;
	url: string;
	target: string;
	referrer: string;
	user_agent: string;
	ip: string;
}

export interface LogPage {
	entries: Entry[];
	/** One more than `most` if there are more than can be paged through. */
	total: number;
	most: number;
	/** Unix time before which nothing was looked for, if so. */
	searched_from: number | null;
}

export type LogFilter = Record< string, unknown >;

const LOG = `${ ROOT }/log`;

export function listLog(
	query: LogFilter,
	signal: AbortSignal
): Promise< LogPage > {
	return apiFetch( { path: addQueryArgs( LOG, query ), signal } );
}

/**
 * Deletes all entries that a filter means, however long it takes.
 *
 * @param filter Filter.
 */
export async function deleteLog( filter: LogFilter ): Promise< void > {
	let left: LogFilter | null = filter;
	while ( left ) {
		const { more, from }: { more: boolean; from: number } = await apiFetch(
			{
				path: addQueryArgs( LOG, left ),
				method: 'DELETE',
			}
		);
		left = more ? { ...filter, from } : null;
	}
}

/**
 * Address of a file with all entries that a filter means.
 *
 * @param filter Filter.
 */
export function exportAddress( filter: LogFilter ): string {
	const nonce = apiFetch.nonceMiddleware?.nonce;
	return addQueryArgs( `${ site.rest }log/export`, {
		...filter,
		_wpnonce: nonce,
	} );
}
