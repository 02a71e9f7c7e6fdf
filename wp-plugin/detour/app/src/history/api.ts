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
	query: Record< string, unknown >
): Promise< Page< Change > > {
	return page( addQueryArgs( ROOT, query ) );
}

export function listEntries(
	batch: number,
	query: Record< string, unknown >
): Promise< Page< Entry > > {
	return page( addQueryArgs( `${ ROOT }/${ batch }`, query ) );
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

async function page< T >( path: string ): Promise< Page< T > > {
	const response = await apiFetch< Response, false >( {
		path,
		parse: false,
	} );
	return {
		items: await response.json(),
		total: Number( response.headers.get( 'X-WP-Total' ) ),
		pages: Number( response.headers.get( 'X-WP-TotalPages' ) ),
	};
}
