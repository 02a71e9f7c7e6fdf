import { site } from '../site';
import type { Action, ActionWord, Rule } from './types';

/**
 * A rule to begin with, as the site's settings have it. The rule format's own defaults are strict.
 */
export function newRule(): Rule {
	const { options } = site;
	return {
		id: 0,
		enabled: true,
		group: options.rule_group,
		note: '',
		source: {
			kind: 'exact',
			value: '',
			case: options.rule_case,
			slash: options.rule_slash,
			query: options.rule_query,
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
			return {
				redirect: { to, code: previous.code ?? site.options.rule_code },
			};
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
