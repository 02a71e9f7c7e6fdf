import type { Options } from './settings/api';

/**
 * What PHP prints before the app starts; see includes/Admin/Page.php.
 */
interface Site {
	/** Address of the front page, without a slash at its end. */
	readonly home: string;
	/** Address of the REST routes under detour/v1, with a slash at its end. */
	readonly rest: string;
	/** Names of roles, by the word that rules use. */
	readonly roles: Readonly< Record< string, string > >;
	/** Codes a redirect may have. */
	readonly redirectCodes: readonly number[];
	/** Reason phrases of the other codes, by code. */
	readonly respondCodes: Readonly< Record< string, string > >;
	/** Lists as the user has left them, by name. */
	readonly views: Readonly< Record< string, object > >;
	/** What new rules begin with, and more; saved under Settings while the page is open. */
	options: Options;
}

declare global {
	interface Window {
		detour: Site;
	}
}

export const site: Site = window.detour;
