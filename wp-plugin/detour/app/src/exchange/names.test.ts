import {
	FILE_NAMES,
	FORMATS,
	likelyFormat,
	SYSTEMS,
	WITH_FILES,
} from './names';

describe( 'likelyFormat', () => {
	it.each( [
		[ 'redirects.csv', 'csv' ],
		[ 'export.JSON', 'json' ],
		[ '.htaccess', 'htaccess' ],
		[ 'apache-vhost.conf', 'htaccess' ],
		[ 'shop.conf', 'nginx' ],
		[ '_redirects', 'netlify' ],
		[ 'notes.txt', '' ],
	] )( 'takes %s for "%s"', ( name, format ) => {
		expect( likelyFormat( name ) ).toBe( format );
	} );
} );

it( 'has a word for whatever is offered, and a name for whatever is written', () => {
	expect( WITH_FILES.filter( ( system ) => ! SYSTEMS[ system ] ) ).toEqual(
		[]
	);
	expect( Object.keys( FILE_NAMES ) ).toEqual( Object.keys( FORMATS ) );
} );
