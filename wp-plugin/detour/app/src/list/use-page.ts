import { useEffect, useState } from '@wordpress/element';

import type { ApiError } from '../api';

/** Wait for so many milliseconds before asking, as the view changes with each letter of a search. */
const PAUSE = 150;

export interface Listed< Page > {
	/** Nothing before the first answer; then the last one, until there is the next. */
	readonly page: Page | null;
	readonly problem: string;
	readonly loading: boolean;
}

/**
 * The page of a list that a view shows.
 *
 * @param read    Asks the server.
 * @param query   Arguments of the route.
 * @param changes Raised when what is listed has changed.
 */
export function usePage< Page >(
	read: (
		query: Record< string, unknown >,
		signal: AbortSignal
	) => Promise< Page >,
	query: Record< string, unknown >,
	changes: number
): Listed< Page > {
	const [ page, setPage ] = useState< Page | null >( null );
	const [ problem, setProblem ] = useState( '' );
	const [ loading, setLoading ] = useState( true );
	const asked = JSON.stringify( query );

	useEffect( () => {
		const controller = new AbortController();
		setLoading( true );
		const timer = setTimeout( async () => {
			try {
				setPage( await read( JSON.parse( asked ), controller.signal ) );
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
	}, [ read, asked, changes ] );

	return { page, problem, loading };
}
