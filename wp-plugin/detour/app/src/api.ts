/**
 * The REST routes under detour/v1.
 */
import apiFetch from '@wordpress/api-fetch';
import { addQueryArgs } from '@wordpress/url';

import type { Condition, Headers, Problem, Rule } from './rule/types';

/** What a failed call is rejected with. */
export interface ApiError {
	code?: string;
	message: string;
	data?: { problems?: Problem[] };
}

export interface Page< Item > {
	items: Item[];
	total: number;
	pages: number;
}

/** A row of the list. What was counted is no part of the rule. */
export interface ListedRule {
	rule: Rule;
	hits: number;
	/** Unix time; null if it has never acted. */
	lastHit: number | null;
}

export type BulkChange =
	| { action: 'enable' | 'disable' | 'delete' }
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
	/** Of deleted rules. */
	history?: History[];
}

/** What is kept of visitors' requests. */
export interface Recording {
	hits: boolean;
	not_found: boolean;
	ip: 'none' | 'masked' | 'full';
	user_agent: boolean;
	referrer: boolean;
	log_days: number;
	not_found_days: number;
}

export interface Settings {
	tracking: string[];
	country_header: string;
	recording: Recording;
	/** URLs without a page that are neither logged nor listed. */
	ignored: string[];
	/** Why those that are kept can't be used. */
	problem?: string;
}

/** Settings that only the plugin needs. */
export interface Options {
	history_days: number;
	watch_permalinks: boolean;
	permalink_code: number;
	trashed: 'off' | 'gone' | 'redirect';
	trashed_target: string;
	purge_caches: boolean;
	delete_data_on_uninstall: boolean;
}

/** A plugin whose redirects can be served where they are. */
export interface Origin {
	origin: string;
	/** Name of the plugin. */
	label: string;
	/** Its version; null if it is not active. */
	version: string | null;
	/** Whether its redirects are to be served while it is active. */
	enabled: boolean;
	/** Whether they are, how many, and why not. */
	message: string;
	/** What else is to be known, a sentence each. */
	notes: string[];
}

/** A rule file, as whoever answers by it sees it. */
export interface Served {
	version: string;
	state: string;
	file: string | null;
	generation: number;
	revision: number;
	rules: number;
	/** Unix time. */
	published: number;
	error: string | null;
}

export interface Extension extends Served {
	sapi: string;
	counters: Record< string, number >;
}

export interface Status {
	live: boolean;
	reason: string;
	message: string;
	revision: number;
	extension: Extension | null;
	/** Who answers where the extension is not loaded. */
	agent: Served | null;
}

/** A request to try rules with. */
export interface TrialRequest {
	url: string;
	method: string;
	headers: Headers;
	facts: { logged_in?: boolean; roles?: string[]; not_found?: boolean };
}

export interface Step {
	rule: number;
	kind: string;
	source: string;
	matches: boolean;
	why: string;
	conditions?: { holds: boolean | null; why: string }[];
}

/** What the extension says about a request. */
export interface Trace {
	decision: 'pass' | 'redirect' | 'respond' | 'rewrite' | 'defer';
	rule?: number;
	code?: number;
	location?: string;
	to?: string;
	reason?: string;
	headers?: string[];
	needs?: string[];
	request?: { path: string; query: string; host: string };
	steps: Step[];
	text: string;
}

export interface Trial {
	/** The rule with all defaults; null if it has errors. */
	rule: Rule | null;
	errors: Problem[];
	warnings: Problem[];
	/** Number of the rule in the trace. */
	rule_id: number | null;
	/** Whether the saved rules were left aside, because there are too many. */
	alone: boolean;
	trace: Trace | null;
}

/** A post, page or other public content of the site. */
export interface FoundPage {
	id: number;
	title: string;
	url: string;
}

/** What a list showed when it was saved. */
export interface SavedView {
	name: string;
	search?: string;
	fields?: string[];
	sort?: { field: string; direction: 'asc' | 'desc' };
	perPage?: number;
	filters?: { field: string; operator: string; value?: unknown }[];
}

interface UserMeta {
	meta: { detour_saved_views?: SavedView[] };
}

export const ROOT = '/detour/v1';

/**
 * One page of a list.
 *
 * @param path   Route below detour/v1.
 * @param query  Arguments of the route.
 * @param signal Calls it off.
 */
