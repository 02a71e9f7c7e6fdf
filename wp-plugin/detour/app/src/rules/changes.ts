import { __, _n, sprintf } from '@wordpress/i18n';

import {
	type BulkChange,
	type Changed,
	changeRules,
	type Destination,
	type Moved,
	moveRule,
	restoreRules,
} from './api';
import { undoChange } from '../history/api';
import { useNotices } from '../notices';
import type { Rule } from '../rule/types';

/**
 * Changes rules, says so, and offers to take it back.
 *
 * @param onChanged Called after each change, the undoing included.
 */
export function useChanges( onChanged: () => void ) {
	const notices = useNotices();

	/**
	 * Runs a change and then `onChanged`; a failure is told and changes nothing.
	 *
	 * @param change Calls the server.
	 * @param text   What was done.
	 * @param undo   Takes it back.
	 */
	async function run(
		change: () => Promise< unknown >,
		text: string,
		undo?: () => Promise< unknown >
	) {
		try {
			await change();
			const takeBack =
				undo && ( () => run( undo, __( 'Undone.', 'detour' ) ) );
			notices.done( text, takeBack );
		} catch ( error ) {
			notices.failed( error );
		}
		onChanged();
	}

	return {
		run,
		/**
		 * Moves a rule among the others.
		 *
		 * @param rule Rule as it is listed.
		 * @param to   Where to.
		 */
		move: ( rule: Rule, to: Destination ) => {
			let moved: Moved;
			return run(
				async () => {
					moved = await moveRule( rule.id, to );
				},
				sprintf(
					/* translators: %s: source of a redirect. */
					__( '%s moved.', 'detour' ),
					rule.source.value
				),
				() => undoChange( moved.revision )
			);
		},
		/**
		 * Does the same to several rules.
		 *
		 * @param rules  Rules as they are listed.
		 * @param change What is done to them.
		 */
		bulk: ( rules: Rule[], change: BulkChange ) => {
			const ids = rules.map( ( { id } ) => id );
			let changed: Changed = {};
			return run(
				async () => {
					changed = await changeRules( ids, change );
				},
				tell( change, rules.length ),
				() => restoreRules( rules, changed.history )
			);
		},
	};
}

function tell( change: BulkChange, count: number ): string {
	switch ( change.action ) {
		case 'enable':
			return sprintf(
				/* translators: %d: number of redirects. */
				_n(
					'%d redirect enabled.',
					'%d redirects enabled.',
					count,
					'detour'
				),
				count
			);
		case 'disable':
			return sprintf(
				/* translators: %d: number of redirects. */
				_n(
					'%d redirect disabled.',
					'%d redirects disabled.',
					count,
					'detour'
				),
				count
			);
		case 'delete':
			return sprintf(
				/* translators: %d: number of redirects. */
				_n(
					'%d redirect deleted.',
					'%d redirects deleted.',
					count,
					'detour'
				),
				count
			);
		default:
			return sprintf(
				/* translators: %d: number of redirects. */
				_n(
					'%d redirect changed.',
					'%d redirects changed.',
					count,
					'detour'
				),
				count
			);
	}
}
