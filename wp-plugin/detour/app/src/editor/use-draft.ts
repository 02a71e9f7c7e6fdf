import { useEffect, useState } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import { auditDraft, type Draft, type Finding } from '../audit/api';
import type { Rule } from '../rule/types';
import type { Solvable } from './problems';
import { wayOfFinding } from './ways';

/** Wait for so many milliseconds after the last key. */
const PAUSE = 600;

/** Warnings about other redirects: a pattern may have to do with hundreds. */
const MOST_OTHERS = 5;

/**
 * What an audit says about a rule as it is typed, among the other rules; nothing before the first answer, or as long as
 * nobody can tell.
 *
 * @param rule    Rule, saved or not.
 * @param changes Raised when other rules have changed.
 */
export function useDraft( rule: Rule, changes: number ): Solvable[] | null {
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
	}, [ asked, changes ] );

	return draft && draft.rule_id ? warnings( draft ) : null;
}

/**
 * Findings as the editor shows them: beside the field if they are about this rule, else at the top.
 *
 * @param draft          What the audit said.
 * @param draft.findings
 * @param draft.rule_id
 * @param draft.alone
 */
export function warnings( {
	findings,
	rule_id: own,
	alone,
}: Draft ): Solvable[] {
	const isOwn = ( { rules }: Finding ) =>
		rules[ 0 ]?.rule === own && ! rules[ 0 ].origin;
	const others = findings.filter( ( finding ) => ! isOwn( finding ) );
	const behind = Math.max(
		...others.map( ( { repair } ) =>
			Number( repair?.merge?.position ?? 0 )
		)
	);
	const way = ( finding: Finding ) =>
		wayOfFinding( finding, own ?? 0, behind );
	const shown: Solvable[] = [
		...findings.filter( isOwn ).map( ( finding ) => {
			const { field, value, message, fix } = finding;
			return { field, value, message, fix, way: way( finding ) };
		} ),
		...others.slice( 0, MOST_OTHERS ).map( ( finding ) => {
			const { value, message, fix, rules } = finding;
			const text = sprintf(
				/* translators: 1: number of another redirect, 2: what is wrong with it. */
				__( 'With this, redirect %1$d: %2$s', 'detour' ),
				rules[ 0 ]?.rule ?? 0,
				message
			);
			return {
				field: '',
				value,
				message: text,
				fix,
				way: way( finding ),
			};
		} ),
	];
	const left = others.length - MOST_OTHERS;
	if ( left > 0 ) {
		shown.push(
			general(
				sprintf(
					/* translators: %d: number of redirects. */
					_n(
						'And %d other redirect has a problem with this one',
						'And %d other redirects have a problem with this one',
						left,
						'detour'
					),
					left
				)
			)
		);
	}
	if ( alone ) {
		shown.push(
			general(
				__(
					'There are too many patterns to look at while you type, so this redirect was looked at alone: whether another answers before it, or leads to it, is for the audit to say',
					'detour'
				)
			)
		);
	}
	return shown;
}

/**
 * A warning that is about no field.
 *
 * @param message What is wrong.
 */
function general( message: string ): Solvable {
	return { field: '', value: '', message, fix: '' };
}
