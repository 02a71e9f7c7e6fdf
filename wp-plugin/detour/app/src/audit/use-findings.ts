import type { View } from '@wordpress/dataviews/wp';
import { useEffect, useState } from '@wordpress/element';

import type { ApiError } from '../api';
import { type FindingsPage, listFindings } from './api';
import { viewToQuery } from './view';

/** Wait for so many milliseconds before asking, as the view changes with each letter of a search. */
const PAUSE = 150;

interface Listed {
	/** Nothing before the first answer; then the last one, until there is the next. */
	readonly page: FindingsPage | null;
	readonly problem: string;
	readonly loading: boolean;
}

/**
 * The findings that a view shows.
 *
 * @param view    What the list shows.
 * @param changes Raised when findings have changed.
 */
export function useFindings( view: View, changes: number ): Listed {
	const [ listed, setListed ] = useState< Listed >( {
		page: null,
		problem: '',
		loading: true,
	} );
	const query = JSON.stringify( viewToQuery( view ) );

	useEffect( () => {
		const controller = new AbortController();
		setListed( ( last ) => ( { ...last, loading: true } ) );
		const timer = setTimeout( async () => {
			try {
				const page = await listFindings(
					JSON.parse( query ),
					controller.signal
				);
				setListed( { page, problem: '', loading: false } );
			} catch ( error ) {
				if ( ! controller.signal.aborted ) {
					const problem = ( error as ApiError ).message;
					setListed( ( last ) => ( {
						...last,
						problem,
						loading: false,
					} ) );
				}
			}
		}, PAUSE );
		return () => {
			clearTimeout( timer );
			controller.abort();
		};
	}, [ query, changes ] );

	return listed;
}
