import { getSettings, setSettings } from '@wordpress/date';

import { fromClock, toClock } from './clock';

describe( 'times of a schedule', () => {
	beforeEach( () =>
		setSettings( {
			...getSettings(),
			timezone: {
				string: 'Europe/Berlin',
				abbr: 'CET',
				offset: 1,
				offsetFormatted: '1',
			},
		} )
	);

	it.each( [
		[ '2026-11-27T00:00', '2026-11-27T00:00:00+01:00' ],
		[ '2026-07-01T12:30', '2026-07-01T12:30:00+02:00' ],
	] )( 'are those of the site’s clock: %s', ( clock, time ) => {
		expect( fromClock( clock ) ).toBe( time );
		expect( toClock( time ) ).toBe( clock );
	} );

	it( 'are those of a site that only has an offset, of half an hour too', () => {
		setSettings( {
			...getSettings(),
			timezone: {
				string: '',
				abbr: '',
				offset: 5.5,
				offsetFormatted: '5:30',
			},
		} );
		const time = '2026-11-27T00:00:00+05:30';
		expect( fromClock( '2026-11-27T00:00' ) ).toBe( time );
		expect( toClock( time ) ).toBe( '2026-11-27T00:00' );
		expect( toClock( '2026-11-26T18:30:00Z' ) ).toBe( '2026-11-27T00:00' );
	} );

	it( 'may come in another offset', () => {
		expect( toClock( '2026-11-26T23:00:00Z' ) ).toBe( '2026-11-27T00:00' );
	} );

	it( 'may be missing', () => {
		expect( fromClock( '' ) ).toBeUndefined();
		expect( toClock( undefined ) ).toBe( '' );
	} );
} );
