import { asTarget, searchedWords } from './target-words';

describe( 'searchedWords', () => {
	it.each( [
		[ '/shop/red-shoes/', 'shop red shoes' ],
		[ 'red shoes', 'red shoes' ],
		[ '/shop?size=3', 'shop' ],
		[ '/s', '' ],
		[ 'https://example.com/shoes', '' ],
		[ '//example.com/shoes', '' ],
		[ '/shop/$1', '' ],
		[ '/{lang}/shop', '' ],
	] )( 'takes %s for "%s"', ( target, words ) => {
		expect( searchedWords( target ) ).toBe( words );
	} );
} );

describe( 'asTarget', () => {
	it.each( [
		[ 'https://example.com/red-shoes/', '/red-shoes/' ],
		[ 'https://example.com/?p=4', '/?p=4' ],
		[ 'https://example.com/blog/red/', '/blog/red/' ],
		[ 'https://shop.example.com/red/', 'https://shop.example.com/red/' ],
	] )( 'makes %s to %s', ( url, target ) => {
		expect( asTarget( url, 'https://example.com/blog' ) ).toBe( target );
	} );
} );
