/**
 * The list's view, and what it asks the server for.
 */
import type { View } from '@wordpress/dataviews/wp';
import { getQueryArg } from '@wordpress/url';

export const DEFAULT_VIEW: View = {
	type: 'table',
	search: '',
	filters: [],
	page: 1,
	perPage: 20,
	sort: { field: 'hits', direction: 'desc' },
	titleField: 'url',
	fields: [ 'hits', 'days', 'last_seen', 'referrer' ],
	layout: { density: 'compact' },
};

/**
 * A view that shows the URL which the address asks for, as links from other screens do.
 *
 * @param view    View without a search.
 * @param address Address of the page.
 */
export function linkedView( view: View, address: string ): View {
	const search = getQueryArg( address, 'search' );
	return typeof search === 'string' ? { ...view, search } : view;
}

/**
 * Arguments that say which URLs a view is about.
 *
 * @param view         What the list shows.
 * @param view.search
 * @param view.filters
 */
export function viewToFilter( { search, filters }: View ) {
	const ignored = filters?.find(
		( { field } ) => field === 'ignored'
	)?.value;
	return { search: search ?? '', ignored: ignored === 'yes' };
}

/**
 * Arguments of `GET /not-found` for a view.
 *
 * @param view What the list shows.
 */
export function viewToQuery( view: View ): Record< string, unknown > {
	return {
		page: view.page ?? 1,
		per_page: view.perPage ?? 20,
		orderby: view.sort?.field ?? 'hits',
		order: view.sort?.direction ?? 'desc',
		...viewToFilter( view ),
	};
}
