import { dateI18n, getSettings } from '@wordpress/date';
import type { Field } from '@wordpress/dataviews/wp';
import { __ } from '@wordpress/i18n';

import { options } from '../rule/describe';
import { ACTIONS, describeOthers, describeUser, sourceOf } from './describe';
import type { Change } from './types';

/** Columns and filters of the list of changes. */
export const fields: Field< Change >[] = [
	{
		id: 'what',
		label: __( 'Redirects', 'detour' ),
		enableHiding: false,
		enableSorting: false,
		filterBy: false,
		getValue: ( { item } ) => sourceOf( item ),
		render: ( { item } ) => (
			<span className="detour-source">
				<code>{ sourceOf( item ) }</code> { describeOthers( item ) }
			</span>
		),
	},
	{
		id: 'action',
		label: __( 'Change', 'detour' ),
		enableSorting: false,
		elements: options( ACTIONS ),
		filterBy: { operators: [ 'is' ] },
		getValue: ( { item } ) => item.action,
	},
	{
		id: 'who',
		label: __( 'By', 'detour' ),
		enableSorting: false,
		filterBy: false,
		getValue: ( { item } ) => describeUser( item ),
	},
	{
		id: 'time',
		label: __( 'When', 'detour' ),
		enableSorting: false,
		filterBy: false,
		getValue: ( { item } ) => item.time,
		render: ( { item } ) => (
			<time dateTime={ item.time }>
				{ dateI18n(
					getSettings().formats.datetime,
					item.time,
					undefined
				) }
			</time>
		),
	},
];
