import type { Rule } from '../rule/types';

export type HistoryAction =
	| 'create'
	| 'update'
	| 'enable'
	| 'disable'
	| 'delete'
	| 'move'
	| 'restore'
	| 'import'
	| 'undo'
	| 'settings'
	| 'permalink'
	| 'trash'
	| 'campaign'
	| 'domain-move'
	| 'languages'
	| 'fallback'
	| 'fallback-over';

/** What a change did to one rule. */
export interface Entry {
	/** Number of the change. */
	batch: number;
	/** Number of the rule; 0 for the settings. */
	rule: number;
	/** RFC 3339, UTC. */
	time: string;
	/** Number of the user; 0 for WordPress itself, and for the agent, which has a name. */
	user: number;
	user_name: string;
	action: HistoryAction;
	/** Nothing if there was no rule before. */
	before: Partial< Rule > | null;
	/** Nothing if there is no rule afterwards. */
	after: Partial< Rule > | null;
}

/** A change, with the first of its entries. */
export interface Change extends Entry {
	/** How many rules it changed. */
	entries: number;
}
