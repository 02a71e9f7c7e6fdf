/**
 * Problems and warnings of a rule, beside the fields they are about.
 *
 * A problem names its field as the rule's JSON does: `when[0].header.name`. It is shown by the component that stands for
 * the longest part of that name; what nobody stands for is shown at the top.
 */
import {
	createContext,
	useContext,
	useEffect,
	useMemo,
	useState,
} from '@wordpress/element';
import type { ReactNode } from 'react';

import { problemText } from '../rule/describe';
import type { Problem } from '../rule/types';

export interface Problems {
	readonly errors: Problem[];
	readonly warnings: Problem[];
}

interface Board extends Problems {
	readonly places: ReadonlySet< string >;
	readonly claim: ( place: string ) => () => void;
}

const NONE: Board = {
	errors: [],
	warnings: [],
	places: new Set(),
	claim: () => () => {},
};

const Context = createContext< Board >( NONE );

export function ProblemsProvider( {
	problems: { errors, warnings },
	children,
}: {
	problems: Problems;
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
		() => ( { errors, warnings, places, claim } ),
		[ errors, warnings, places, claim ]
	);
	return <Context.Provider value={ board }>{ children }</Context.Provider>;
}

/**
 * The place that a problem is shown at: itself, or the nearest above it.
 *
 * @param field  Field of the problem.
 * @param places Places there are.
 */
export function placeOf(
	field: string,
	places: ReadonlySet< string >
): string | null {
	for ( let place = field; place; ) {
		if ( places.has( place ) ) {
			return place;
		}
		place = place.slice(
			0,
			Math.max( place.lastIndexOf( '.' ), place.lastIndexOf( '[' ), 0 )
		);
	}
	return null;
}

/**
 * What is to be shown at a place.
 *
 * @param place Name of a field; null for what no field stands for.
 */
function useProblemsAt( place: string | null ): Problems {
	const { errors, warnings, places, claim } = useContext( Context );
	useEffect(
		() => ( place === null ? undefined : claim( place ) ),
		[ place, claim ]
	);
	const here = ( { field }: Problem ) => placeOf( field, places ) === place;
	return {
		errors: errors.filter( here ),
		warnings: warnings.filter( here ),
	};
}

/**
 * Shows the problems of a field.
 *
 * @param props
 * @param props.of Name of the field; null for what no field stands for.
 */
export function ProblemsOf( { of }: { of: string | null } ) {
	const { errors, warnings } = useProblemsAt( of );
	const line = ( kind: string, problem: Problem ) => (
		<p
			key={ kind + problem.field + problem.message }
			className={ `detour-problem is-${ kind }` }
		>
			{ problemText( problem ) }
		</p>
	);
	return (
		<>
			{ errors.map( ( problem ) => line( 'error', problem ) ) }
			{ warnings.map( ( problem ) => line( 'warning', problem ) ) }
		</>
	);
}
