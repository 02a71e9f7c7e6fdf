/**
 * Views of lists, as they were left last. They are kept with the user, so that they are the same in every browser.
 */
import apiFetch from '@wordpress/api-fetch';
import type { View } from '@wordpress/dataviews/wp';

import { site } from '../site';

const kept: Record< string, object > = { ...site.views };

/**
 * A view with its columns, order and size as they were left, but neither its page nor what was searched for.
 *
 * @param name     Name of the list.
 * @param fallback The view of somebody who comes for the first time.
 */
export function keptView( name: string, fallback: View ): View {
	const { fields, sort, perPage } = { ...fallback, ...kept[ name ] };
	return { ...fallback, fields, sort, perPage };
}

/**
 * Keeps a view for the next visit, if what is kept of it has changed. Without that the list works as well, so a failure is
 * not told.
 *
 * @param name         Name of the list.
 * @param view         What the list shows.
 * @param view.fields
 * @param view.sort
 * @param view.perPage
 */
export function keepView( name: string, { fields, sort, perPage }: View ) {
	const { field, direction } = sort ?? {};
	const left = {
		fields,
		perPage,
		...( sort && { sort: { field, direction } } ),
	};
	if ( JSON.stringify( left ) === JSON.stringify( kept[ name ] ) ) {
		return;
	}
	kept[ name ] = left;
	apiFetch( {
		path: '/wp/v2/users/me',
		method: 'POST',
		data: { meta: { detour_list_views: kept } },
		// Whoever leaves at once has chosen all the same.
		keepalive: true,
	} ).catch( () => {} );
}
