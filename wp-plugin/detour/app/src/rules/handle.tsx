import { Button } from '@wordpress/components';
import { __, sprintf } from '@wordpress/i18n';
import type { DragEvent, KeyboardEvent } from 'react';

import type { ListedRule } from './api';
import type { Order } from './use-order';

/**
 * The button by which a row is moved: it is dragged, or takes the arrow keys.
 *
 * @param props
 * @param props.row
 * @param props.order
 */
export function Handle( { row, order }: { row: ListedRule; order: Order } ) {
	const { rule } = row;
	return (
		<Button
			className="detour-handle"
			size="small"
			icon="move"
			label={ sprintf(
				/* translators: %s: source of a redirect. */
				__( 'Move %s: drag it, or press arrow up or down', 'detour' ),
				rule.source.value
			) }
			draggable
			data-detour-rule={ rule.id }
			onDragStart={ ( event: DragEvent< HTMLElement > ) => {
				const line = event.currentTarget.closest( 'tr' );
				event.dataTransfer.effectAllowed = 'move';
				event.dataTransfer.setData( TYPE, String( rule.id ) );
				if ( line ) {
					event.dataTransfer.setDragImage( line, 0, 0 );
				}
			} }
			onKeyDown={ ( event: KeyboardEvent< HTMLElement > ) => {
				const direction = { ArrowUp: -1, ArrowDown: 1 }[ event.key ];
				if ( direction ) {
					event.preventDefault();
					order.step( row, direction as 1 | -1 );
				}
			} }
		/>
	);
}

/** What is dragged, so that nothing else is taken for a rule. */
const TYPE = 'application/x-detour-rule';

/**
 * Listeners for what is around the rows, which are drawn by somebody else.
 *
 * @param rows  Rows of the page.
 * @param order Who moves them.
 */
export function dropTarget( rows: ListedRule[], order: Order ) {
	return {
		onDragOver: ( event: DragEvent< HTMLElement > ) => {
			const line = lineAt( event );
			if ( line && event.dataTransfer.types.includes( TYPE ) ) {
				event.preventDefault();
				mark( event.currentTarget, line, sideOf( event, line ) );
			}
		},
		onDragEnd: ( event: DragEvent< HTMLElement > ) =>
			mark( event.currentTarget ),
		onDrop: ( event: DragEvent< HTMLElement > ) => {
			const line = lineAt( event );
			const id = Number( event.dataTransfer.getData( TYPE ) );
			const row = rows.find( ( { rule } ) => rule.id === id );
			mark( event.currentTarget );
			if ( ! line || ! row ) {
				return;
			}
			event.preventDefault();
			const other =
				rows[ linesOf( event.currentTarget ).indexOf( line ) ];
			if ( other && other !== row ) {
				order.put( row, sideOf( event, line ), other );
			}
		},
	};
}

function linesOf( list: HTMLElement ): HTMLElement[] {
	return [ ...list.querySelectorAll< HTMLElement >( 'tbody tr' ) ];
}

function lineAt( event: DragEvent< HTMLElement > ): HTMLElement | null {
	return ( event.target as HTMLElement ).closest( 'tbody tr' );
}

function sideOf(
	event: DragEvent< HTMLElement >,
	line: HTMLElement
): 'above' | 'below' {
	const { top, height } = line.getBoundingClientRect();
	return event.clientY < top + height / 2 ? 'above' : 'below';
}

/**
 * Shows where a row would go.
 *
 * @param list What is around the rows.
 * @param line Row that it would be put beside; none to show nothing.
 * @param side Above or below it.
 */
function mark( list: HTMLElement, line?: HTMLElement, side = '' ) {
	for ( const other of linesOf( list ) ) {
		other.classList.toggle(
			'is-drop-above',
			other === line && side === 'above'
		);
		other.classList.toggle(
			'is-drop-below',
			other === line && side === 'below'
		);
	}
}
