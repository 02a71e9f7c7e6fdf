/**
 * Views of lists, as they were left last.
 */
import type { View } from '@wordpress/dataviews/wp';

/**
 * A view with its columns, order and size as they were left, but neither its page nor what was searched for.
 *
 * @param name     Name of the list.
 * @param fallback The view of somebody who comes for the first time.
 */
export function keptView( name: string, fallback: View ): View {
	try {
		const kept = JSON.parse( localStorage.getItem( key( name ) ) ?? '{}' );
		const { fields, sort, perPage } = { ...fallback, ...kept };
		return { ...fallback, fields, sort, perPage };
	} catch {
		return fallback;
	}
}

/**
 * Keeps a view for the next visit.
 *
 * @param name         Name of the list.
 * @param view         What the list shows.
 * @param view.fields
 * @param view.sort
 * @param view.perPage
 */
export function keepView( name: string, { fields, sort, perPage }: View ) {
	try {
		localStorage.setItem(
			key( name ),
			JSON.stringify( { fields, sort, perPage } )
		);
	} catch {
		// The browser keeps nothing, so the view is the default one next time.
	}
}

function key( name: string ): string {
	return `detour-${ name }-view`;
}
