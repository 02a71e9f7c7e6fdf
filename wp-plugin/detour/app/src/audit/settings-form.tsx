import {
	Button,
	Notice,
	PanelBody,
	SelectControl,
	TextareaControl,
	ToggleControl,
} from '@wordpress/components';
import { useEffect, useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';
import type { FormEvent } from 'react';

import type { ApiError } from '../api';
import { useNotices } from '../notices';
import { Days } from '../settings/days';
import {
	type AuditSettings,
	readAuditSettings,
	saveAuditSettings,
} from './api';

const SCHEDULES: { value: AuditSettings[ 'schedule' ]; label: string }[] = [
	{ value: 'off', label: __( 'Never', 'detour' ) },
	{ value: 'daily', label: __( 'Every day', 'detour' ) },
	{ value: 'weekly', label: __( 'Every week', 'detour' ) },
];

/** When the rules are looked at, who hears of it, and what is noticed when. */
export function SettingsForm() {
	const notices = useNotices();
	const [ settings, setSettings ] = useState< AuditSettings | null >( null );
	const [ problem, setProblem ] = useState( '' );
	const set = ( changes: Partial< AuditSettings > ) =>
		setSettings( settings && { ...settings, ...changes } );

	useEffect( () => {
		readAuditSettings().then( setSettings, ( error: ApiError ) =>
			setProblem( error.message )
		);
	}, [] );

	async function save( event: FormEvent ) {
		event.preventDefault();
		if ( ! settings ) {
			return;
		}
		try {
			const recipients = settings.recipients
				.map( ( address ) => address.trim() )
				.filter( Boolean );
			setSettings(
				await saveAuditSettings( { ...settings, recipients } )
			);
			setProblem( '' );
			notices.done( __( 'Settings saved.', 'detour' ) );
		} catch ( error ) {
			setProblem( ( error as ApiError ).message );
		}
	}

	return (
		<PanelBody
			className="detour-audit-settings"
			title={ __( 'When, and who hears of it', 'detour' ) }
			initialOpen={ false }
		>
			{ problem && (
				<Notice status="error" isDismissible={ false }>
					{ problem }
				</Notice>
			) }
			{ settings && (
				<form onSubmit={ save }>
					<SelectControl
						__nextHasNoMarginBottom
						__next40pxDefaultSize
						label={ __( 'Look at all redirects', 'detour' ) }
						value={ settings.schedule }
						options={ SCHEDULES }
						onChange={ ( schedule ) => set( { schedule } ) }
					/>
					<Days
						label={ __(
							'Days without a hit after which a redirect is stale',
							'detour'
						) }
						days={ settings.stale_days }
						most={ 3650 }
						onChange={ ( days ) => set( { stale_days: days } ) }
					/>
					<Days
						label={ __(
							'Days after which a temporary redirect is one for good',
							'detour'
						) }
						days={ settings.temporary_days }
						most={ 3650 }
						onChange={ ( days ) => set( { temporary_days: days } ) }
					/>
					<ToggleControl
						__nextHasNoMarginBottom
						label={ __(
							'Send an e-mail when there is something new',
							'detour'
						) }
						checked={ settings.digest }
						onChange={ ( digest ) => set( { digest } ) }
					/>
					{ settings.digest && (
						<TextareaControl
							__nextHasNoMarginBottom
							label={ __( 'Recipients', 'detour' ) }
							help={ __(
								'One address a line; without any, the site’s administrator.',
								'detour'
							) }
							rows={ 3 }
							value={ settings.recipients.join( '\n' ) }
							onChange={ ( text ) =>
								set( { recipients: text.split( '\n' ) } )
							}
						/>
					) }
					<Button
						__next40pxDefaultSize
						variant="primary"
						type="submit"
					>
						{ __( 'Save settings', 'detour' ) }
					</Button>
				</form>
			) }
		</PanelBody>
	);
}
