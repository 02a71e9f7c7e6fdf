/**
 * What the routes of imports and exports speak of.
 */
import type { Rule } from '../rule/types';

/** A system that keeps rules on this site. */
export interface System {
	system: string;
	rules: number;
	/** Whether its plugin is active. */
	active: boolean;
	/** Why its rules can't be read. */
	refused?: string;
}

/** What is to be read, and how. */
export interface ImportRequest {
	system?: string;
	format?: string;
	file?: File;
	manner: Manner;
	/** Numbers of the rows for which the other manner holds. */
	except: number[];
	folder?: string;
	/** Which column of a CSV list is which field. */
	columns?: Record< string, string >;
}

/** Whether rules of plugins answer as they did there, or as they were meant. */
export type Manner = 'behaved' | 'intended';

/** Something about one place of what was read. */
export interface Remark {
	line?: number;
	row?: number;
	entry?: number;
	field: string;
	value: string;
	message: string;
	fix: string;
}

export interface ReadRule {
	/** Where it stands in what was read, in words. */
	place: string;
	change: 'new' | 'present' | 'behind';
	/** Number of the rule that is the same, or that stands in front. */
	behind: number | null;
	hits: number;
	rule: Rule;
}

export interface Report {
	counts: {
		rules: number;
		new: number;
		present: number;
		behind: number;
		skipped: number;
		warnings: number;
		dead: number;
		differs: number;
	};
	/** The first of them, as of the lists below. */
	rules: ReadRule[];
	skipped: Remark[];
	warnings: Remark[];
	dead: Remark[];
	differs: Remark[];
	/** Number of the import, once it was done. */
	import?: number | null;
	/** Rules that were added. */
	added?: number;
}

export interface Import {
	import: number;
	/** Rules of it that are as they were imported. */
	rules: number;
	/** Unix time; null once the history has forgotten it. */
	time: number | null;
	/** Who made it; empty if nobody knows. */
	user_name: string;
}

export interface Undone {
	import: number;
	removed: number;
	/** Rules that were changed since, and stay. */
	kept: number;
}

export interface Export {
	/** Texts by name; '' if there is one only. */
	files: Record< string, string >;
	left_out: Remark[];
	widened: Remark[];
}

/** A request that the site answers otherwise than the redirects to be imported. */
export interface ComparedDifference {
	/** Where its redirect stands in what was read, in words. */
	place: string;
	request: { method: string; url: string; headers?: [ string, string ][] };
	expected: { status?: number; location?: string };
	actual: { status: number; location?: string };
	/** What it looks like. */
	cause: { id: string; text: string };
}

/** How far a comparison has come. */
export interface Compared {
	/** Redirects that were begun. */
	begun: number;
	report: {
		/** All redirects. */
		rules: number;
		requests: number;
		differences: number;
		unanswered: number;
		first_failure?: string;
		/** At the end: redirects that were put to the test. */
		exercised: number;
		/** The first of those that were not, and why. */
		not_exercised: { place: string; source: string; reason: string }[];
		left_out: { place: string; reason: string }[];
	};
	counts: { not_exercised: number; left_out: number };
	/** Those of this step. */
	differences: ComparedDifference[];
	/** To go on with; null at the end. */
	state: string | null;
}
