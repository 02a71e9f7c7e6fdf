import type { Likeness } from './api';
import { chosen } from './likenesses';

const url = ( name: string, variant: string, matches = true ): Likeness => ( {
	url: name,
	read_as: name,
	variant,
	matches,
	location: null,
} );
const names = ( urls: Likeness[] ) => urls.map( ( one ) => one.url ).join( '' );

describe( 'chosen', () => {
	const urls = [
		url( 'a', 'hit' ),
		url( 'b', 'query' ),
		url( 'c', 'query' ),
		url( 'x', 'case', false ),
		url( 'd', 'query' ),
		url( 'e', 'query' ),
		url( 'f', 'slash' ),
		url( 'g', 'encoding' ),
	];

	it( 'shows what is taken, or what is not', () => {
		expect( names( chosen( urls, false ) ) ).toBe( 'x' );
		expect( names( chosen( [], true ) ) ).toBe( '' );
	} );

	it( 'prefers one of each variant, in the order they came', () => {
		expect( names( chosen( urls, true ) ) ).toBe( 'abcfg' );
	} );
} );
