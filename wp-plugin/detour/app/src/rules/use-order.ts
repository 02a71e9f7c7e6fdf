import type { View } from '@wordpress/dataviews/wp';
import { useEffect, useRef } from '@wordpress/element';

import type { Rule } from '../rule/types';
import type { Destination, ListedRule } from './api';

/** Moving rules of the list. */
export interface Order {
	/** Whether a row can be moved to where another is: the list must show the order. */
	readonly canMove: ( row: ListedRule ) => boolean;
	readonly move: ( rule: Rule, to: Destination ) => Promise< void >;
	/** Moves a row one up (-1) or down (1), as the list shows it. */
	readonly step: ( row: ListedRule, direction: 1 | -1 ) => Promise< void >;
	/** Puts a row where another is, above or below it as the list shows them. */
	readonly put: (
		row: ListedRule,
		where: 'above' | 'below',
		other: ListedRule
	) => Promise< void >;
}

/**
 * Moves rules as the list shows them: what is above another is tried before it, unless the list is turned around.
 *
 * @param view What the list shows.
 * @param rows Rows of the page.
 * @param move Moves a rule.
 */
export function useOrder(
	view: View,
	rows: ListedRule[],
	move: ( rule: Rule, to: Destination ) => Promise< void >
): Order {
	const isTurned = view.sort?.direction === 'desc';
	const moved = useRef( 0 );

	// The row is another one now, and whoever moves it with the keyboard wants to go on.
	useEffect( () => {
		if ( moved.current ) {
			handleOf( moved.current )?.focus();
			moved.current = 0;
		}
	}, [ rows ] );

	const put: Order[ 'put' ] = ( { rule }, where, other ) =>
		move(
			rule,
			( where === 'above' ) === isTurned
				? { after: other.rule.id }
				: { before: other.rule.id }
		);

	return {
		canMove: ( { origin } ) =>
			origin === 'native' && view.sort?.field === 'position',
		move,
		put,
		step: ( row, direction ) => {
			moved.current = row.rule.id;
			// The row may come from a menu that was opened before the page was read again.
			const index = rows.findIndex(
				( { rule } ) => rule.id === row.rule.id
			);
			const neighbour = rows[ index + direction ];
			if ( neighbour ) {
				return put( row, direction < 0 ? 'above' : 'below', neighbour );
			}
			const by = isTurned ? -direction : direction;
			return move( row.rule, { by: by as 1 | -1 } );
		},
	};
}

/**
 * The button that moves a rule.
 *
 * @param id Number of the rule.
 */
function handleOf( id: number ): HTMLElement | null {
	return document.querySelector( `[data-detour-rule="${ id }"]` );
}
