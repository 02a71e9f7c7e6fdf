import apiFetch from '@wordpress/api-fetch';

import {
	DEFAULT_VIEW,
	NO_GROUP,
	rememberView,
	rememberedView,
	restoredView,
	savedView,
	viewToFilter,
	viewToQuery,
} from './view';

jest.mock( '@wordpress/api-fetch' );
jest.mock( '../site', () => ( { site: { views: {} } } ) );

describe( 'viewToQuery', () => {
	it( 'asks for a page in the order of the rules', () => {
		expect( viewToQuery( DEFAULT_VIEW ) ).toEqual( {
			page: 1,
			per_page: 20,
			orderby: 'position',
			order: 'asc',
		} );
	} );

	it( 'names filters and columns as the route does', () => {
		const query = viewToQuery( {
			...DEFAULT_VIEW,
			page: 3,
			search: 'shoes',
			sort: { field: 'status', direction: 'desc' },
			filters: [
				{ field: 'status', operator: 'is', value: 'disabled' },
				{ field: 'code', operator: 'isAny', value: [ 301, 308 ] },
				{ field: 'group', operator: 'is', value: 'Black Friday' },
			],
		} );
		expect( query ).toEqual( {
			page: 3,
			per_page: 20,
			orderby: 'enabled',
			order: 'desc',
			search: 'shoes',
			enabled: false,
			code: [ 301, 308 ],
			group: 'Black Friday',
		} );
	} );

	it( 'asks for those without a group', () => {
		const filters = [
			{ field: 'group', operator: 'is' as const, value: NO_GROUP },
		];
		expect( viewToFilter( { ...DEFAULT_VIEW, filters } ) ).toEqual( {
			group: '',
		} );
	} );

	it( 'leaves out filters that are open but have no value yet', () => {
		const filters = [
			{ field: 'code', operator: 'isAny' as const, value: [] },
			{ field: 'group', operator: 'is' as const, value: undefined },
		];
		const query = viewToQuery( { ...DEFAULT_VIEW, filters } );
		expect( query ).toEqual( viewToQuery( DEFAULT_VIEW ) );
	} );
} );

describe( 'the remembered view', () => {
	beforeEach( () => {
		jest.mocked( apiFetch ).mockClear().mockResolvedValue( {} );
	} );

	it( 'keeps columns, order and size, but no page and no search', () => {
		rememberView( {
			...DEFAULT_VIEW,
			page: 7,
			search: 'x',
			perPage: 50,
			fields: [ 'code' ],
		} );
		expect( rememberedView() ).toEqual( {
			...DEFAULT_VIEW,
			perPage: 50,
			fields: [ 'code' ],
		} );
	} );

	it( 'is that of the group which a link asks for', () => {
		const address = 'https://example.org/?page=detour&group=Autumn+sale';
		expect( rememberedView( address ).filters ).toEqual( [
			{ field: 'group', operator: 'is', value: 'Autumn sale' },
		] );
	} );

	it( 'is told to the server once', () => {
		rememberView( { ...DEFAULT_VIEW, search: 'y' } );
		rememberView( { ...DEFAULT_VIEW, search: 'yz' } );
		expect( apiFetch ).toHaveBeenCalledTimes( 1 );
		expect( jest.mocked( apiFetch ).mock.calls[ 0 ][ 0 ].data ).toEqual( {
			meta: {
				detour_list_views: {
					rules: {
						fields: DEFAULT_VIEW.fields,
						perPage: 20,
						sort: DEFAULT_VIEW.sort,
					},
				},
			},
		} );
	} );
} );

describe( 'a saved view', () => {
	it( 'comes back as it was, on the first page', () => {
		const view = {
			...DEFAULT_VIEW,
			page: 7,
			perPage: 50,
			search: 'sale',
			fields: [ 'target' ],
			filters: [
				{ field: 'status', operator: 'is' as const, value: 'enabled' },
			],
		};
		expect( restoredView( savedView( 'Sales', view ) ) ).toEqual( {
			...view,
			page: 1,
		} );
	} );
} );
