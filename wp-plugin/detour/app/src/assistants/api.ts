/**
 * The REST routes of the assistants. Each is asked to try first (`dry_run`), which saves nothing.
 */
import apiFetch from '@wordpress/api-fetch';

/** What may go wrong, and the way out. */
export interface Warning {
	message: string;
	fix: string;
}

/** What a request gets. */
export interface Step {
	decision: 'pass' | 'redirect' | 'respond' | 'rewrite' | 'defer';
	code?: number;
	location?: string;
	/** Number of the redirect that answers. */
	rule?: number;
	/** Whether that is one of the assistant's. */
	ours: boolean;
}

export interface Result< S extends Step > {
	group: string;
	warnings: Warning[];
	steps: S[];
	/** Number in the history; not there as long as nothing is saved. */
	change?: number;
}

export interface DomainMove {
	from: string[];
	to: string;
	www: boolean;
	scheme: 'https' | 'http';
	/** Whether http leads to https at the new domain; only with the scheme https. */
	secure: boolean;
	code: number;
	except: string[];
	samples: string[];
}

export type MoveStep = Step & { url: string; next: Step | null };

export interface Version {
	language: string;
	url: string;
}

export interface Languages {
	page: string;
	versions: Version[];
	code: number;
	cookie: string;
}

export type LanguageStep = Step & {
	/** Empty for one that has no version. */
	language: string;
	/** Whether the visitor has chosen a language. */
	chosen: boolean;
};

export function moveDomain(
	wishes: DomainMove,
	dryRun: boolean
): Promise< Result< MoveStep > > {
	return post( 'domain-move', { ...wishes, dry_run: dryRun } );
}

export function redirectByLanguage(
	wishes: Languages,
	dryRun: boolean
): Promise< Result< LanguageStep > > {
	return post( 'languages', { ...wishes, dry_run: dryRun } );
}

function post< T >( route: string, data: object ): Promise< T > {
	return apiFetch( { path: `/detour/v1/${ route }`, method: 'POST', data } );
}
