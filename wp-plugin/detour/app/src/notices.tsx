/**
 * Snackbars: what was done, with a way back where there is one.
 */
import { SnackbarList } from '@wordpress/components';
import {
	createContext,
	useCallback,
	useContext,
	useEffect,
	useMemo,
	useRef,
	useState,
} from '@wordpress/element';
import { __ } from '@wordpress/i18n';
import type { ReactNode } from 'react';

import type { ApiError } from './api';

interface Notices {
	/** Says what was done; `undo` takes it back. */
	readonly done: ( text: string, undo?: () => void ) => void;
	/** Says what failed. It stays until it is dismissed. */
	readonly failed: ( error: unknown ) => void;
}

interface Snackbar {
	id: string;
	content: string;
	spokenMessage: string;
	explicitDismiss: boolean;
	actions: { label: string; onClick: () => void }[];
}

/** So long a snackbar with a button is there, in milliseconds; longer while somebody points at it or has the focus in it. */
const STAY = 10_000;

const Context = createContext< Notices >( { done() {}, failed() {} } );

export const useNotices = () => useContext( Context );

let last = 0;

export function NoticesProvider( { children }: { children: ReactNode } ) {
	const [ snackbars, setSnackbars ] = useState< Snackbar[] >( [] );

	// Takes the last change back; nothing once it was, or can't be.
	const undoLast = useRef< () => void >();

	const remove = useCallback(
		( id: string ) =>
			setSnackbars( ( shown ) =>
				shown.filter( ( one ) => one.id !== id )
			),
		[]
	);

	const done = useCallback(
		( content: string, undo?: () => void ) => {
			const id = String( ++last );
			const takeBack = () => {
				undoLast.current = undefined;
				remove( id );
				undo?.();
			};
			undoLast.current = undo && takeBack;
			const snackbar: Snackbar = {
				id,
				content,
				spokenMessage: undo
					? `${ content } ${ __(
							'To take it back, press Control or Command and Z.',
							'detour'
						) }`
					: content,
				// Otherwise the whole snackbar is a button, in which there can't be another.
				explicitDismiss: !! undo,
				actions: undo
					? [ { label: __( 'Undo', 'detour' ), onClick: takeBack } ]
					: [],
			};
			// What was done before the last change is for the history to take back.
			setSnackbars( ( shown ) => [
				...few( shown ).map( ( one ) => ( { ...one, actions: [] } ) ),
				snackbar,
			] );
			if ( undo ) {
				leave( () => remove( id ) );
			}
		},
		[ remove ]
	);

	const failed = useCallback( ( error: unknown ) => {
		const content = ( error as ApiError ).message;
		setSnackbars( ( shown ) => [
			...few( shown ),
			{
				id: String( ++last ),
				content,
				spokenMessage: content,
				explicitDismiss: true,
				actions: [],
			},
		] );
	}, [] );

	useEffect( () => {
		const onKeyDown = ( event: KeyboardEvent ) => {
			if ( undoLast.current && isUndo( event ) ) {
				event.preventDefault();
				undoLast.current();
			}
		};
		document.addEventListener( 'keydown', onKeyDown );
		return () => document.removeEventListener( 'keydown', onKeyDown );
	}, [] );

	const notices = useMemo< Notices >(
		() => ( { done, failed } ),
		[ done, failed ]
	);

	return (
		<Context.Provider value={ notices }>
			{ children }
			<SnackbarList
				className="detour-snackbars"
				notices={ snackbars }
				onRemove={ remove }
			/>
		</Context.Provider>
	);
}

// More than a few cover the page.
function few( snackbars: Snackbar[] ): Snackbar[] {
	return snackbars.slice( -2 );
}

/**
 * Removes a snackbar when its time is over and nobody is at it.
 *
 * @param remove Removes it.
 */
function leave( remove: () => void ) {
	setTimeout(
		() =>
			document.querySelector(
				'.detour-snackbars:hover, .detour-snackbars:focus-within'
			)
				? leave( remove )
				: remove(),
		STAY
	);
}

/**
 * Whether keys ask for the last change to be taken back: in a field they are about its text, and in a dialog about nothing yet.
 *
 * @param event Keys.
 */
function isUndo( event: KeyboardEvent ): boolean {
	const target = event.target as Element;
	return (
		( event.ctrlKey || event.metaKey ) &&
		! event.shiftKey &&
		! event.altKey &&
		event.key === 'z' &&
		! event.defaultPrevented &&
		! target.closest(
			'input:not([type="checkbox"], [type="radio"]), textarea, select, [role="dialog"]'
		)
	);
}
