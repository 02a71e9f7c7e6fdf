import type { View } from '@wordpress/dataviews/wp';
import { useEffect, useState } from '@wordpress/element';

import { type ApiError, listGroups, listRules, type Page } from '../api';
import { viewToQuery } from './view';

/** Wait for so many milliseconds before asking, as the view changes with each letter of a search. */
const PAUSE = 150;

interface Listed {
	/** Nothing before the first answer; then the last one, until there is the next. */
	readonly page: Page | null;
	readonly problem: string;
	readonly loading: boolean;
}

/**
 * The rules that a view shows.
 *
 * @param view    What the list shows.
 * @param changes Raised when rules have changed.
 */
export function useRules( view: View, changes: number ): Listed {
	const [ page, setPage ] = useState< Page | null >( null );
	const [ problem, setProblem ] = useState( '' );
	const [ loading, setLoading ] = useState( true );
	const query = JSON.stringify( viewToQuery( view ) );

	useEffect( () => {
		const controller = new AbortController();
		setLoading( true );
		const timer = setTimeout( async () => {
			try {
				setPage(
					await listRules( JSON.parse( query ), controller.signal )
				);
				setProblem( '' );
			} catch ( error ) {
				if ( controller.signal.aborted ) {
					return;
				}
				setProblem( ( error as ApiError ).message );
			}
			setLoading( false );
		}, PAUSE );
		return () => {
			clearTimeout( timer );
			controller.abort();
		};
	}, [ query, changes ] );

	return { page, problem, loading };
}

/**
 * Names of the groups there are. Without them the list works as well, so a failure is left to the list to tell.
 *
 * @param changes Raised when rules have changed.
 */
export function useGroups( changes: number ): string[] {
	const [ groups, setGroups ] = useState< string[] >( [] );
	useEffect( () => {
		listGroups().then( setGroups, () => {} );
	}, [ changes ] );
	return groups;
}
