import { kindOf, pattern, USER_AGENTS } from './user-agent-lists';

const kinds = Object.keys( USER_AGENTS ) as ( keyof typeof USER_AGENTS )[];

describe( 'the lists of user agents', () => {
	it.each( kinds )( 'know the pattern of %s again', ( kind ) => {
		expect( kindOf( pattern( kind ) ) ).toBe( kind );
		expect( kindOf( `${ pattern( kind ) }|x` ) ).toBeUndefined();
	} );

	it.each( kinds )( 'hold plain words for %s', ( kind ) => {
		for ( const word of USER_AGENTS[ kind ] ) {
			expect( word ).toMatch( /^[\w /;-]+$/ );
		}
	} );

	it( 'find what they are for', () => {
		const found = ( userAgent: string ) =>
			kinds.filter( ( kind ) =>
				new RegExp( pattern( kind ).slice( 4 ), 'i' ).test( userAgent )
			);
		expect(
			found(
				'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
			)
		).toEqual( [ 'search', 'bots' ] );
		expect(
			found(
				'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148'
			)
		).toEqual( [ 'mobile' ] );
		expect(
			found( 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0' )
		).toEqual( [] );
	} );
} );
