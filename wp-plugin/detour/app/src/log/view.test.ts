import { DEFAULT_VIEW, linkedView, viewToFilter, viewToQuery } from './view';

describe( 'viewToQuery', () => {
	it( 'asks for the newest entries', () => {
		expect( viewToQuery( DEFAULT_VIEW ) ).toEqual( {
			page: 1,
			per_page: 20,
			order: 'desc',
		} );
	} );

	it( 'names filters as the route does, and leaves out empty ones', () => {
		const filters = [
			{ field: 'code', operator: 'isAny' as const, value: [ 301, 410 ] },
			{
				field: 'user_agent',
				operator: 'contains' as const,
				value: 'bot',
			},
			{ field: 'ip', operator: 'startsWith' as const, value: '' },
			{ field: 'kind', operator: 'isAny' as const, value: [] },
		];
		const filter = viewToFilter( {
			...DEFAULT_VIEW,
			search: '/a',
			filters,
		} );
		expect( filter ).toEqual( {
			search: '/a',
			code: [ 301, 410 ],
			agent: 'bot',
		} );
	} );

	it( 'takes times as Unix times', () => {
		const filters = [
			{
				field: 'time',
				operator: 'after' as const,
				value: '2026-11-01T00:00:00+00:00',
			},
			{
				field: 'time',
				operator: 'before' as const,
				value: '2026-11-02T00:00:00+00:00',
			},
		];
		const filter = viewToFilter( { ...DEFAULT_VIEW, filters } );
		expect( filter ).toEqual( { from: 1793491200, until: 1793577600 } );
	} );
} );

describe( 'linkedView', () => {
	it( 'shows what a link asks for', () => {
		const view = linkedView(
			DEFAULT_VIEW,
			'https://a.test/?tab=log&rule=7'
		);
		expect( viewToFilter( view ) ).toEqual( { rule: 7 } );
		const searched = linkedView( view, 'https://a.test/?search=%2Fa' );
		expect( viewToFilter( searched ) ).toEqual( { search: '/a' } );
	} );
} );
