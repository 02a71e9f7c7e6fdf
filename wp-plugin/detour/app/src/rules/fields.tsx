import type { Field } from '@wordpress/dataviews/wp';
import { __ } from '@wordpress/i18n';

import {
	actionCode,
	codeName,
	describeAction,
	DIALECTS,
	KINDS,
	options,
} from '../rule/describe';
import type { Rule } from '../rule/types';
import { site } from '../site';

const codes = [
	...site.redirectCodes,
	...Object.keys( site.respondCodes ).map( Number ),
];

/**
 * Columns and filters of the list.
 *
 * @param groups Names of the groups there are.
 */
export function fields( groups: string[] ): Field< Rule >[] {
	return [
		{
			id: 'source',
			label: __( 'Source', 'detour' ),
			enableHiding: false,
			filterBy: false,
			getValue: ( { item } ) => item.source.value,
			render: ( { item } ) => <SourceCell rule={ item } />,
		},
		{
			id: 'target',
			label: __( 'Target', 'detour' ),
			filterBy: false,
			getValue: ( { item } ) => describeAction( item.then ),
			render: ( { item } ) => (
				<code className="detour-target">
					{ describeAction( item.then ) }
				</code>
			),
		},
		{
			id: 'code',
			label: __( 'Code', 'detour' ),
			elements: codes.map( ( code ) => ( {
				value: code,
				label: codeName( code ),
			} ) ),
			filterBy: { operators: [ 'isAny' ] },
			getValue: ( { item } ) => actionCode( item.then ),
			render: ( { item } ) => <>{ actionCode( item.then ) ?? '–' }</>,
		},
		{
			id: 'status',
			label: __( 'Status', 'detour' ),
			elements: [
				{ value: 'enabled', label: __( 'Enabled', 'detour' ) },
				{ value: 'disabled', label: __( 'Disabled', 'detour' ) },
			],
			filterBy: { operators: [ 'is' ] },
			getValue: ( { item } ) => ( item.enabled ? 'enabled' : 'disabled' ),
		},
		{
			id: 'group',
			label: __( 'Group', 'detour' ),
			elements: groups.map( ( group ) => ( {
				value: group,
				label: group,
			} ) ),
			filterBy: groups.length > 0 && { operators: [ 'is' ] },
			getValue: ( { item } ) => item.group,
			render: ( { item } ) => <>{ item.group }</>,
		},
		{
			id: 'kind',
			label: __( 'Kind of source', 'detour' ),
			elements: options( KINDS ),
			filterBy: { operators: [ 'isAny' ] },
			getValue: ( { item } ) => item.source.kind,
		},
		{
			id: 'dialect',
			label: __( 'Behaves', 'detour' ),
			elements: options( DIALECTS ),
			filterBy: { operators: [ 'isAny' ] },
			getValue: ( { item } ) => item.dialect,
		},
		{
			id: 'position',
			label: __( 'Position', 'detour' ),
			filterBy: false,
			render: ( { item } ) => <>{ item.position }</>,
		},
		{
			id: 'id',
			label: __( 'Number', 'detour' ),
			filterBy: false,
			render: ( { item } ) => <>{ item.id }</>,
		},
		{
			id: 'note',
			label: __( 'Note', 'detour' ),
			enableSorting: false,
			filterBy: false,
		},
	];
}

function SourceCell( { rule }: { rule: Rule } ) {
	const { source, when, schedule } = rule;
	const marks = [
		source.kind !== 'exact' && KINDS[ source.kind ],
		source.host !== 'any' && source.host,
		when && when.length > 0 && __( 'with conditions', 'detour' ),
		schedule && __( 'scheduled', 'detour' ),
	].filter( Boolean );
	return (
		<span className="detour-source">
			<code>{ source.value }</code>
			{ marks.length > 0 && (
				<span className="detour-marks">{ marks.join( ' · ' ) }</span>
			) }
		</span>
	);
}
