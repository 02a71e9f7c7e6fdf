import type { Field } from '@wordpress/dataviews/wp';
import { __ } from '@wordpress/i18n';

import type { Health, ListedRule } from './api';
import { Handle } from './handle';
import type { Order } from './use-order';
import { Moment } from '../list/moment';
import {
	actionCode,
	codeName,
	describeAction,
	DIALECTS,
	KINDS,
	options,
} from '../rule/describe';
import type { Rule } from '../rule/types';
import type { Origin } from '../settings/api';
import { site } from '../site';
import { NO_GROUP } from './view';

const codes = [
	...site.redirectCodes,
	...Object.keys( site.respondCodes ).map( Number ),
];

const HEALTH: Record< Health, string > = {
	error: __( 'Broken: the audit found an error', 'detour' ),
	warning: __( 'The audit has a warning', 'detour' ),
	hint: __( 'The audit has a hint', 'detour' ),
	'never-hit': __( 'Never used', 'detour' ),
	expired: __( 'Its time is over', 'detour' ),
};

/** The same in the list: the icon of WordPress' set, and a word. */
const HEALTH_MARKS: Record< Health, [ icon: string, word: string ] > = {
	error: [ 'dismiss', __( 'Broken', 'detour' ) ],
	warning: [ 'warning', __( 'Warning', 'detour' ) ],
	hint: [ 'info', __( 'Hint', 'detour' ) ],
	'never-hit': [ 'minus', __( 'Never used', 'detour' ) ],
	expired: [ 'clock', __( 'Over', 'detour' ) ],
};

/**
 * Columns and filters of the list.
 *
 * @param groups  Names of the groups there are.
 * @param origins Other plugins whose redirects are served.
 * @param order   Moves a rule.
 */
export function fields(
	groups: string[],
	origins: Origin[],
	order: Order
): Field< ListedRule >[] {
	return [
		{
			id: 'source',
			label: __( 'Source', 'detour' ),
			enableHiding: false,
			filterBy: false,
			getValue: ( { item: { rule } } ) => rule.source.value,
			render: ( { item: { rule } } ) => <SourceCell rule={ rule } />,
		},
		{
			id: 'target',
			label: __( 'Target', 'detour' ),
			filterBy: false,
			getValue: ( { item: { rule } } ) => describeAction( rule.then ),
			render: ( { item: { rule } } ) => (
				<code className="detour-target">
					{ describeAction( rule.then ) }
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
			getValue: ( { item: { rule } } ) => actionCode( rule.then ),
			render: ( { item: { rule } } ) => (
				<>{ actionCode( rule.then ) ?? '–' }</>
			),
		},
		{
			id: 'status',
			label: __( 'Status', 'detour' ),
			elements: [
				{ value: 'enabled', label: __( 'Enabled', 'detour' ) },
				{ value: 'disabled', label: __( 'Disabled', 'detour' ) },
			],
			filterBy: { operators: [ 'is' ] },
			getValue: ( { item: { rule } } ) =>
				rule.enabled ? 'enabled' : 'disabled',
		},
		{
			id: 'group',
			label: __( 'Group', 'detour' ),
			elements: [
				...groups.map( ( group ) => ( {
					value: group,
					label: group,
				} ) ),
				{ value: NO_GROUP, label: __( 'No group', 'detour' ) },
			],
			filterBy: groups.length > 0 && { operators: [ 'is' ] },
			getValue: ( { item: { rule } } ) => rule.group,
			render: ( { item: { rule } } ) => <>{ rule.group }</>,
		},
		{
			id: 'kind',
			label: __( 'Kind of source', 'detour' ),
			elements: options( KINDS ),
			filterBy: { operators: [ 'isAny' ] },
			getValue: ( { item: { rule } } ) => rule.source.kind,
		},
		{
			id: 'dialect',
			label: __( 'Behaves', 'detour' ),
			elements: options( DIALECTS ),
			filterBy: { operators: [ 'isAny' ] },
			getValue: ( { item: { rule } } ) => rule.dialect,
		},
		{
			id: 'position',
			label: __( 'Position', 'detour' ),
			type: 'integer',
			filterBy: false,
			getValue: ( { item: { rule } } ) => rule.position,
			render: ( { item } ) => (
				<span className="detour-position">
					{ order.canMove( item ) && (
						<Handle row={ item } order={ order } />
					) }
					{ item.rule.position }
				</span>
			),
		},
		{
			id: 'hits',
			label: __( 'Hits', 'detour' ),
			type: 'integer',
			filterBy: false,
			getValue: ( { item } ) => item.hits,
		},
		{
			id: 'last_hit',
			label: __( 'Last hit', 'detour' ),
			filterBy: false,
			getValue: ( { item } ) => item.lastHit,
			render: ( { item } ) => <Moment time={ item.lastHit } />,
		},
		{
			id: 'id',
			label: __( 'Number', 'detour' ),
			type: 'integer',
			filterBy: false,
			getValue: ( { item: { rule } } ) => rule.id,
		},
		{
			id: 'health',
			label: __( 'Health', 'detour' ),
			enableSorting: false,
			elements: options( HEALTH ),
			filterBy: { operators: [ 'isAny' ] },
			getValue: ( { item } ) => item.health,
			render: ( { item } ) => <HealthCell health={ item.health } />,
		},
		{
			id: 'origin',
			label: __( 'Kept by', 'detour' ),
			enableHiding: false,
			enableSorting: false,
			elements: [
				{ value: 'native', label: 'Detour' },
				...origins.map( ( { origin, label } ) => ( {
					value: origin,
					label,
				} ) ),
			],
			filterBy: origins.length > 0 && { operators: [ 'is' ] },
		},
		{
			id: 'note',
			label: __( 'Note', 'detour' ),
			enableSorting: false,
			filterBy: false,
			getValue: ( { item: { rule } } ) => rule.note,
		},
	];
}

function HealthCell( { health }: { health: Health | null } ) {
	if ( ! health ) {
		return <>–</>;
	}
	const [ icon, word ] = HEALTH_MARKS[ health ];
	return (
		<span className={ `detour-health is-${ health }` }>
			<span className={ `dashicons dashicons-${ icon }` } aria-hidden />
			{ word }
		</span>
	);
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
