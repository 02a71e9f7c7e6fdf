import { useCallback, useEffect, useRef, useState } from '@wordpress/element';

import type { ApiError } from '../api';
import { compareImport } from './calls';
import type { Compared, ComparedDifference, ImportRequest } from './types';

/** Differences that are kept to be shown; all are counted. */
const SHOWN = 200;

/** A comparison of an import with the running site. */
export interface Comparison {
	state: 'idle' | 'running' | 'stopped' | 'done';
	/** What was found so far; null before the first answer. */
	found: Compared | null;
	/** The first differences. */
	differences: ComparedDifference[];
	/** Why it can't be made. */
	problem: string;
	start: () => void;
	stop: () => void;
}

/**
 * Compares step by step until all is asked, or somebody stops it.
 *
 * @param request What is to be imported.
 */
export function useComparison( request: ImportRequest ): Comparison {
	const [ state, setState ] = useState< Comparison[ 'state' ] >( 'idle' );
	const [ found, setFound ] = useState< Compared | null >( null );
	const [ differences, setDifferences ] = useState< ComparedDifference[] >(
		[]
	);
	const [ problem, setProblem ] = useState( '' );
	const controller = useRef< AbortController >();

	const stop = useCallback( () => {
		controller.current?.abort();
		setState( 'stopped' );
	}, [] );

	const start = useCallback( async () => {
		const own = new AbortController();
		controller.current?.abort();
		controller.current = own;
		setState( 'running' );
		setFound( null );
		setDifferences( [] );
		setProblem( '' );
		try {
			let next: string | null = null;
			do {
				const step: Compared = await compareImport(
					request,
					next,
					own.signal
				);
				if ( own.signal.aborted ) {
					return;
				}
				next = step.state;
				setFound( step );
				setDifferences( ( all ) =>
					[ ...all, ...step.differences ].slice( 0, SHOWN )
				);
			} while ( next !== null );
			setState( 'done' );
		} catch ( error ) {
			if ( ! own.signal.aborted ) {
				setState( 'idle' );
				setProblem( ( error as ApiError ).message );
			}
		}
	}, [ request ] );

	// Another choice is another import, and nothing goes on behind a screen that is gone.
	useEffect( () => {
		setState( 'idle' );
		setFound( null );
		setDifferences( [] );
		setProblem( '' );
		return () => controller.current?.abort();
	}, [ request ] );

	return { state, found, differences, problem, start, stop };
}
