/**
 * Problems and warnings of a rule, beside the fields they are about.
 *
 * A problem names its field as the rule's JSON does: `when[0].header.name`. It is shown by the component that stands for
 * the longest part of that name; what nobody stands for is shown at the top.
 */
import { Button } from '@wordpress/components';
import {
	createContext,
	useContext,
	useEffect,
	useMemo,
	useState,
} from '@wordpress/element';
import type { MouseEvent, ReactNode } from 'react';

import { problemText } from '../rule/describe';
import type { Problem } from '../rule/types';
import { placeOf } from './place-of';
import type { Way } from './ways';

/** A problem, with a way out that somebody can take at once. */
export interface Solvable extends Problem {
	way?: Way;
}

export interface Problems {
	readonly errors: Solvable[];
	readonly warnings: Solvable[];
}

type Apply = ( way: Way ) => void;

interface Board extends Problems {
	readonly places: ReadonlySet< string >;
	readonly claim: ( place: string ) => () => void;
	readonly apply: Apply;
}

const NONE: Board = {
	errors: [],
	warnings: [],
	places: new Set(),
	claim: () => () => {},
	apply: () => {},
};

const Context = createContext< Board >( NONE );

export function ProblemsProvider( {
	problems: { errors, warnings },
	apply,
	children,
}: {
	problems: Problems;
	/** Takes the way out of a problem. */
	apply: Apply;
	children: ReactNode;
} ) {
	const [ places, setPlaces ] = useState< ReadonlySet< string > >(
		NONE.places
	);
	const claim = useMemo( () => {
		return ( place: string ) => {
			setPlaces( ( known ) => new Set( known ).add( place ) );
			return () =>
				setPlaces( ( known ) => {
					const left = new Set( known );
					left.delete( place );
					return left;
				} );
		};
	}, [] );
	const board = useMemo(
		() => ( { errors, warnings, places, claim, apply } ),
		[ errors, warnings, places, claim, apply ]
	);
	return <Context.Provider value={ board }>{ children }</Context.Provider>;
}

/**
 * What is to be shown at a place.
 *
 * @param place Name of a field; null for what no field stands for, undefined for a field that isn't the rule's.
 */
export function useProblemsAt( place: string | null | undefined ): Problems {
	const { errors, warnings, places, claim } = useContext( Context );
	useEffect(
		() => ( typeof place === 'string' ? claim( place ) : undefined ),
		[ place, claim ]
	);
	const here = ( { field }: Problem ) => placeOf( field, places ) === place;
	return {
		errors: errors.filter( here ),
		warnings: warnings.filter( here ),
	};
}

function focusField( button: HTMLElement ) {
	const inside =
		button.closest( '.detour-field' ) ?? button.closest( 'form' );
	inside?.querySelector< HTMLElement >( 'input, select, textarea' )?.focus();
}

/**
 * Shows the problems of several fields together, or of none.
 *
 * @param props
 * @param props.of Name of what they have in common; null for what no field stands for.
 */
export function ProblemsOf( { of }: { of: string | null } ) {
	return <ProblemLines problems={ useProblemsAt( of ) } />;
}

/**
 * A line for each problem, which may stand in a paragraph.
 *
 * @param props
 * @param props.problems
 */
export function ProblemLines( { problems }: { problems: Problems } ) {
	const { apply } = useContext( Context );
	const line = ( kind: string, problem: Solvable ) => (
		<span
			key={ kind + problem.field + problem.message }
			className={ `detour-problem is-${ kind }` }
		>
			{ problemText( problem ) }
			{ problem.way && (
				<Button
					size="small"
					variant="link"
					onClick={ ( {
						currentTarget,
					}: MouseEvent< HTMLElement > ) => {
						// The button goes with the warning, and must not take the focus along.
						focusField( currentTarget );
						if ( problem.way ) {
							apply( problem.way );
						}
					} }
				>
					{ problem.way.words }
				</Button>
			) }
		</span>
	);
	return (
		<>
			{ problems.errors.map( ( problem ) => line( 'error', problem ) ) }
			{ problems.warnings.map( ( problem ) =>
				line( 'warning', problem )
			) }
		</>
	);
}
