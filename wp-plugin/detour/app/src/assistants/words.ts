import { __, sprintf } from '@wordpress/i18n';

import { codeName } from '../rule/describe';
import type { Step } from './api';

/**
 * What a request gets.
 *
 * @param step Step.
 */
export function describeStep( step: Step ): string {
	const { decision, code = 0, location, rule, ours } = step;
	const answer = {
		redirect: `${ code } → ${ location }`,
		respond: codeName( code ),
		rewrite: __( 'Another page of this site', 'detour' ),
		defer: __(
			'What WordPress decides, which knows the visitor',
			'detour'
		),
		pass: __( 'Stays: what WordPress has at this address', 'detour' ),
	}[ decision ];
	return rule && ! ours
		? sprintf(
				/* translators: 1: what visitors get, 2: number of a redirect. */
				__( '%1$s, by redirect %2$d, which comes first', 'detour' ),
				answer,
				rule
			)
		: answer;
}
