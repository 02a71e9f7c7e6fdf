/**
 * The REST routes of the history.
 */
import apiFetch from '@wordpress/api-fetch';
import { addQueryArgs } from '@wordpress/url';

import type { Change, Entry } from './types';

const ROOT = '/detour/v1/history';

export interface Page< T > {
	items: T[];
	total: number;
	pages: number;
}

export function listChanges(
	query: Record< string, unknown >,
	signal: AbortSignal
): Promise< Page< Change > > {
	return page( addQueryArgs( ROOT, query ), signal );
}

/**
 * What a change did to its rules.
 *
 * @param query       Arguments of the route, and `batch`: number of the change.
 * @param query.batch
 * @param signal      Calls it off.
 */
export function listEntries(
	{ batch, ...query }: Record< string, unknown >,
	signal: AbortSignal
): Promise< Page< Entry > > {
	return page( addQueryArgs( `${ ROOT }/${ batch }`, query ), signal );
}

/**
 * Takes a change back.
 *
 * @param batch Number of the change.
 * @param rule  Only what it did to this rule.
 * @param force Also where somebody has changed it since.
 */
export function undoChange(
	batch: number,
	rule?: number,
	force = false
): Promise< unknown > {
	return apiFetch( {
		path: `${ ROOT }/${ batch }/undo`,
		method: 'POST',
		data: { rule, force },
	} );
}

async function page< T >(
	path: string,
	signal: AbortSignal
): Promise< Page< T > > {
	const response = await apiFetch< Response, false >( {
		path,
		parse: false,
		signal,
	} );
	return {
		items: await response.json(),
		total: Number( response.headers.get( 'X-WP-Total' ) ),
		pages: Number( response.headers.get( 'X-WP-TotalPages' ) ),
	};
}
