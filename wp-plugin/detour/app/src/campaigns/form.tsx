import { Button, Modal } from '@wordpress/components';
import { useEffect, useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { type ApiError } from '../api';
import { listGroups } from '../rules/api';
import { CodeChoice } from '../editor/code-choice';
import { Choice, Text } from '../editor/controls';
import { Rows } from '../editor/rows';
import { SchedulePart } from '../editor/schedule-part';
import { TargetControl } from '../editor/target-control';
import { ErrorNotice } from '../error-notice';
import type { Schedule } from '../rule/types';
import {
	type Campaign,
	type NewRedirect,
	type Preset,
	type Saved,
	saveCampaign,
} from './api';

interface Props {
	/** Campaign to change; null for a new one. */
	campaign: Campaign | null;
	presets: Preset[];
	onSaved: ( saved: Saved ) => void;
	onClose: () => void;
}

const EMPTY: NewRedirect = { source: '', to: '', code: 307 };

/**
 * Name, times and further redirects of a campaign.
 *
 * @param props
 * @param props.campaign
 * @param props.presets
 * @param props.onSaved
 * @param props.onClose
 */
export function CampaignForm( { campaign, presets, onSaved, onClose }: Props ) {
	const [ name, setName ] = useState( campaign?.name ?? '' );
	const [ schedule, setSchedule ] = useState( {
		from: campaign?.from ?? undefined,
		until: campaign?.until ?? undefined,
	} );
	const [ redirects, setRedirects ] = useState< NewRedirect[] >(
		campaign ? [] : [ EMPTY ]
	);
	const [ problem, setProblem ] = useState( '' );
	const [ busy, setBusy ] = useState( false );

	async function save() {
		setBusy( true );
		setProblem( '' );
		try {
			onSaved(
				await saveCampaign( {
					name: name.trim(),
					from: schedule.from ?? null,
					until: schedule.until ?? null,
					redirects: redirects.filter(
						( { source, to } ) => source !== '' || to !== ''
					),
				} )
			);
		} catch ( error ) {
			setProblem( ( error as ApiError ).message );
			setBusy( false );
		}
	}

	return (
		<Modal
			size="large"
			title={
				campaign
					? __( 'Change campaign', 'detour' )
					: __( 'Add campaign', 'detour' )
			}
			shouldCloseOnClickOutside={ false }
			onRequestClose={ onClose }
		>
			<form
				className="detour-assistant"
				onSubmit={ ( event ) => {
					event.preventDefault();
					save();
				} }
			>
				<ErrorNotice text={ problem } />
				{ campaign ? (
					<p>
						<strong>{ campaign.name }</strong>
					</p>
				) : (
					<Name name={ name } onChange={ setName } />
				) }
				<Presets
					presets={ presets }
					schedule={ schedule }
					onChoose={ setSchedule }
				/>
				<SchedulePart
					schedule={ schedule }
					onChange={ ( changed = {} ) =>
						setSchedule( {
							from: changed.from,
							until: changed.until,
						} )
					}
				/>
				<p className="detour-help">
					{ __(
						'All redirects of the group get these times. Outside of them visitors get what they would get without these redirects.',
						'detour'
					) }
				</p>
				<Redirects redirects={ redirects } onChange={ setRedirects } />
				<div className="detour-buttons">
					<Button
						__next40pxDefaultSize
						variant="primary"
						type="submit"
						isBusy={ busy }
						disabled={ busy }
						accessibleWhenDisabled
					>
						{ __( 'Save campaign', 'detour' ) }
					</Button>
					<Button
						__next40pxDefaultSize
						variant="tertiary"
						onClick={ onClose }
					>
						{ __( 'Cancel', 'detour' ) }
					</Button>
				</div>
			</form>
		</Modal>
	);
}

function Name( {
	name,
	onChange,
}: {
	name: string;
	onChange: ( name: string ) => void;
} ) {
	const [ groups, setGroups ] = useState< string[] >( [] );
	useEffect( () => {
		// Without them a name can be typed as well.
		listGroups().then( setGroups, () => {} );
	}, [] );
	return (
		<>
			<Text
				label={ __( 'Name', 'detour' ) }
				help={ __(
					'The group of its redirects: one that exists, or a new one.',
					'detour'
				) }
				required
				list="detour-campaign-groups"
				value={ name }
				onChange={ onChange }
			/>
			<datalist id="detour-campaign-groups">
				{ groups.map( ( group ) => (
					<option key={ group } value={ group } />
				) ) }
			</datalist>
		</>
	);
}

function Presets( {
	presets,
	schedule,
	onChoose,
}: {
	presets: Preset[];
	schedule: Schedule;
	onChoose: ( times: { from: string; until: string } ) => void;
} ) {
	// Times that are changed by hand are no longer the preset's.
	const chosen = presets.find(
		( { from, until } ) =>
			from === schedule.from && until === schedule.until
	);
	return (
		<Choice
			label={ __( 'Times', 'detour' ) }
			value={ chosen?.name ?? '' }
			options={ [
				{ value: '', label: __( 'Own start and end', 'detour' ) },
				...presets.map( ( { name, label } ) => ( {
					value: name,
					label,
				} ) ),
			] }
			onChange={ ( name ) => {
				const preset = presets.find( ( one ) => one.name === name );
				if ( preset ) {
					onChoose( { from: preset.from, until: preset.until } );
				}
			} }
		/>
	);
}

function Redirects( {
	redirects,
	onChange,
}: {
	redirects: NewRedirect[];
	onChange: ( redirects: NewRedirect[] ) => void;
} ) {
	return (
		<Rows
			legend={ __( 'Redirects to add', 'detour' ) }
			rows={ redirects }
			empty={ EMPTY }
			fields={ ( redirect, number, set ) => (
				<>
					<Text
						code
						label={ sprintf(
							/* translators: %d: number in a list. */
							__( 'Source %d', 'detour' ),
							number
						) }
						placeholder="/sale"
						value={ redirect.source }
						onChange={ ( text ) =>
							set( { ...redirect, source: text.trim() } )
						}
					/>
					<TargetControl
						label={ sprintf(
							/* translators: %d: number of a target. */
							__( 'Target %d', 'detour' ),
							number
						) }
						value={ redirect.to }
						onChange={ ( to ) => set( { ...redirect, to } ) }
					/>
					<CodeChoice
						label={ sprintf(
							/* translators: %d: number in a list. */
							__( 'Code %d', 'detour' ),
							number
						) }
						codes={ [ 307, 302, 303 ] }
						code={ redirect.code }
						help=""
						onChange={ ( code ) => set( { ...redirect, code } ) }
					/>
				</>
			) }
			onChange={ onChange }
		/>
	);
}
