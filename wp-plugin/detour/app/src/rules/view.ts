/**
 * The list's view, and what it asks the server for.
 */
import type { View } from '@wordpress/dataviews/wp';
import { getQueryArg } from '@wordpress/url';

import type { SavedView } from './saved-views-api';
import { keepView, keptView } from '../list/kept-view';

const LIST = 'rules';

/** Stands for the rules without a group: an empty filter is one that nothing was chosen for yet. */
export const NO_GROUP = ' ';

export const DEFAULT_VIEW: View = {
	type: 'table',
	search: '',
	filters: [],
	page: 1,
	perPage: 20,
	sort: { field: 'position', direction: 'asc' },
	titleField: 'source',
	fields: [ 'target', 'code', 'status', 'group', 'position', 'hits' ],
	layout: { density: 'compact' },
};

/**
 * Arguments that say which rules a view is about.
 *
 * @param view What the list shows.
 */
export function viewToFilter( view: View ): Record< string, unknown > {
	const query: Record< string, unknown > = {};
	if ( view.search ) {
		query.search = view.search;
	}
	for ( const { field, value } of view.filters ?? [] ) {
		if (
			value === undefined ||
			value === '' ||
			( Array.isArray( value ) && value.length === 0 )
		) {
			continue;
		}
		if ( field === 'status' ) {
			query.enabled = value === 'enabled';
		} else if ( value === NO_GROUP ) {
			query[ field ] = '';
		} else {
			query[ field ] = value;
		}
	}
	return query;
}

/**
 * Arguments of `GET /rules` for a view.
 *
 * @param view What the list shows.
 */
export function viewToQuery( view: View ): Record< string, unknown > {
	return {
		page: view.page ?? 1,
		per_page: view.perPage ?? 20,
		orderby: view.sort?.field === 'status' ? 'enabled' : view.sort?.field,
		order: view.sort?.direction,
		...viewToFilter( view ),
	};
}

/**
 * The view as it was left last, of the group that a link asks for.
 *
 * @param address Address of the screen.
 */
export function rememberedView( address = window.location.href ): View {
	const view = keptView( LIST, DEFAULT_VIEW );
	const group = getQueryArg( address, 'group' );
	return typeof group === 'string'
		? {
				...view,
				filters: [ { field: 'group', operator: 'is', value: group } ],
			}
		: view;
}

/**
 * Keeps a view for the next visit.
 *
 * @param view What the list shows.
 */
export const rememberView = ( view: View ) => keepView( LIST, view );

/**
 * What is saved of a view.
 *
 * @param name         Its name.
 * @param view         What the list shows.
 * @param view.search
 * @param view.fields
 * @param view.sort
 * @param view.perPage
 * @param view.filters
 */
export function savedView(
	name: string,
	{ search, fields, sort, perPage, filters }: View
): SavedView {
	return {
		name,
		search,
		fields,
		sort,
		perPage,
		filters: filters?.map( ( { field, operator, value } ) => ( {
			field,
			operator,
			value,
		} ) ),
	};
}

/**
 * The view that was saved, on its first page.
 *
 * @param saved What was saved.
 */
export function restoredView( saved: SavedView ): View {
	const { name, ...view } = saved;
	return { ...DEFAULT_VIEW, ...( view as Partial< View > ) } as View;
}
