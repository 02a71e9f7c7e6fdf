/**
 * The REST route of the status.
 */
import apiFetch from '@wordpress/api-fetch';

import { ROOT } from '../api';

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
	/** Seconds since the newest save that is not served yet; 0 if all are. */
	late: number;
	/** Seconds since the last sign of an agent, which signs every ten minutes; null if there never was one. */
	agent_seen: number | null;
	/** What an account must be able to do to be here. */
	capability: string;
	extension: Extension | null;
	/** Who answers where the extension is not loaded. */
	agent: Served | null;
}

export function readStatus(): Promise< Status > {
	return apiFetch( { path: `${ ROOT }/status` } );
}
