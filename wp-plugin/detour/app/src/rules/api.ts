/**
 * The REST routes of the rules.
 */
import apiFetch from '@wordpress/api-fetch';

import { type Page, readPage, ROOT } from '../api';
import type { Rule } from '../rule/types';

/** What the audit has found, or what use and time tell. */
export type Health = 'error' | 'warning' | 'hint' | 'never-hit' | 'expired';

/** A row of the list. What was counted is no part of the rule. */
export interface ListedRule {
	rule: Rule;
	hits: number;
	/** Unix time; null if it has never acted. */
	lastHit: number | null;
	/** The worst that can be said of it. */
	health: Health | null;
	/** Where it is kept; all but `native` can only be read. */
	origin: string;
}

/** Where a rule is to go: right before or after another, to a place from 1, or on (1) or back (-1) by one. */
export type Destination =
	{ before: number } | { after: number } | { place: number } | { by: 1 | -1 };

export interface Moved {
	position: number;
	/** Number of the change in the history. */
	revision: number;
}

export type BulkChange =
	| { action: 'enable' | 'disable' | 'delete' | 'reset-hits' }
	| { action: 'group'; group: string }
	| { action: 'code'; code: number }
	| { action: 'position'; position: number };

/** What a deletion tells of a rule, to put it back with. */
export interface History {
	id: number;
	created_at: string | null;
	hits_before: number;
	last_hit: string | null;
}

export interface Changed {
	/** How many rules there were. */
	count: number;
	/** Number of the change in the history. */
	revision: number;
	/** Of deleted rules. */
	history?: History[];
}

/**
 * One page of rules.
 *
 * @param query  Arguments of the route.
 * @param signal Calls it off.
 */
export async function listRules(
	query: Record< string, unknown >,
	signal: AbortSignal
): Promise< Page< ListedRule > > {
	type Counted = Rule & {
		hits: number;
		last_hit: number | null;
		health: Health | null;
		origin: string;
	};
	const page = await readPage< Counted >( '/rules', query, signal );
	const items = page.items.map(
		( { hits, last_hit: lastHit, health, origin, ...rule } ) => ( {
			rule,
			hits,
			lastHit,
			health,
			origin,
		} )
	);
	return { ...page, items };
}

export function readRule( id: number ): Promise< Rule > {
	return apiFetch( { path: `${ ROOT }/rules/${ id }` } );
}

export function listGroups(): Promise< string[] > {
	return apiFetch( { path: `${ ROOT }/groups` } );
}

/**
 * Saves a rule: a new one, or the whole of one that there is.
 *
 * @param rule Rule; its id is 0 if it is new.
 */
export function saveRule( rule: Rule ): Promise< Rule > {
	return apiFetch( {
		path: `${ ROOT }/rules${ rule.id ? `/${ rule.id }` : '' }`,
		method: rule.id ? 'PUT' : 'POST',
		data: rule,
	} );
}

export function changeRules(
	ids: number[],
	change: BulkChange
): Promise< Changed > {
	return apiFetch( {
		path: `${ ROOT }/rules/bulk`,
		method: 'POST',
		data: { ids, ...change },
	} );
}

/**
 * Changes all rules that a list shows, on whatever page.
 *
 * @param matching Filters of the list.
 * @param change   What is done to them.
 */
export function changeMatching(
	matching: Record< string, unknown >,
	change: BulkChange
): Promise< Changed > {
	return apiFetch( {
		path: `${ ROOT }/rules/bulk`,
		method: 'POST',
		data: { matching, ...change },
	} );
}

export function moveRule( id: number, to: Destination ): Promise< Moved > {
	return apiFetch( {
		path: `${ ROOT }/rules/${ id }/move`,
		method: 'POST',
		data: to,
	} );
}

/**
 * Puts rules back as they were.
 *
 * @param rules   Rules as they were listed.
 * @param history What their deletion told.
 */
export function restoreRules(
	rules: Rule[],
	history: History[] = []
): Promise< unknown > {
	return apiFetch( {
		path: `${ ROOT }/rules/restore`,
		method: 'POST',
		data: { rules, history },
	} );
}
