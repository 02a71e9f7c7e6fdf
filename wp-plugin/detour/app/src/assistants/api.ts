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

/** What every assistant answers. */
export interface Outcome {
	warnings: Warning[];
	/** Numbers in the history; not there as long as nothing is saved. */
	change?: number | number[];
}

export interface Result< S extends Step > extends Outcome {
	group: string;
	steps: S[];
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

/** An old and a new path. */
export type PermalinkMove = [ string, string ];

/** What one step of the route answers. */
interface PermalinkStep {
	moves: PermalinkMove[];
	taken: string[];
	posts: number;
	total: number;
	next: number | null;
	change?: number;
}

/** What all steps did, or would do. */
export interface Migrated extends Outcome {
	moved: number;
	posts: number;
	/** The first of the moves. */
	samples: PermalinkMove[];
	/** The first old paths at which there is another page now. */
	taken: string[];
}

/** Moves and paths that are shown. */
const SHOWN = 10;

export function readStructures(): Promise< {
	current: string;
	former: string[];
} > {
	return apiFetch( { path: '/detour/v1/permalinks' } );
}

/**
 * Redirects the addresses of all posts, step by step.
 *
 * @param structure  Structure that they had.
 * @param dryRun     Saves nothing.
 * @param onProgress Called after each step with the posts looked at so far, and all there are.
 */
export async function redirectPermalinks(
	structure: string,
	dryRun: boolean,
	onProgress: ( progress: { posts: number; total: number } ) => void
): Promise< Migrated > {
	const changes: number[] = [];
	const all: Migrated = {
		warnings: [],
		moved: 0,
		posts: 0,
		samples: [],
		taken: [],
	};
	let after: number | null = 0;
	while ( after !== null ) {
		const step: PermalinkStep = await post( 'permalinks', {
			structure,
			after,
			dry_run: dryRun,
		} );
		all.moved += step.moves.length;
		all.posts += step.posts;
		all.samples = [ ...all.samples, ...step.moves ].slice( 0, SHOWN );
		all.taken = [ ...all.taken, ...step.taken ].slice( 0, SHOWN );
		if ( step.change !== undefined ) {
			changes.push( step.change );
		}
		after = step.next;
		onProgress( { posts: all.posts, total: step.total } );
	}
	return dryRun ? all : { ...all, change: changes };
}

function post< T >( route: string, data: object ): Promise< T > {
	return apiFetch( { path: `/detour/v1/${ route }`, method: 'POST', data } );
}
