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

	it.each( [
		[ '"source","target","regex","code","type"\n', 'redirection-csv' ],
		[
			'\uFEFFid,source,matching,destination,type,category,status\n',
			'rank-math-csv',
		],
		[
			'{"plugin":{"version":"5.4.2"},"groups":[],"redirects":[]}',
			'redirection-json',
		],
		[ '{"general":{"a":[1]},"redirections":[{"id":"1"}]}', 'rank-math' ],
		[ 'source,target,code\n/a,/b,301', 'csv' ],
	] )( 'knows whose file begins with %s', ( begin, format ) => {
		expect( likelyFormat( 'export.csv', begin ) ).toBe( format );
	} );
} );

it( 'has a word for whatever is offered, and a name for whatever is written', () => {
	expect( WITH_FILES.filter( ( system ) => ! SYSTEMS[ system ] ) ).toEqual(
		[]
	);
	expect( Object.keys( FILE_NAMES ) ).toEqual( Object.keys( FORMATS ) );
} );
