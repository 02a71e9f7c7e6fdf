/**
 * The REST route of the maintenance.
 */
import apiFetch from '@wordpress/api-fetch';

export interface Wishes {
	/** The status 503, or a redirect with 307. */
	answer: 'unavailable' | 'redirect';
	/** Where the redirect goes. */
	to: string;
	/** Seconds. */
	retry_after: number;
	page: 'bare' | 'theme';
	/** RFC 3339; null for no end. */
	until: string | null;
	roles: string[];
	ips: string[];
	paths: string[];
}

export interface Maintenance extends Wishes {
	on: boolean;
	/** For who may look at the site meanwhile; null while it is off. */
	link: string | null;
	/** What is wrong with the target as it was saved; null for nothing. */
	warning: string | null;
}

const PATH = '/detour/v1/maintenance';

export function readMaintenance(): Promise< Maintenance > {
	return apiFetch( { path: PATH } );
}

export function turnOn( wishes: Wishes ): Promise< Maintenance > {
	return apiFetch( { path: PATH, method: 'PUT', data: wishes } );
}

export function turnOff(): Promise< Maintenance > {
	return apiFetch( { path: PATH, method: 'DELETE' } );
}
