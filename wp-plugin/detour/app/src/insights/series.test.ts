import type { Summary } from './api';
import { byCode, byRule, percent, shares } from './series';

jest.mock( '../site', () => ( { site: { respondCodes: { 410: 'Gone' } } } ) );

const summary: Summary = {
	range: '7d',
	buckets: [ 0, 1 ],
	codes: [
		{ code: 0, not_found: false, hits: [ 1, 0 ] },
		{ code: 307, not_found: false, hits: [ 5, 6 ] },
		{ code: 410, not_found: false, hits: [ 0, 2 ] },
		{ code: 404, not_found: true, hits: [ 4, 4 ] },
	],
	rules: [
		{ rule: 7, origin: 'native', source: '/a', total: 9, hits: [ 4, 5 ] },
		{ rule: 3, origin: 'redirection', source: null, total: 1, hits: null },
	],
	splits: [],
	missing: { from: 0, urls: [] },
};

it( 'parts requests without a page from rules that answer 404', () => {
	expect( byCode( summary ).map( ( { name } ) => name ) ).toContain(
		'No page'
	);
	expect( shares( summary ) ).toEqual( {
		redirected: 11,
		answered: 2,
		passed: 1,
		missing: 8,
	} );
} );

it( 'adds up the rules without a series of their own', () => {
	expect( byRule( summary ) ).toEqual( [
		{ name: '/a', hits: [ 4, 5 ] },
		{ name: 'All others', hits: [ 2, 3 ] },
	] );
} );

it( 'tells shares of nothing, too', () => {
	expect( percent( 1, 8 ) ).toBe( '12.5 %' );
	expect( percent( 0, 0 ) ).toBe( '0 %' );
} );
