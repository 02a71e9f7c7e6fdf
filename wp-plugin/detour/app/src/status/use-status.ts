import { useCallback, useEffect, useRef, useState } from '@wordpress/element';

import { type ApiError } from '../api';
import { readStatus, type Status } from './api';

/** Publishing takes milliseconds, so look often at first, then seldom. */
const FAST = 250;
const SLOW = 5000;
const FAST_TRIES = 20;

export interface Watched {
	/** Nothing before the first answer. */
	readonly status: Status | null;
	/** Why there is no status. */
	readonly problem: string;
	/** Looks at once, and often until what was just saved is served. */
	readonly watch: () => void;
}

/**
 * Whether the saved rules are served, looked at until they are.
 */
export function useStatus(): Watched {
	const [ status, setStatus ] = useState< Status | null >( null );
	const [ problem, setProblem ] = useState( '' );
	const timer = useRef< ReturnType< typeof setTimeout > >();
	const tries = useRef( 0 );

	const look = useCallback( async () => {
		clearTimeout( timer.current );
		let reason = '';
		if ( ! document.hidden ) {
			try {
				const read = await readStatus();
				reason = read.reason;
				setStatus( read );
				setProblem( '' );
			} catch ( error ) {
				setProblem( ( error as ApiError ).message );
			}
		}
		clearTimeout( timer.current );
		if ( 'live' !== reason ) {
			tries.current++;
			const soon = 'pending' === reason && tries.current < FAST_TRIES;
			timer.current = setTimeout( look, soon ? FAST : SLOW );
		}
	}, [] );

	const watch = useCallback( () => {
		tries.current = 0;
		look();
	}, [ look ] );

	useEffect( () => {
		look();
		return () => clearTimeout( timer.current );
	}, [ look ] );

	return { status, problem, watch };
}
