import type { Action } from '@wordpress/dataviews/wp';
import { __ } from '@wordpress/i18n';
import { addQueryArgs } from '@wordpress/url';

import type { BulkChange, ListedRule } from '../api';
import type { Rule } from '../rule/types';
import { CodeForm, GroupForm, PositionForm } from './forms';

interface Handlers {
	onEdit: ( rule: Rule ) => void;
	bulk: ( rules: Rule[], change: BulkChange ) => Promise< void >;
	groups: string[];
}

/**
 * What can be done to rules of the list.
 *
 * @param handlers        Who does it.
 * @param handlers.onEdit Opens the editor.
 * @param handlers.bulk   Changes several rules.
 * @param handlers.groups Names of the groups there are.
 */
export function actions( {
	onEdit,
	bulk,
	groups,
}: Handlers ): Action< ListedRule >[] {
	return [
		{
			id: 'edit',
			label: __( 'Edit', 'detour' ),
			isPrimary: true,
			callback: ( [ { rule } ] ) => onEdit( rule ),
		},
		{
			id: 'duplicate',
			label: __( 'Duplicate', 'detour' ),
			callback: ( [ { rule } ] ) => onEdit( { ...rule, id: 0 } ),
		},
		{
			id: 'enable',
			label: __( 'Enable', 'detour' ),
			supportsBulk: true,
			isEligible: ( { rule } ) => ! rule.enabled,
			callback: ( rows ) =>
				void bulk( rulesOf( rows ), { action: 'enable' } ),
		},
		{
			id: 'disable',
			label: __( 'Disable', 'detour' ),
			supportsBulk: true,
			isEligible: ( { rule } ) => rule.enabled,
			callback: ( rows ) =>
				void bulk( rulesOf( rows ), { action: 'disable' } ),
		},
		{
			id: 'code',
			label: __( 'Change code', 'detour' ),
			supportsBulk: true,
			isEligible: ( { rule } ) =>
				!! ( rule.then.redirect ?? rule.then.split ),
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
			label: __( 'Move to a group', 'detour' ),
			supportsBulk: true,
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
			id: 'position',
			label: __( 'Change position', 'detour' ),
			supportsBulk: true,
			RenderModal: ( { items, closeModal } ) => (
				<PositionForm
					position={ items[ 0 ].rule.position }
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
			id: 'log',
			label: __( 'Show in the log', 'detour' ),
			callback: ( [ { rule } ] ) =>
				window.location.assign(
					addQueryArgs( window.location.href, {
						tab: 'log',
						rule: rule.id,
					} )
				),
		},
		{
			id: 'delete',
			label: __( 'Delete', 'detour' ),
			supportsBulk: true,
			callback: ( rows ) =>
				void bulk( rulesOf( rows ), { action: 'delete' } ),
		},
	];
}

function rulesOf( rows: ListedRule[] ): Rule[] {
	return rows.map( ( { rule } ) => rule );
}
