/**
 * The REST routes of the campaigns.
 */
import apiFetch from '@wordpress/api-fetch';
import { addQueryArgs } from '@wordpress/url';

/** A group of redirects that come and go together. */
export interface Campaign {
	/** The group. */
	name: string;
	/** `off`: its redirects are disabled. */
	state: 'live' | 'coming' | 'over' | 'off';
	/** RFC 3339; null for since ever. */
	from: string | null;
	/** RFC 3339; null for never. */
	until: string | null;
	rules: number;
	enabled: number;
	/** Redirects of the group that are always there. */
	unscheduled: number;
	/** Whether all have the same times. */
	uniform: boolean;
}

/** Times that campaigns often have. */
export interface Preset {
	name: string;
	label: string;
	from: string;
	until: string;
}

export interface NewRedirect {
	source: string;
	to: string;
	code: number;
}

export interface Wishes {
	name: string;
	from: string | null;
	until: string | null;
	redirects: NewRedirect[];
}

/** A campaign after a change, with the change's number in the history. */
export type Saved = Campaign & { change: number };

/** What visitors get who ask for the source of a redirect. */
export interface Decision {
	decision: 'pass' | 'redirect' | 'respond' | 'rewrite' | 'defer';
	rule?: number;
	code?: number;
	location?: string;
	to?: string;
}

export interface Outcome {
	rule: number;
	source: string;
	during: Decision;
	/** Null if it never ends. */
	after: Decision | null;
}

const PATH = '/detour/v1/campaigns';

export function listCampaigns(): Promise< {
	campaigns: Campaign[];
	presets: Preset[];
} > {
	return apiFetch( { path: PATH } );
}

export function saveCampaign( wishes: Wishes ): Promise< Saved > {
	return apiFetch( { path: PATH, method: 'PUT', data: wishes } );
}

export function endCampaign( name: string ): Promise< Saved > {
	return apiFetch( {
		path: `${ PATH }/end`,
		method: 'POST',
		data: { name },
	} );
}

export function readOutcome( name: string ): Promise< Outcome[] > {
	return apiFetch( { path: addQueryArgs( `${ PATH }/outcome`, { name } ) } );
}
