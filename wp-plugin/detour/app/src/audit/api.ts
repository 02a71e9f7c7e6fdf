/**
 * The REST routes under detour/v1/audit.
 */
import apiFetch from '@wordpress/api-fetch';
import { addQueryArgs } from '@wordpress/url';

import type { History } from '../rules/api';
import type { Problem, Rule } from '../rule/types';

export type Severity = 'error' | 'warning' | 'hint';

/** A change of one rule; `merge` is a JSON merge patch, whose null takes an optional field away. */
export interface Repair {
	rule: number;
	merge?: Record< string, unknown >;
	delete?: true;
}

/** What is wrong, and with which rules; the first is the one that it is about. */
export interface Finding extends Problem {
	code: string;
	severity: Severity;
	rules: { rule: number; origin?: string }[];
	/** Source of the first rule. */
	source: string;
	url?: string;
	repair?: Repair;
}

export interface KeptFinding extends Finding {
	id: number;
	/** Unix time. */
	first_seen: number;
	/** Why nobody wants to hear of it; null if somebody does. */
	reason: string | null;
}

export interface Run {
	/** Unix time. */
	time: number;
	rules: number;
	not_listed: number;
	not_followed: number;
	new: number;
}

/** How many targets the agent has asked whether anything is there. */
export interface Targets {
	total: number;
	asked: number;
	/** Could not be asked. */
	left: number;
	broken: number;
}

export interface FindingsPage {
	findings: KeptFinding[];
	total: number;
	pages: number;
	counts: Record< Severity, number >;
	/** Nothing before the first run. */
	run: Run | null;
	/** Nothing if nobody is to ask. */
	targets: Targets | null;
}

export interface Repaired {
	repaired: number;
	/** Rules as they were. */
	rules: Rule[];
	history: History[];
}

export interface AuditSettings {
	schedule: 'off' | 'daily' | 'weekly';
	digest: boolean;
	recipients: string[];
	stale_days: number;
	temporary_days: number;
}

export interface Draft {
	findings: Finding[];
	/** Number that the rule has in the findings. */
	rule_id: number | null;
	/** Whether the saved rules were left aside, because there are too many. */
	alone: boolean;
}

const ROOT = '/detour/v1/audit';

function post< T >(
	path: string,
	data: Record< string, unknown >,
	signal?: AbortSignal
): Promise< T > {
	return apiFetch( {
		path: `${ ROOT }/${ path }`,
		method: 'POST',
		data,
		signal,
	} );
}

export function listFindings(
	query: Record< string, unknown >,
	signal: AbortSignal
): Promise< FindingsPage > {
	return apiFetch( { path: addQueryArgs( ROOT, query ), signal } );
}

export const runAudit = () => post< Run >( 'run', {} );

export const repairFindings = ( ids: number[] ) =>
	post< Repaired >( 'repair', { ids } );

export const ignoreFindings = ( ids: number[], reason: string ) =>
	post< unknown >( 'ignore', { ids, reason } );

export const unignoreFindings = ( ids: number[] ) =>
	post< unknown >( 'unignore', { ids } );

export const auditDraft = ( rule: Rule, signal: AbortSignal ) =>
	post< Draft >( 'draft', { rule }, signal );

export function readAuditSettings(): Promise< AuditSettings > {
	return apiFetch( { path: `${ ROOT }/settings` } );
}

export function saveAuditSettings(
	data: AuditSettings
): Promise< AuditSettings > {
	return apiFetch( { path: `${ ROOT }/settings`, method: 'PUT', data } );
}

export function readRule( id: number ): Promise< Rule > {
	return apiFetch( { path: `/detour/v1/rules/${ id }` } );
}
