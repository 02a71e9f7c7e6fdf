import { useEffect, useState } from '@wordpress/element';

import { type ApiError } from '../api';
import { type Trial, type TrialRequest, tryRule } from './api';
import type { Rule } from '../rule/types';

/** Wait for so many milliseconds after the last key. */
const PAUSE = 300;

interface Tried {
	/** Nothing before the first answer. */
	readonly trial: Trial | null;
	/** Why there is no newer one. */
	readonly problem: string;
}

/**
 * What the engine says about a rule as it is typed, and about a request to it.
 *
 * @param rule    Rule, saved or not.
 * @param request Request to try; without a URL the rule is only checked.
 * @param changes Raised when other rules have changed.
 */
export function useTrial(
	rule: Rule,
	request: TrialRequest,
	changes: number
): Tried {
	const [ tried, setTried ] = useState< Tried >( {
		trial: null,
		problem: '',
	} );
	const asked = JSON.stringify( { rule, request } );

	useEffect( () => {
		const controller = new AbortController();
		const timer = setTimeout( async () => {
			try {
				const { rule: asRule, request: asRequest } =
					JSON.parse( asked );
				const trial = await tryRule(
					asRule,
					asRequest,
					controller.signal
				);
				setTried( { trial, problem: '' } );
			} catch ( error ) {
				if ( ! controller.signal.aborted ) {
					const { message } = error as ApiError;
					setTried( ( { trial } ) => ( {
						trial,
						problem: message,
					} ) );
				}
			}
		}, PAUSE );
		return () => {
			clearTimeout( timer );
			controller.abort();
		};
	}, [ asked, changes ] );

	return tried;
}
