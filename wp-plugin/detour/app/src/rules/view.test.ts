import {
	DEFAULT_VIEW,
	rememberView,
	rememberedView,
	restoredView,
	savedView,
	viewToQuery,
} from './view';

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
	beforeEach( () => localStorage.clear() );

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

	it( 'is the default one when what was kept is damaged', () => {
		localStorage.setItem( 'detour-rules-view', '{' );
		expect( rememberedView() ).toEqual( DEFAULT_VIEW );
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
