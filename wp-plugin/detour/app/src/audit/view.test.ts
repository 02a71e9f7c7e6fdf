import { DEFAULT_VIEW, viewToQuery } from './view';

describe( 'viewToQuery', () => {
	it( 'asks for what the view shows', () => {
		expect( viewToQuery( DEFAULT_VIEW ) ).toEqual( {
			page: 1,
			per_page: 20,
		} );
		const filtered = {
			...DEFAULT_VIEW,
			search: '/a',
			filters: [
				{
					field: 'severity',
					operator: 'isAny' as const,
					value: [ 'error' ],
				},
				{ field: 'code', operator: 'isAny' as const, value: [] },
				{ field: 'ignored', operator: 'is' as const, value: 'ignored' },
			],
		};
		expect( viewToQuery( filtered ) ).toEqual( {
			page: 1,
			per_page: 20,
			search: '/a',
			severity: [ 'error' ],
			ignored: true,
		} );
	} );
} );
