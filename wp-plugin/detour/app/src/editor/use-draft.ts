import { useEffect, useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { auditDraft, type Draft } from '../audit/api';
import type { Rule } from '../rule/types';
import type { Warning } from './problems';

/** Wait for so many milliseconds after the last key. */
const PAUSE = 600;

/**
 * What an audit says about a rule as it is typed, among the other rules; nothing before the first answer, or as long as
 * nobody can tell.
 *
 * @param rule Rule, saved or not.
 */
export function useDraft( rule: Rule ): Warning[] | null {
	const [ draft, setDraft ] = useState< Draft | null >( null );
	const asked = JSON.stringify( rule );

	useEffect( () => {
		const controller = new AbortController();
		const timer = setTimeout( () => {
			auditDraft( JSON.parse( asked ), controller.signal ).then(
				setDraft,
				// The checks of the rule alone are still shown.
				() => setDraft( null )
			);
		}, PAUSE );
		return () => {
			clearTimeout( timer );
			controller.abort();
		};
	}, [ asked ] );

	return draft && draft.rule_id ? warnings( draft ) : null;
}

/**
 * Findings as the editor shows them: beside the field if they are about this rule, else at the top.
 *
 * @param draft          What the audit said.
 * @param draft.findings
 * @param draft.rule_id
 */
export function warnings( { findings, rule_id: own }: Draft ): Warning[] {
	return findings.map( ( { field, value, message, fix, rules, repair } ) =>
		rules[ 0 ]?.rule === own && ! rules[ 0 ].origin
			? { field, value, message, fix, repair: repair?.merge }
			: {
					field: '',
					value,
					message: sprintf(
						/* translators: 1: number of another redirect, 2: what is wrong with it. */
						__( 'With this, redirect %1$d: %2$s', 'detour' ),
						rules[ 0 ]?.rule ?? 0,
						message
					),
					fix,
				}
	);
}
