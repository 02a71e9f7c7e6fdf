import { merged } from './merge';

describe( 'merged', () => {
	const rule = {
		enabled: true,
		then: { redirect: { to: '/a', code: 307, allow_hosts: [ 'x' ] } },
	};

	it( 'changes what the patch names, and nothing else', () => {
		const patch = { then: { redirect: { to: '/b' } } };
		expect( merged( rule, patch ) ).toEqual( {
			enabled: true,
			then: { redirect: { to: '/b', code: 307, allow_hosts: [ 'x' ] } },
		} );
		expect( rule.then.redirect.to ).toBe( '/a' );
	} );

	it( 'puts lists and missing parts in whole', () => {
		expect( merged( { a: [ 1, 2 ] }, { a: [ 3 ], b: { c: 1 } } ) ).toEqual(
			{ a: [ 3 ], b: { c: 1 } }
		);
	} );
} );
