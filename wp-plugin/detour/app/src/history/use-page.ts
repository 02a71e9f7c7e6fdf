import { useEffect, useState } from '@wordpress/element';

import type { ApiError } from '../api';
import type { Page } from './api';

interface Shown< T > {
	/** Nothing before the first answer; then the last one, until there is the next. */
	readonly page: Page< T > | null;
	readonly problem: string;
	readonly loading: boolean;
}

/**
 * A page of a list of the server.
 *
 * @param read  Asks for it.
 * @param query What it depends on; asked anew when that is another one.
 */
export function usePage< T >(
	read: () => Promise< Page< T > >,
	query: string
): Shown< T > {
	const [ page, setPage ] = useState< Page< T > | null >( null );
	const [ problem, setProblem ] = useState( '' );
	const [ loading, setLoading ] = useState( true );

	useEffect( () => {
		let wanted = true;
		setLoading( true );
		read()
			.then(
				( answer ) => {
					if ( wanted ) {
						setPage( answer );
						setProblem( '' );
					}
				},
				( error: ApiError ) => wanted && setProblem( error.message )
			)
			.finally( () => wanted && setLoading( false ) );
		return () => {
			wanted = false;
		};
		// `read` is made anew each time; the query says when it asks for something else.
		// eslint-disable-next-line react-hooks/exhaustive-deps
	}, [ query ] );

	return { page, problem, loading };
}
