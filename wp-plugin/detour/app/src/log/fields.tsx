import { Button } from '@wordpress/components';
import type { Field } from '@wordpress/dataviews/wp';
import { __ } from '@wordpress/i18n';

import { clock } from '../list/moment';
import { readable } from '../list/url';
import { codeName, options } from '../rule/describe';
import { ruleName } from '../rule/name';
import { site } from '../site';
import type { Entry, EntryKind } from './api';

export const ENTRY_KINDS: Record< EntryKind, string > = {
	hit: __( 'A redirect acted', 'detour' ),
	'not-found': __( 'No page', 'detour' ),
	loop: __( 'Would have led to itself', 'detour' ),
};

const METHODS = [ 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS' ];

const codes = [
	...site.redirectCodes,
	...Object.keys( site.respondCodes ).map( Number ),
];

/**
 * Columns and filters of the log.
 *
 * @param onRule Opens the editor with a rule.
 */
export function fields( onRule: ( id: number ) => void ): Field< Entry >[] {
	return [
		{
			id: 'url',
			label: __( 'URL', 'detour' ),
			enableHiding: false,
			enableSorting: false,
			filterBy: false,
			getValue: ( { item } ) => item.url,
			render: ( { item } ) => (
				<span className="detour-source">
					<code>{ readable( item.url ) }</code>
					{ item.method !== 'GET' && (
						<span className="detour-marks">{ item.method }</span>
					) }
				</span>
			),
		},
		{
			id: 'time',
			label: __( 'Time', 'detour' ),
			type: 'datetime',
			filterBy: { operators: [ 'after', 'before' ] },
			getValue: ( { item } ) =>
				new Date( item.time * 1000 ).toISOString(),
			render: ( { item } ) => <>{ clock( item.time ) }</>,
		},
		{
			id: 'kind',
			label: __( 'What happened', 'detour' ),
			enableSorting: false,
			elements: options( ENTRY_KINDS ),
			filterBy: { operators: [ 'isAny' ] },
			getValue: ( { item } ) => item.kind,
		},
		{
			id: 'code',
			label: __( 'Code', 'detour' ),
			enableSorting: false,
			elements: codes.map( ( code ) => ( {
				value: code,
				label: codeName( code ),
			} ) ),
			filterBy: { operators: [ 'isAny' ] },
			getValue: ( { item } ) => item.code,
			render: ( { item } ) => <>{ item.code || '–' }</>,
		},
		{
			id: 'target',
			label: __( 'Target', 'detour' ),
			enableSorting: false,
			filterBy: false,
			getValue: ( { item } ) => item.target,
			render: ( { item } ) => (
				<code className="detour-target">
					{ readable( item.target ) }
				</code>
			),
		},
		{
			id: 'rule',
			label: __( 'Redirect', 'detour' ),
			type: 'integer',
			enableSorting: false,
			filterBy: { operators: [ 'is' ] },
			getValue: ( { item } ) => item.rule ?? 0,
			render: ( { item } ) => (
				<RuleLink entry={ item } onRule={ onRule } />
			),
		},
		...texts(),
	];
}

function texts(): Field< Entry >[] {
	const text = {
		type: 'text' as const,
		enableSorting: false,
	};
	return [
		{
			...text,
			id: 'method',
			label: __( 'Method', 'detour' ),
			elements: METHODS.map( ( value ) => ( { value, label: value } ) ),
			filterBy: { operators: [ 'is' ] },
		},
		{
			...text,
			id: 'host',
			label: __( 'Host', 'detour' ),
			filterBy: false,
		},
		{
			...text,
			id: 'referrer',
			label: __( 'Linked from', 'detour' ),
			filterBy: { operators: [ 'contains' ] },
			render: ( { item } ) => (
				<span className="detour-source">
					{ readable( item.referrer ) || '–' }
				</span>
			),
		},
		{
			...text,
			id: 'user_agent',
			label: __( 'User agent', 'detour' ),
			filterBy: { operators: [ 'contains' ] },
		},
		{
			...text,
			id: 'ip',
			label: __( 'Address', 'detour' ),
			filterBy: { operators: [ 'startsWith' ] },
		},
	];
}

interface RuleLinkProps {
	entry: Entry;
	onRule: ( id: number ) => void;
}

function RuleLink( { entry: { rule, origin }, onRule }: RuleLinkProps ) {
	if ( rule === null || origin === null ) {
		return <>–</>;
	}
	return origin === 'native' ? (
		<Button variant="link" onClick={ () => onRule( rule ) }>
			{ ruleName( rule, origin ) }
		</Button>
	) : (
		<>{ ruleName( rule, origin ) }</>
	);
}
