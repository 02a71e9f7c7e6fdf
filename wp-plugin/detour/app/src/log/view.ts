/**
 * The log's view, and what it asks the server for.
 */
import { getDate } from '@wordpress/date';
import type { View } from '@wordpress/dataviews/wp';
import { getQueryArg } from '@wordpress/url';

import type { LogFilter } from './api';

export const DEFAULT_VIEW: View = {
	type: 'table',
	search: '',
	filters: [],
	page: 1,
	perPage: 20,
	sort: { field: 'time', direction: 'desc' },
	titleField: 'url',
	fields: [ 'time', 'code', 'target', 'rule', 'referrer' ],
	layout: { density: 'compact' },
};

/** Arguments by the name of the column that is filtered. */
const ARGUMENTS: Record< string, string > = { user_agent: 'agent' };

/**
 * A view that shows what the address asks for, as links from other screens do.
 *
 * @param view    View without any filter.
 * @param address Address of the page.
 */
export function linkedView( view: View, address: string ): View {
	const search = getQueryArg( address, 'search' );
	const rule = Number( getQueryArg( address, 'rule' ) );
	return {
		...view,
		search: typeof search === 'string' ? search : '',
		filters: rule ? [ { field: 'rule', operator: 'is', value: rule } ] : [],
	};
}

/**
 * Arguments that say which entries a view is about.
 *
 * @param view What the log shows.
 */
export function viewToFilter( view: View ): LogFilter {
	const filter: LogFilter = {};
	if ( view.search ) {
		filter.search = view.search;
	}
	for ( const { field, operator, value } of view.filters ?? [] ) {
		if (
			value === undefined ||
			value === '' ||
			( Array.isArray( value ) && value.length === 0 )
		) {
			continue;
		}
		if ( field === 'time' ) {
			const time = Math.floor(
				getDate( String( value ) ).getTime() / 1000
			);
			filter[ operator === 'after' ? 'from' : 'until' ] = time;
		} else {
			filter[ ARGUMENTS[ field ] ?? field ] = value;
		}
	}
	return filter;
}

/**
 * Arguments of `GET /log` for a view.
 *
 * @param view What the log shows.
 */
export function viewToQuery( view: View ): Record< string, unknown > {
	return {
		page: view.page ?? 1,
		per_page: view.perPage ?? 20,
		order: view.sort?.direction ?? 'desc',
		...viewToFilter( view ),
	};
}
