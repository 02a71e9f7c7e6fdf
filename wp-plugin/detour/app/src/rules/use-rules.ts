import type { View } from '@wordpress/dataviews/wp';
import { useEffect, useState } from '@wordpress/element';

import { listGroups, listRules } from './api';
import { usePage } from '../list/use-page';
import { listOrigins, type Origin } from '../settings/api';
import { viewToQuery } from './view';

/**
 * The rules that a view shows.
 *
 * @param view    What the list shows.
 * @param changes Raised when rules have changed.
 */
export function useRules( view: View, changes: number ) {
	return usePage( listRules, viewToQuery( view ), changes );
}

/**
 * Plugins that are active and whose redirects can be served. Without them the list works as well.
 *
 * @param changes Raised when rules have changed.
 */
export function useOrigins( changes: number ): Origin[] {
	const [ origins, setOrigins ] = useState< Origin[] >( [] );
	useEffect( () => {
		listOrigins().then(
			( read ) =>
				setOrigins(
					read.filter(
						( { version, enabled } ) => version !== null && enabled
					)
				),
			() => {}
		);
	}, [ changes ] );
	return origins;
}

/**
 * Names of the groups there are. Without them the list works as well, so a failure is left to the list to tell.
 *
 * @param changes Raised when rules have changed.
 */
export function useGroups( changes: number ): string[] {
	const [ groups, setGroups ] = useState< string[] >( [] );
	useEffect( () => {
		listGroups().then( setGroups, () => {} );
	}, [ changes ] );
	return groups;
}
