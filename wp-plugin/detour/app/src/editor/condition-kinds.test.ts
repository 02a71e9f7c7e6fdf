import {
	close,
	compare,
	comparisonOf,
	CONDITION_KINDS,
	emptyValue,
	open,
} from './condition-kinds';

describe( 'conditions', () => {
	it( 'come apart and together again', () => {
		for ( const word of Object.keys( CONDITION_KINDS ) ) {
			const plain = { [ word ]: emptyValue( word ) };
			expect( close( open( plain ) ) ).toEqual( plain );
			expect( close( open( { not: plain } ) ) ).toEqual( { not: plain } );
			expect( close( open( { not: { not: plain } } ) ) ).toEqual( plain );
		}
	} );

	it( 'say how they compare', () => {
		expect( comparisonOf( { name: 'a' } ) ).toBe( 'there' );
		expect( comparisonOf( { name: 'a', missing: true } ) ).toBe(
			'missing'
		);
		expect( comparisonOf( { contains: '' } ) ).toBe( 'contains' );
	} );

	it( 'keep the name and the text when they compare otherwise', () => {
		const test = { name: 'a', is: 'x' };
		expect( compare( test, 'matches', 'x' ) ).toEqual( {
			name: 'a',
			matches: 'x',
		} );
		expect( compare( test, 'there', 'x' ) ).toEqual( { name: 'a' } );
		expect( compare( { is: 'x' }, 'missing', '' ) ).toEqual( {
			missing: true,
		} );
	} );
} );