export async function readPage< Item >(
	path: string,
	query: Record< string, unknown >,
	signal: AbortSignal
): Promise< Page< Item > > {
	const response = await apiFetch< Response, false >( {
		path: addQueryArgs( ROOT + path, query ),
		parse: false,
		signal,
	} );
	return {
		items: await response.json(),
		total: Number( response.headers.get( 'X-WP-Total' ) ),
		pages: Number( response.headers.get( 'X-WP-TotalPages' ) ),
	};
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
	type Counted = Rule & { hits: number; last_hit: number | null };
	const page = await readPage< Counted >( '/rules', query, signal );
	const items = page.items.map(
		( { hits, last_hit: lastHit, ...rule } ) => ( {
			rule,
			hits,
			lastHit,
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

export function tryRule(
	rule: Rule,
	request: TrialRequest,
	signal: AbortSignal
): Promise< Trial > {
	return apiFetch( {
		path: `${ ROOT }/test`,
		method: 'POST',
		data: { rule, ...request },
		signal,
	} );
}

/**
 * Public content of the site with these words, the best first.
 *
 * @param words  Words of its title or text.
 * @param signal Calls it off.
 */
export async function searchPages(
	words: string,
	signal: AbortSignal
): Promise< FoundPage[] > {
	const pages = await apiFetch< FoundPage[] >( {
		path: addQueryArgs( '/wp/v2/search', {
			search: words,
			type: 'post',
			per_page: 10,
			_fields: 'id,title,url',
		} ),
		signal,
	} );
	return pages.map( ( page ) => ( {
		...page,
		title: textOf( page.title ),
	} ) );
}

/**
 * The text of a piece of HTML, which is how WordPress gives titles.
 *
 * @param html HTML; nothing of it is run or loaded.
 */
function textOf( html: string ): string {
	const parsed = new DOMParser().parseFromString( html, 'text/html' );
	return parsed.body.textContent ?? '';
}

/** Views of the list that the user has saved. */
export async function readViews(): Promise< SavedView[] > {
	const user = await apiFetch< UserMeta >( {
		path: addQueryArgs( '/wp/v2/users/me', {
			context: 'edit',
			_fields: 'meta',
		} ),
	} );
	return user.meta.detour_saved_views ?? [];
}

/**
 * Saves all views of the user; those that are not among them are gone.
 *
 * @param views Views to keep.
 */
export function saveViews( views: SavedView[] ): Promise< unknown > {
	return apiFetch( {
		path: '/wp/v2/users/me',
		method: 'POST',
		data: { meta: { detour_saved_views: views } },
	} );
}

export interface PreviewLink {
	link: string;
	/** What a rule must have to act only for who has the link. */
	condition: Condition;
}

/**
 * A link that lets somebody see what others don't.
 *
 * @param wanted       What it is for.
 * @param wanted.path  Path and query it leads to.
 * @param wanted.token Token of a rule that has one.
 */
export function makePreviewLink( wanted: {
	path: string;
	token?: string;
} ): Promise< PreviewLink > {
	return apiFetch( {
		path: `${ ROOT }/preview-links`,
		method: 'POST',
		data: wanted,
	} );
}

export function readStatus(): Promise< Status > {
	return apiFetch( { path: `${ ROOT }/status` } );
}

/** In the order in which they answer. */
export function listOrigins(): Promise< Origin[] > {
	return apiFetch( { path: `${ ROOT }/origins` } );
}

export function switchOrigin(
	origin: string,
	enabled: boolean
): Promise< Origin > {
	return apiFetch( {
		path: `${ ROOT }/origins/${ origin }`,
		method: 'PUT',
		data: { enabled },
	} );
}

export function readSettings(): Promise< Settings > {
	return apiFetch( { path: `${ ROOT }/settings` } );
}

export function saveSettings( settings: Settings ): Promise< Settings > {
	return apiFetch( {
		path: `${ ROOT }/settings`,
		method: 'PUT',
		data: settings,
	} );
}

export function readOptions(): Promise< Options > {
	return apiFetch( { path: `${ ROOT }/options` } );
}

export function saveOptions( options: Options ): Promise< Options > {
	return apiFetch( {
		path: `${ ROOT }/options`,
		method: 'PATCH',
		data: options,
	} );
}
