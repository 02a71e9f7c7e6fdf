/**
 * The REST routes that the editor asks while somebody types.
 */
import apiFetch from '@wordpress/api-fetch';
import { addQueryArgs } from '@wordpress/url';

import { ROOT } from '../api';
import type { Condition, Headers, Problem, Rule } from '../rule/types';

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
	/** The target that the fallback stands in for: broken since this Unix time. */
	instead_of?: { target: string; since: number };
	needs?: string[];
	request?: { path: string; query: string; host: string };
	steps: Step[];
	text: string;
}

/** A URL made from the rule, and whether its source takes it. */
export interface Likeness {
	/** Without the site's own address. */
	url: string;
	/** What it is meant to show: `hit`, `near`, `case`, `slash` … */
	variant: string;
	/** Its path and query as they are compared. */
	read_as: string;
	matches: boolean;
	location: string | null;
}

export interface Trial {
	/** The rule with all defaults; null if it has errors. */
	rule: Rule | null;
	errors: Problem[];
	warnings: Problem[];
	urls: Likeness[];
	/** Number of the rule in the trace. */
	rule_id: number | null;
	/** Whether the saved rules were left aside, because there are too many. */
	alone: boolean;
	trace: Trace | null;
}

/** A post, page, category or other public page of the site. */
export interface FoundPage {
	title: string;
	url: string;
}

export function tryRule(
	rule: Rule,
	request: TrialRequest,
	signal: AbortSignal
): Promise< Trial > {
	return apiFetch( {
		path: `${ ROOT }/test`,
		method: 'POST',
		data: { rule, with_urls: true, ...request },
		signal,
	} );
}

/**
 * Posts and terms of the site with these words, posts first and the best of each first.
 *
 * @param words  Words of a title, name or text.
 * @param signal Calls it off.
 */
export async function searchPages(
	words: string,
	signal: AbortSignal
): Promise< FoundPage[] > {
	const search = ( type: 'post' | 'term', most: number ) =>
		apiFetch< FoundPage[] >( {
			path: addQueryArgs( '/wp/v2/search', {
				search: words,
				type,
				per_page: most,
				_fields: 'title,url',
			} ),
			signal,
		} );
	const found = await Promise.all( [
		search( 'post', 10 ),
		search( 'term', 5 ),
	] );
	return found.flat().map( ( { title, url } ) => ( {
		url,
		title: textOf( title ),
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
 * @param wanted.hours Hours until it ends.
 */
export function makePreviewLink( wanted: {
	path: string;
	token?: string;
	hours: number;
} ): Promise< PreviewLink > {
	return apiFetch( {
		path: `${ ROOT }/preview-links`,
		method: 'POST',
		data: wanted,
	} );
}
