/**
 * The REST routes under detour/v1/insights.
 */
import apiFetch from '@wordpress/api-fetch';
import { addQueryArgs } from '@wordpress/url';

import { ROOT } from '../api';
import type { Rule } from '../rule/types';

export type RangeName = '24h' | '7d' | '30d' | '90d';

export interface RuleHits {
	rule: number;
	origin: string;
	/** Null if the rule is kept elsewhere, or gone. */
	source: string | null;
	total: number;
	/** In each bucket; null for all but the first rules. */
	hits: number[] | null;
}

export interface Split {
	rule: number;
	origin: string;
	source: string | null;
	/** What the split no longer has is without target and weight. */
	variants: {
		variant: number;
		to: string | null;
		weight: number | null;
		hits: number;
	}[];
}

export interface Summary {
	range: RangeName;
	/** Unix times at which the buckets begin, of an hour or a day each. */
	buckets: number[];
	/** `not_found`: of requests without a page; code 0: PHP went on. */
	codes: { code: number; not_found: boolean; hits: number[] }[];
	rules: RuleHits[];
	splits: Split[];
	missing: {
		/** Unix time. */
		from: number;
		urls: { hash: string; url: string; hits: number }[];
	};
}

export interface StaleRule {
	rule: Rule;
	/** Unix time; null if it has never acted. */
	last_hit: number | null;
}

const INSIGHTS = `${ ROOT }/insights`;

export function readSummary(
	query: { range?: RangeName },
	signal: AbortSignal
): Promise< Summary > {
	return apiFetch( { path: addQueryArgs( INSIGHTS, query ), signal } );
}

export function listStale(
	query: { days?: number },
	signal: AbortSignal
): Promise< { rules: StaleRule[]; total: number } > {
	return apiFetch( {
		path: addQueryArgs( `${ INSIGHTS }/stale`, query ),
		signal,
	} );
}
