/**
 * Snackbars: what was done, with a way back where there is one.
 */
import { SnackbarList } from '@wordpress/components';
import {
	createContext,
	useCallback,
	useContext,
	useMemo,
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
	explicitDismiss: boolean;
	actions: { label: string; onClick: () => void }[];
}

const Context = createContext< Notices >( { done() {}, failed() {} } );

export const useNotices = () => useContext( Context );

let last = 0;

export function NoticesProvider( { children }: { children: ReactNode } ) {
	const [ snackbars, setSnackbars ] = useState< Snackbar[] >( [] );

	const add = useCallback( ( snackbar: Omit< Snackbar, 'id' > ) => {
		const id = String( ++last );
		// More than a few cover the page.
		setSnackbars( ( shown ) => [
			...shown.slice( -2 ),
			{ ...snackbar, id },
		] );
	}, [] );

	const notices = useMemo< Notices >(
		() => ( {
			done: ( content, undo ) =>
				add( {
					content,
					explicitDismiss: false,
					actions: undo
						? [ { label: __( 'Undo', 'detour' ), onClick: undo } ]
						: [],
				} ),
			failed: ( error ) =>
				add( {
					content: ( error as ApiError ).message,
					explicitDismiss: true,
					actions: [],
				} ),
		} ),
		[ add ]
	);

	return (
		<Context.Provider value={ notices }>
			{ children }
			<SnackbarList
				className="detour-snackbars"
				notices={ snackbars }
				onRemove={ ( id: string ) =>
					setSnackbars( ( shown ) =>
						shown.filter( ( one ) => one.id !== id )
					)
				}
			/>
		</Context.Provider>
	);
}
