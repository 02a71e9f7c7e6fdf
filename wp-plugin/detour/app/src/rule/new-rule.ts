import type { Action, ActionWord, Rule } from './types';

/**
 * A rule to begin with. The rule format's own defaults are strict; these are what people expect.
 */
export function newRule(): Rule {
	return {
		id: 0,
		enabled: true,
		group: '',
		note: '',
		source: {
			kind: 'exact',
			value: '',
			case: 'exact',
			slash: 'ignore',
			query: 'pass',
			host: 'any',
			scheme: 'any',
		},
		then: newAction( 'redirect' ),
		dialect: 'native',
	};
}

/**
 * An action to begin with, which leads where another led as far as it can.
 *
 * @param word     Which action.
 * @param previous Action it replaces.
 */
export function newAction( word: ActionWord, previous: Action = {} ): Action {
	const to =
		previous.redirect?.to ??
		previous.rewrite?.to ??
		previous.split?.[ 0 ]?.to ??
		'';
	switch ( word ) {
		case 'redirect':
			return { redirect: { to, code: previous.code ?? 307 } };
		case 'split':
			return {
				split: [
					{ to, weight: 50 },
					{ to: '', weight: 50 },
				],
				sticky: 'cookie',
				code: 307,
			};
		case 'respond':
			return { respond: { code: 410 } };
		case 'rewrite':
			return { rewrite: { to } };
		case 'ignore':
			return { ignore: {} };
	}
}
