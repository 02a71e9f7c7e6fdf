/**
 * Views of the list, which are kept with the user.
 */
import apiFetch from '@wordpress/api-fetch';
import { addQueryArgs } from '@wordpress/url';

/** What a list showed when it was saved. */
export interface SavedView {
	name: string;
	search?: string;
	fields?: string[];
	sort?: { field: string; direction: 'asc' | 'desc' };
	perPage?: number;
	filters?: { field: string; operator: string; value?: unknown }[];
}

interface UserMeta {
	meta: { detour_saved_views?: SavedView[] };
}

/** Views of the list that the user has saved. */
export async function readViews(): Promise< SavedView[] > {
	const user = await apiFetch< UserMeta >( {
		path: addQueryArgs( '/wp/v2/users/me', {
			context: 'edit',
			_fields: 'meta',
		} ),
	} );
	return user.meta.detour_saved_views ?? [];
}

/**
 * Saves all views of the user; those that are not among them are gone.
 *
 * @param views Views to keep.
 */
export function saveViews( views: SavedView[] ): Promise< unknown > {
	return apiFetch( {
		path: '/wp/v2/users/me',
		method: 'POST',
		data: { meta: { detour_saved_views: views } },
	} );
}
