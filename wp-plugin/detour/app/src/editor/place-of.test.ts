import { placeOf } from './place-of';

describe( 'placeOf', () => {
	const places = new Set( [ 'source.value', 'when[0]', 'when', 'then' ] );

	it.each( [
		[ 'source.value', 'source.value' ],
		[ 'when[0].header.name', 'when[0]' ],
		[ 'when[12].header', 'when' ],
		[ 'then.redirect.to', 'then' ],
		[ 'schedule.from', null ],
		[ '', null ],
	] )( 'shows %s at %s', ( field, place ) => {
		expect( placeOf( field, places ) ).toBe( place );
	} );
} );
