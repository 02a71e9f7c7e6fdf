/**
 * The REST routes of the settings, and of the plugins whose redirects are served.
 */
import apiFetch from '@wordpress/api-fetch';

import { ROOT } from '../api';
import type { Source } from '../rule/types';

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

/** Whether the agent asks where redirects lead, and after how many days again. */
export interface TargetChecks {
	check: boolean;
	days: number;
}

export interface Settings {
	tracking: string[];
	country_header: string;
	recording: Recording;
	/** URLs without a page that are neither logged nor listed. */
	ignored: string[];
	targets: TargetChecks;
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
	rule_code: number;
	rule_slash: Source[ 'slash' ];
	rule_case: Source[ 'case' ];
	rule_query: Source[ 'query' ];
	rule_group: string;
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
	/** Address of its screen with the redirects. */
	screen: string;
	/** Whether its redirects are to be served while it is active. */
	enabled: boolean;
	/** How many of them are served. */
	rules: number;
	/** Whether they are, how many, and why not. */
	message: string;
	/** What else is to be known, a sentence each. */
	notes: string[];
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
