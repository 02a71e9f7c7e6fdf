jest.mock( '../site', () => ( { site: { respondCodes: {} } } ) );

import { contents, describeDecision, times } from './words';

const CAMPAIGN = {
	name: 'Autumn',
	state: 'live' as const,
	from: null,
	until: '2026-11-30T00:00:00Z',
	rules: 3,
	enabled: 3,
	unscheduled: 0,
	uniform: true,
};

describe( 'a campaign in words', () => {
	it( 'may have no start or no end', () => {
		const { until } = CAMPAIGN;
		expect( times( CAMPAIGN ) ).toMatch( /^until / );
		expect( times( { ...CAMPAIGN, from: until, until: null } ) ).toMatch(
			/^from /
		);
		expect( times( { ...CAMPAIGN, from: until } ) ).toMatch( / to / );
	} );

	it( 'tells only what is odd about its redirects', () => {
		expect( contents( CAMPAIGN ) ).toBe( '3 redirects' );
		expect(
			contents( {
				...CAMPAIGN,
				rules: 1,
				enabled: 0,
				unscheduled: 1,
				uniform: false,
			} )
		).toBe(
			'1 redirect · 1 disabled · 1 always there · with different times'
		);
	} );
} );

describe( 'what visitors get', () => {
	it( 'names the redirect if it is another', () => {
		const decision = {
			decision: 'redirect' as const,
			rule: 4,
			code: 307,
			location: '/x',
		};
		expect( describeDecision( decision, 4 ) ).toBe( '307 → /x' );
		expect( describeDecision( decision, 5 ) ).toBe(
			'307 → /x (redirect 4)'
		);
	} );
} );
