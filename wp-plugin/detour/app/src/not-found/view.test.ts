import { DEFAULT_VIEW, viewToQuery } from './view';

describe( 'viewToQuery', () => {
	it( 'asks for what is missed most and is not ignored', () => {
		expect( viewToQuery( DEFAULT_VIEW ) ).toEqual( {
			page: 1,
			per_page: 20,
			orderby: 'hits',
			order: 'desc',
			search: '',
			ignored: false,
		} );
	} );

	it( 'asks for the ignored ones', () => {
		const filters = [
			{ field: 'ignored', operator: 'is' as const, value: 'yes' },
		];
		const query = viewToQuery( { ...DEFAULT_VIEW, search: 'x', filters } );
		expect( query ).toMatchObject( { search: 'x', ignored: true } );
	} );
} );
