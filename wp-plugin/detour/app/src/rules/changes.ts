import { __, _n, sprintf } from '@wordpress/i18n';

import {
	type BulkChange,
	type Changed,
	changeMatching,
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
	 * @param text   What was done; a function where only the answer tells.
	 * @param undo   Takes it back.
	 */
	async function run(
		change: () => Promise< unknown >,
		text: string | ( () => string ),
		undo?: () => Promise< unknown >
	) {
		try {
			await change();
			const takeBack =
				undo && ( () => run( undo, __( 'Undone.', 'detour' ) ) );
			notices.done( typeof text === 'string' ? text : text(), takeBack );
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
		 * Disables a rule of which only the number is known.
		 *
		 * @param id Its number.
		 */
		disable: ( id: number ) => {
			const change: BulkChange = { action: 'disable' };
			let changed: Changed;
			return run(
				async () => {
					changed = await changeRules( [ id ], change );
				},
				tell( change, 1 ),
				() => undoChange( changed.revision )
			);
		},
		/**
		 * Does the same to all rules that filters mean.
		 *
		 * @param filter Filters of the list.
		 * @param change What is done to them.
		 */
		all: ( filter: Record< string, unknown >, change: BulkChange ) => {
			let changed: Changed;
			return run(
				async () => {
					changed = await changeMatching( filter, change );
				},
				() => tell( change, changed.count ),
				() => undoChange( changed.revision )
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
			let changed: Changed;
			return run(
				async () => {
					changed = await changeRules( ids, change );
				},
				tell( change, rules.length ),
				change.action === 'reset-hits'
					? undefined
					: () => restoreRules( rules, changed.history )
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
