import type { Field } from '@wordpress/dataviews/wp';
import { __, sprintf } from '@wordpress/i18n';

import { options, problemText } from '../rule/describe';
import type { KeptFinding } from './api';
import { CODES, SEVERITIES } from './words';

/** Columns and filters of the list. */
export const FIELDS: Field< KeptFinding >[] = [
	{
		id: 'message',
		label: __( 'Finding', 'detour' ),
		enableHiding: false,
		enableSorting: false,
		filterBy: false,
		getValue: ( { item } ) => item.message,
		render: ( { item } ) => <Message finding={ item } />,
	},
	{
		id: 'severity',
		label: __( 'Severity', 'detour' ),
		enableSorting: false,
		elements: options( SEVERITIES ),
		filterBy: { operators: [ 'isAny' ] },
		getValue: ( { item } ) => item.severity,
		render: ( { item: { severity } } ) => (
			<span className={ `detour-severity is-${ severity }` }>
				{ SEVERITIES[ severity ] }
			</span>
		),
	},
	{
		id: 'code',
		label: __( 'About', 'detour' ),
		enableSorting: false,
		elements: options( CODES ),
		filterBy: { operators: [ 'isAny' ] },
		getValue: ( { item } ) => item.code,
	},
	{
		id: 'rules',
		label: __( 'Redirects', 'detour' ),
		enableSorting: false,
		filterBy: false,
		getValue: ( { item } ) => item.rules.map( ( { rule } ) => rule ).join(),
		render: ( { item: { rules } } ) => (
			<>
				{ rules
					.map( ( { rule, origin } ) =>
						origin ? `${ rule } (${ origin })` : rule
					)
					.join( ', ' ) }
			</>
		),
	},
	{
		id: 'ignored',
		label: __( 'Ignored', 'detour' ),
		enableSorting: false,
		elements: [
			{ value: 'ignored', label: __( 'Ignored', 'detour' ) },
			{ value: 'open', label: __( 'Not ignored', 'detour' ) },
		],
		filterBy: { operators: [ 'is' ] },
		getValue: ( { item } ) => ( item.reason === null ? 'open' : 'ignored' ),
	},
];

function Message( { finding }: { finding: KeptFinding } ) {
	return (
		<span className="detour-finding">
			{ finding.source && <code>{ finding.source }</code> }
			<span>{ problemText( finding ) }</span>
			{ finding.reason !== null && (
				<em>
					{ sprintf(
						/* translators: %s: why a finding is ignored. */
						__( 'Ignored: %s', 'detour' ),
						finding.reason
					) }
				</em>
			) }
		</span>
	);
}
