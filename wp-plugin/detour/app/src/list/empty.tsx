import type { View } from '@wordpress/dataviews/wp';
import { __ } from '@wordpress/i18n';

interface Props {
	view: View;
	/** What to say if there is nothing at all. */
	nothing: string;
}

/**
 * What a list says when it shows nothing.
 *
 * @param props
 * @param props.view
 * @param props.nothing
 * @param props.view.search
 * @param props.view.filters
 */
export function Empty( { view: { search, filters }, nothing }: Props ) {
	return (
		<p>
			{ search || filters?.length
				? __(
						'Nothing is like that. Clear the search or the filters to see the others.',
						'detour'
					)
				: nothing }
		</p>
	);
}
