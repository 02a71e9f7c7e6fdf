import { ExternalLink } from '@wordpress/components';
import type { Field } from '@wordpress/dataviews/wp';
import { __ } from '@wordpress/i18n';

import { Moment } from '../list/moment';
import { readable } from '../list/url';
import type { MissingUrl } from './api';
import { Trend } from './trend';

/**
 * Columns and filters of the list.
 */
export function fields(): Field< MissingUrl >[] {
	return [
		{
			id: 'url',
			label: __( 'URL', 'detour' ),
			enableHiding: false,
			filterBy: false,
			getValue: ( { item } ) => item.url,
			render: ( { item } ) => (
				<span className="detour-source">
					<code>{ readable( item.url ) }</code>
					{ item.ignored === 'by-pattern' && (
						<span className="detour-marks">
							{ __(
								'ignored by a pattern of the settings',
								'detour'
							) }
						</span>
					) }
				</span>
			),
		},
		{
			id: 'hits',
			label: __( 'Requests', 'detour' ),
			type: 'integer',
			filterBy: false,
			getValue: ( { item } ) => item.hits,
		},
		{
			id: 'days',
			label: __( 'Last days', 'detour' ),
			enableSorting: false,
			filterBy: false,
			getValue: ( { item } ) => item.days.join( ' ' ),
			render: ( { item } ) => <Trend days={ item.days } />,
		},
		{
			id: 'first_seen',
			label: __( 'First', 'detour' ),
			filterBy: false,
			getValue: ( { item } ) => item.first_seen,
			render: ( { item } ) => <Moment time={ item.first_seen } />,
		},
		{
			id: 'last_seen',
			label: __( 'Last', 'detour' ),
			filterBy: false,
			getValue: ( { item } ) => item.last_seen,
			render: ( { item } ) => <Moment time={ item.last_seen } />,
		},
		{
			id: 'referrer',
			label: __( 'Last linked from', 'detour' ),
			enableSorting: false,
			filterBy: false,
			getValue: ( { item } ) => item.referrer,
			render: ( { item } ) => <Referrer url={ item.referrer } />,
		},
		{
			id: 'ignored',
			label: __( 'Ignored', 'detour' ),
			enableSorting: false,
			elements: [
				{ value: 'no', label: __( 'No', 'detour' ) },
				{ value: 'yes', label: __( 'Yes', 'detour' ) },
			],
			filterBy: { operators: [ 'is' ] },
			getValue: ( { item } ) => ( item.ignored === 'no' ? 'no' : 'yes' ),
		},
	];
}

function Referrer( { url }: { url: string } ) {
	// What a visitor sent may be anything.
	return /^https?:\/\//.test( url ) ? (
		<ExternalLink className="detour-source" href={ url }>
			{ readable( url.replace( /^https?:\/\//, '' ) ) }
		</ExternalLink>
	) : (
		<span className="detour-source">{ url || '–' }</span>
	);
}
