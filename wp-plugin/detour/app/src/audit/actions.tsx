import { Button, TextControl } from '@wordpress/components';
import type { Action } from '@wordpress/dataviews/wp';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { KeptFinding } from './api';
import { repairWords } from './words';

interface Handlers {
	onRepair: ( findings: KeptFinding[] ) => void;
	onEdit: ( finding: KeptFinding ) => void;
	onIgnore: ( findings: KeptFinding[], reason: string ) => void;
	onUnignore: ( findings: KeptFinding[] ) => void;
}

/**
 * What can be done about findings.
 *
 * @param handlers            Who does it.
 * @param handlers.onRepair   Carries out what the findings propose.
 * @param handlers.onEdit     Opens the editor for the first rule of a finding.
 * @param handlers.onIgnore   Hides findings.
 * @param handlers.onUnignore Shows them again.
 */
export function actions( {
	onRepair,
	onEdit,
	onIgnore,
	onUnignore,
}: Handlers ): Action< KeptFinding >[] {
	return [
		{
			id: 'repair',
			icon: 'admin-tools',
			label: ( findings ) =>
				findings.length === 1
					? repairWords( findings[ 0 ] )
					: __( 'Repair', 'detour' ),
			isPrimary: true,
			supportsBulk: true,
			isEligible: ( { repair } ) => !! repair,
			callback: onRepair,
		},
		{
			id: 'edit',
			label: __( 'Edit redirect', 'detour' ),
			isEligible: isEditable,
			callback: ( [ finding ] ) => onEdit( finding ),
		},
		{
			id: 'ignore',
			icon: 'hidden',
			label: __( 'Ignore', 'detour' ),
			supportsBulk: true,
			isEligible: ( { reason } ) => reason === null,
			RenderModal: ( { items, closeModal } ) => (
				<ReasonForm
					onDone={ ( reason ) => {
						closeModal?.();
						onIgnore( items, reason );
					} }
				/>
			),
		},
		{
			id: 'unignore',
			icon: 'visibility',
			label: __( 'No longer ignore', 'detour' ),
			supportsBulk: true,
			isEligible: ( { reason } ) => reason !== null,
			callback: onUnignore,
		},
	];
}

/**
 * Whether a finding is about a rule of ours: the others are changed where they are kept.
 *
 * @param finding       Finding.
 * @param finding.rules
 */
export function isEditable( { rules }: KeptFinding ): boolean {
	return rules.length > 0 && ! rules[ 0 ].origin;
}

function ReasonForm( { onDone }: { onDone: ( reason: string ) => void } ) {
	const [ reason, setReason ] = useState( '' );
	return (
		<form
			className="detour-bulk-form"
			onSubmit={ ( event ) => {
				event.preventDefault();
				onDone( reason.trim() );
			} }
		>
			<TextControl
				__nextHasNoMarginBottom
				__next40pxDefaultSize
				required
				label={ __( 'Why?', 'detour' ) }
				help={ __(
					'For whoever wonders later. It stays ignored for as long as it is there.',
					'detour'
				) }
				value={ reason }
				onChange={ setReason }
			/>
			<Button __next40pxDefaultSize variant="primary" type="submit">
				{ __( 'Ignore', 'detour' ) }
			</Button>
		</form>
	);
}
