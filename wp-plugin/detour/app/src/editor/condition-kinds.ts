/**
 * Kinds of conditions: how each is called, what it holds, and with what it begins.
 */
import { __ } from '@wordpress/i18n';

import type { Condition, Test } from '../rule/types';

/** `test` has no name, `named` has one. */
export type Shape =
	'named' | 'test' | 'words' | 'roles' | 'flag' | 'text' | 'any';

interface ConditionKind {
	readonly label: string;
	readonly shape: Shape;
	readonly placeholder?: string;
}

export const CONDITION_KINDS: Readonly< Record< string, ConditionKind > > = {
	method: {
		label: __( 'Method', 'detour' ),
		shape: 'words',
		placeholder: 'GET, HEAD',
	},
	header: {
		label: __( 'Request header', 'detour' ),
		shape: 'named',
		placeholder: 'X-Forwarded-Proto',
	},
	cookie: {
		label: __( 'Cookie', 'detour' ),
		shape: 'named',
		placeholder: 'lang',
	},
	query: {
		label: __( 'Query parameter', 'detour' ),
		shape: 'named',
		placeholder: 'ref',
	},
	host: {
		label: __( 'Host', 'detour' ),
		shape: 'words',
		placeholder: 'example.com, *.example.com',
	},
	path: { label: __( 'Path', 'detour' ), shape: 'test' },
	query_string: {
		label: __( 'Whole query string', 'detour' ),
		shape: 'test',
	},
	referrer: { label: __( 'Referrer', 'detour' ), shape: 'test' },
	user_agent: { label: __( 'User agent', 'detour' ), shape: 'test' },
	ip: {
		label: __( 'IP address', 'detour' ),
		shape: 'words',
		placeholder: '192.0.2.0/24, 2001:db8::/32',
	},
	language: {
		label: __( 'Preferred language', 'detour' ),
		shape: 'words',
		placeholder: 'es, pt-BR',
	},
	country: {
		label: __( 'Country', 'detour' ),
		shape: 'words',
		placeholder: 'DE, AT',
	},
	logged_in: { label: __( 'Logged in', 'detour' ), shape: 'flag' },
	role: { label: __( 'Role', 'detour' ), shape: 'roles' },
	not_found: {
		label: __( 'WordPress finds no page', 'detour' ),
		shape: 'flag',
	},
	filter: {
		label: __( 'WordPress filter says true', 'detour' ),
		shape: 'text',
		placeholder: 'my_rule_applies',
	},
	any: { label: __( 'At least one of …', 'detour' ), shape: 'any' },
};

/** A condition taken apart: how often it was negated, its word, and what that word holds. */
export interface Opened {
	negated: boolean;
	word: string;
	value: unknown;
}

/**
 * Takes a condition apart; `not` becomes `negated`.
 *
 * @param condition Condition.
 */
export function open( condition: Condition ): Opened {
	let negated = false;
	let inner = condition;
	while ( typeof inner.not === 'object' && inner.not !== null ) {
		negated = ! negated;
		inner = inner.not as Condition;
	}
	const [ word, value ] = Object.entries( inner )[ 0 ] ?? [ 'method', [] ];
	return { negated, word, value };
}

/**
 * Puts a condition together again.
 *
 * @param opened         Its parts.
 * @param opened.negated
 * @param opened.word
 * @param opened.value
 */
export function close( { negated, word, value }: Opened ): Condition {
	return negated ? { not: { [ word ]: value } } : { [ word ]: value };
}

/**
 * What a condition of a kind begins with.
 *
 * @param word Which kind.
 */
export function emptyValue( word: string ): unknown {
	switch ( CONDITION_KINDS[ word ].shape ) {
		case 'named':
			return { name: '' };
		case 'test':
			return { contains: '' };
		case 'words':
		case 'roles':
		case 'any':
			return [];
		case 'flag':
			return true;
		case 'text':
			return '';
	}
}

export type Comparison = 'there' | 'is' | 'contains' | 'matches' | 'missing';

/**
 * How a test compares.
 *
 * @param test Test of a value.
 */
export function comparisonOf( test: Test ): Comparison {
	if ( test.missing ) {
		return 'missing';
	}
	const words = [ 'is', 'contains', 'matches' ] as const;
	return words.find( ( word ) => test[ word ] !== undefined ) ?? 'there';
}

/**
 * The same test with another comparison, or another text to compare with.
 *
 * @param test       Test of a value.
 * @param test.name
 * @param comparison How it is to compare.
 * @param text       With what.
 */
export function compare(
	{ name }: Test,
	comparison: Comparison,
	text: string
): Test {
	const named = name === undefined ? {} : { name };
	switch ( comparison ) {
		case 'there':
			return named;
		case 'missing':
			return { ...named, missing: true };
		default:
			return { ...named, [ comparison ]: text };
	}
}
