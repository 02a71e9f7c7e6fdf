/**
 * The REST routes of the history.
 */
import apiFetch from '@wordpress/api-fetch';

import { type Page, readPage, ROOT } from '../api';
import type { Change, Entry } from './types';

const HISTORY = '/history';

export function listChanges(
	query: Record< string, unknown >,
	signal: AbortSignal
): Promise< Page< Change > > {
	return readPage( HISTORY, query, signal );
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
	return readPage( `${ HISTORY }/${ batch }`, query, signal );
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
		path: `${ ROOT + HISTORY }/${ batch }/undo`,
		method: 'POST',
		data: { rule, force },
	} );
}
