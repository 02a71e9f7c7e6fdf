import type { Action } from '@wordpress/dataviews/wp';
import { __ } from '@wordpress/i18n';
import { addQueryArgs } from '@wordpress/url';

import type { BulkChange, ListedRule } from './api';
import type { Rule } from '../rule/types';
import {
	CodeForm,
	GroupForm,
	PlaceForm,
	PositionForm,
	ResetForm,
} from './forms';
import type { Order } from './use-order';

interface Handlers {
	onEdit: ( rule: Rule ) => void;
	bulk: ( rules: Rule[], change: BulkChange ) => Promise< void >;
	groups: string[];
	order: Order;
	/** Opens the screen of the plugin that keeps a rule. */
	onVisit: ( origin: string ) => void;
}

/**
 * What can be done to rules of the list. What is for several has an icon, which is all that a narrow window shows of it.
 *
 * @param handlers         Who does it.
 * @param handlers.onEdit  Opens the editor.
 * @param handlers.bulk    Changes several rules.
 * @param handlers.groups  Names of the groups there are.
 * @param handlers.order   Moves a rule.
 * @param handlers.onVisit Opens the plugin that keeps a rule.
 */
export function actions( {
	onEdit,
	bulk,
	groups,
	order,
	onVisit,
}: Handlers ): Action< ListedRule >[] {
	return [
		{
			id: 'edit',
			label: __( 'Edit', 'detour' ),
			isPrimary: true,
			isEligible: isOurs,
			callback: ( [ { rule } ] ) => onEdit( rule ),
		},
		{
			id: 'duplicate',
			label: __( 'Duplicate', 'detour' ),
			isEligible: isOurs,
			callback: ( [ { rule } ] ) => onEdit( { ...rule, id: 0 } ),
		},
		{
			id: 'enable',
			icon: 'yes',
			label: __( 'Enable', 'detour' ),
			supportsBulk: true,
			isEligible: ( row ) => isOurs( row ) && ! row.rule.enabled,
			callback: ( rows ) =>
				void bulk( rulesOf( rows ), { action: 'enable' } ),
		},
		{
			id: 'disable',
			icon: 'hidden',
			label: __( 'Disable', 'detour' ),
			supportsBulk: true,
			isEligible: ( row ) => isOurs( row ) && row.rule.enabled,
			callback: ( rows ) =>
				void bulk( rulesOf( rows ), { action: 'disable' } ),
		},
		{
			id: 'code',
			icon: 'editor-code',
			label: __( 'Change code', 'detour' ),
			supportsBulk: true,
			isEligible: ( row ) =>
				isOurs( row ) &&
				!! ( row.rule.then.redirect ?? row.rule.then.split ),
			RenderModal: ( { items, closeModal } ) => (
				<CodeForm
					onDone={ ( code ) => {
						closeModal?.();
						bulk( rulesOf( items ), { action: 'code', code } );
					} }
				/>
			),
		},
		{
			id: 'group',
			icon: 'category',
			label: __( 'Move to a group', 'detour' ),
			supportsBulk: true,
			isEligible: isOurs,
			RenderModal: ( { items, closeModal } ) => (
				<GroupForm
					groups={ groups }
					onDone={ ( group ) => {
						closeModal?.();
						bulk( rulesOf( items ), { action: 'group', group } );
					} }
				/>
			),
		},
		{
			id: 'up',
			label: __( 'Move up', 'detour' ),
			isEligible: order.canMove,
			callback: ( [ row ] ) => void order.step( row, -1 ),
		},
		{
			id: 'down',
			label: __( 'Move down', 'detour' ),
			isEligible: order.canMove,
			callback: ( [ row ] ) => void order.step( row, 1 ),
		},
		{
			id: 'place',
			label: __( 'Move to a place', 'detour' ),
			isEligible: isOurs,
			RenderModal: ( { items: [ row ], closeModal } ) => (
				<PlaceForm
					onDone={ ( place ) => {
						closeModal?.();
						order.move( row.rule, { place } );
					} }
				/>
			),
		},
		{
			id: 'position',
			icon: 'sort',
			label: __( 'Change position', 'detour' ),
			supportsBulk: true,
			isEligible: isOurs,
			RenderModal: ( { items, closeModal } ) => (
				<PositionForm
					position={ items[ 0 ].rule.position ?? 0 }
					onDone={ ( position ) => {
						closeModal?.();
						bulk( rulesOf( items ), {
							action: 'position',
							position,
						} );
					} }
				/>
			),
		},
		{
			id: 'reset-hits',
			label: __( 'Set hits to 0', 'detour' ),
			supportsBulk: true,
			isEligible: ( row ) => isOurs( row ) && row.hits > 0,
			RenderModal: ( { items, closeModal } ) => (
				<ResetForm
					onDone={ () => {
						closeModal?.();
						bulk( rulesOf( items ), { action: 'reset-hits' } );
					} }
				/>
			),
		},
		{
			id: 'log',
			label: __( 'Show in the log', 'detour' ),
			isEligible: isOurs,
			callback: ( [ { rule } ] ) =>
				window.location.assign(
					addQueryArgs( window.location.href, {
						tab: 'log',
						rule: rule.id,
					} )
				),
		},
		{
			id: 'visit',
			label: __( 'Change in its plugin', 'detour' ),
			isPrimary: true,
			isEligible: ( row ) => ! isOurs( row ),
			callback: ( [ { origin } ] ) => onVisit( origin ),
		},
		{
			id: 'delete',
			icon: 'trash',
			label: __( 'Delete', 'detour' ),
			supportsBulk: true,
			isEligible: isOurs,
			callback: ( rows ) =>
				void bulk( rulesOf( rows ), { action: 'delete' } ),
		},
	];
}

/**
 * Whether a rule is the site's own: the others are changed where they are kept.
 *
 * @param row Row of the list.
 */
export function isOurs( row: ListedRule ): boolean {
	return row.origin === 'native';
}

function rulesOf( rows: ListedRule[] ): Rule[] {
	return rows.map( ( { rule } ) => rule );
}
