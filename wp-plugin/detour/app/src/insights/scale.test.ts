import { labelled, ticks } from './scale';

describe( 'ticks', () => {
	it.each( [
		[ 0, [ 0, 1 ] ],
		[ 1, [ 0, 1 ] ],
		[ 3, [ 0, 1, 2, 3 ] ],
		[ 17, [ 0, 5, 10, 15, 20 ] ],
		[ 100, [ 0, 50, 100 ] ],
		[ 1234, [ 0, 500, 1000, 1500 ] ],
	] )( 'reaches %d with round numbers', ( most, expected ) => {
		expect( ticks( most ) ).toEqual( expected );
	} );
} );

describe( 'labelled', () => {
	it( 'names the last bucket always', () => {
		expect( labelled( 7 ) ).toEqual( [ 0, 1, 2, 3, 4, 5, 6 ] );
		expect( labelled( 24 ) ).toEqual( [ 2, 5, 8, 11, 14, 17, 20, 23 ] );
		expect( labelled( 90 ) ).toContain( 89 );
	} );
} );
