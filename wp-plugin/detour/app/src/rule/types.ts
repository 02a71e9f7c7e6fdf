/**
 * The rule's JSON, as the REST routes speak it.
 */

/** The last two are for rules in the dialect of Rank Math. */
export type Kind =
	'exact' | 'prefix' | 'wildcard' | 'regex' | 'contains' | 'suffix';
export type Dialect = 'native' | 'redirection' | 'rank-math';

export interface Source {
	kind: Kind;
	value: string;
	case: 'exact' | 'ignore';
	slash: 'exact' | 'ignore';
	query: 'exact' | 'any-order' | 'ignore' | 'pass';
	host: string;
	scheme: 'any' | 'http' | 'https';
}

/** A test of one value. With none of `is`, `contains`, `matches` and `missing` it must only be there. */
export interface Test {
	name?: string;
	is?: string;
	contains?: string;
	matches?: string;
	missing?: boolean;
}

export type Headers = Record< string, string >;

export interface Redirect {
	to: string;
	/** Where to instead while `to` is broken. */
	fallback?: string;
	code: number;
	allow_hosts?: string[];
	/** `none`, or seconds. */
	cache?: 'none' | number;
	headers?: Headers;
	/** Whether the target page names the source as its canonical URL. */
	canonical?: boolean;
	/** Addresses of language versions by language tag, which these pages name. */
	alternates?: Record< string, string >;
}

export interface Respond {
	code: number;
	/** Seconds. */
	retry_after?: number;
	body?: 'bare' | 'theme';
}

export interface Variant {
	to: string;
	weight: number;
}

/** Exactly one of the first five; `sticky` and `code` stand beside `split` only. */
export interface Action {
	redirect?: Redirect;
	split?: Variant[];
	respond?: Respond;
	rewrite?: { to: string };
	ignore?: Record< string, never >;
	sticky?: 'cookie';
	code?: number;
}

export type ActionWord =
	'redirect' | 'split' | 'respond' | 'rewrite' | 'ignore';

/** One condition: an object with the condition's word as its only key. */
export type Condition = Record< string, unknown >;

/** RFC 3339 with an offset. */
export interface Schedule {
	from?: string;
	until?: string;
}

export interface Example {
	url: string;
	to?: string;
	code?: number;
	matches?: boolean;
	method?: string;
	headers?: Headers;
}

export interface Rule {
	/** 0 until it is saved. */
	id: number;
	enabled: boolean;
	/** Lower ones are tried first; a new rule without one comes last. */
	position?: number;
	group: string;
	note: string;
	source: Source;
	when?: Condition[];
	then: Action;
	else?: Action;
	schedule?: Schedule;
	examples?: Example[];
	dialect: Dialect;
}

/** What is wrong or probably not meant, where, and the way out. */
export interface Problem {
	field: string;
	value: string;
	message: string;
	fix: string;
	/** A value for the field with which it is right, where there is one that needs no thought. */
	instead?: string;
}
