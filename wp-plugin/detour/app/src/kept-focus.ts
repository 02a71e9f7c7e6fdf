/**
 * The focus stays where somebody works: when what has it goes, as a deleted row does or the button of a menu that is closed,
 * browsers leave it nowhere, and whoever has no mouse begins again at the top of the page.
 */
import { useEffect } from '@wordpress/element';

/** Dialogs and menus put the focus somewhere themselves, a little later. */
const PATIENCE = 100;

/** Places that are remembered: a menu inside a dialog that a menu has opened, and some more. */
const MOST = 8;

/** Where something stood: in what, from the inside out, and as which child of each. */
type Place = { parent: Element; index: number }[];

/** What may get it; but not the field of a search, which would take the next keys for words. */
const TABBABLE =
	'a[href], button, input:not([type="search"]), select, textarea, summary, [tabindex="0"]';

/** Keeps the focus on the page, for as long as the component is there. */
export function useKeptFocus() {
	useEffect( () => {
		let element: Element | null = null;
		let places: Place[] = [];
		let timer: ReturnType< typeof setTimeout > | undefined;

		const remember = ( { target }: FocusEvent ) => {
			element = target as Element;
			places = [ placeOf( element ), ...places ].slice( 0, MOST );
		};
		const observer = new MutationObserver( () => {
			if ( ! element || element.isConnected ) {
				return;
			}
			clearTimeout( timer );
			timer = setTimeout( () => {
				const { body } = document;
				if ( body.ownerDocument.activeElement === body ) {
					element = null;
					nearest( places )?.focus();
				}
			}, PATIENCE );
		} );

		document.addEventListener( 'focusin', remember );
		observer.observe( document.body, { childList: true, subtree: true } );
		return () => {
			clearTimeout( timer );
			observer.disconnect();
			document.removeEventListener( 'focusin', remember );
		};
	}, [] );
}

function placeOf( element: Element ): Place {
	const place: Place = [];
	for (
		let child = element, parent = child.parentElement;
		parent;
		child = parent, parent = child.parentElement
	) {
		place.push( {
			parent,
			index: [ ...parent.children ].indexOf( child ),
		} );
	}
	return place;
}

/**
 * What can have the focus and is nearest to where it was last; of places that are gone altogether, to the one before.
 *
 * @param places Where it was, the last place first.
 */
function nearest( places: Place[] ): HTMLElement | undefined {
	for ( const place of places ) {
		for ( const { parent, index } of place ) {
			if ( parent === document.body ) {
				break;
			}
			if ( parent.isConnected ) {
				const beside = [
					...[ ...parent.children ].slice( index ),
					...[ ...parent.children ].slice( 0, index ).reverse(),
				];
				const found = beside.map( firstIn ).find( Boolean );
				if ( found ) {
					return found;
				}
			}
		}
	}
	return undefined;
}

function firstIn( element: Element ): HTMLElement | undefined {
	const inside = [ element, ...element.querySelectorAll( '*' ) ];
	return inside.find(
		( one ) => one.matches( TABBABLE ) && isReachable( one as HTMLElement )
	) as HTMLElement | undefined;
}

function isReachable( element: HTMLElement ): boolean {
	return (
		! element.matches( ':disabled, [tabindex="-1"]' ) &&
		! element.closest( '[inert], [aria-hidden="true"], [hidden]' ) &&
		element.getClientRects().length > 0
	);
}
