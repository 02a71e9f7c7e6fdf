/**
 * The REST routes that the box beside a post uses.
 */
import apiFetch from '@wordpress/api-fetch';

import { ROOT } from '../api';
import { newRule } from '../rule/new-rule';
import type { Problem } from '../rule/types';

/** What the box shows of a rule. */
export interface Summary {
	id: number;
	enabled: boolean;
	source: string;
	target: string | null;
	code: number | null;
	/** Address of its editor. */
	edit: string;
}

export interface PostRedirects {
	/** Null if visitors can't see the page, or if it has no path of its own. */
	path: string | null;
	/** The redirect that leads away, if target and code are all of it. */
	rule: Summary | null;
	/** What else begins at this path. */
	others: Summary[];
	/** Some of those that lead here. */
	leading: Summary[];
	/** How many lead here. */
	total: number;
}

interface Saved {
	warnings: Problem[];
}

export function readRedirects( post: number ): Promise< PostRedirects > {
	return apiFetch( { path: `${ ROOT }/posts/${ post }/redirects` } );
}

/**
 * Has a path lead to a target: by the rule that there is, or by a new one.
 *
 * @param path Path of the page.
 * @param rule The rule that there is.
 * @param to   Target.
 * @param code Code.
 */
export function redirect(
	path: string,
	rule: Summary | null,
	to: string,
	code: number
): Promise< Saved > {
	const then = { redirect: { to, code } };
	if ( rule ) {
		return change( rule.id, { enabled: true, then } );
	}
	const blank = newRule();
	return apiFetch( {
		path: `${ ROOT }/rules`,
		method: 'POST',
		data: { ...blank, source: { ...blank.source, value: path }, then },
	} );
}

export function disable( rule: Summary ): Promise< Saved > {
	return change( rule.id, { enabled: false } );
}

function change( id: number, data: object ): Promise< Saved > {
	return apiFetch( {
		path: `${ ROOT }/rules/${ id }`,
		method: 'PATCH',
		data,
	} );
}
