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

/** A post, page or other public content of the site. */
export interface FoundPage {
	id: number;
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
