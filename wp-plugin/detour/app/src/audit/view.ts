import type { View } from '@wordpress/dataviews/wp';

export const DEFAULT_VIEW: View = {
	type: 'table',
	search: '',
	filters: [],
	page: 1,
	perPage: 20,
	titleField: 'message',
	fields: [ 'severity', 'code', 'rules' ],
	layout: { density: 'compact' },
};

/**
 * Arguments of `GET /audit` for a view.
 *
 * @param view What the list shows.
 */
export function viewToQuery( view: View ): Record< string, unknown > {
	const query: Record< string, unknown > = {
		page: view.page ?? 1,
		per_page: view.perPage ?? 20,
	};
	if ( view.search ) {
		query.search = view.search;
	}
	for ( const { field, value } of view.filters ?? [] ) {
		if ( field === 'ignored' ) {
			query.ignored = value === 'ignored';
		} else if ( Array.isArray( value ) && value.length > 0 ) {
			query[ field ] = value;
		}
	}
	return query;
}
