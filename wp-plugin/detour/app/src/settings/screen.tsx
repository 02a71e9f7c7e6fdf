import {
	Button,
	Spinner,
	TextareaControl,
	TextControl,
} from '@wordpress/components';
import { useEffect, useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';
import type { FormEvent } from 'react';

import { type ApiError } from '../api';
import { ErrorNotice } from '../error-notice';
import { readSettings, saveSettings, type Settings } from './api';
import { useNotices } from '../notices';
import { StatusPanel } from '../status/panel';
import type { Watched } from '../status/use-status';
import { OptionsForm } from './options';
import { Origins } from './origins';
import { RecordingPart } from './recording-part';
import { TargetsPart } from './targets-part';

/**
 * Settings of the site, and how Detour is doing on this server.
 *
 * @param props
 * @param props.watched What is known of the server.
 */
export default function SettingsScreen( { watched }: { watched: Watched } ) {
	return (
		<div className="detour-columns">
			<section>
				<h2>{ __( 'Settings', 'detour' ) }</h2>
				<SettingsForm onSaved={ watched.watch } />
				<h2>{ __( 'WordPress and what is kept', 'detour' ) }</h2>
				<OptionsForm />
			</section>
			<section>
				<h2>{ __( 'Status', 'detour' ) }</h2>
				<StatusPanel watched={ watched } />
				<h2>{ __( 'Redirects of other plugins', 'detour' ) }</h2>
				<Origins watched={ watched } />
			</section>
		</div>
	);
}

function SettingsForm( { onSaved }: { onSaved: () => void } ) {
	const notices = useNotices();
	// What the form doesn't show is sent back as it came.
	const [ settings, setSettings ] = useState< Settings | null >( null );
	const [ problem, setProblem ] = useState( '' );
	const [ busy, setBusy ] = useState( false );

	useEffect( () => {
		readSettings().then(
			( read ) => {
				setSettings( read );
				setProblem( read.problem ?? '' );
			},
			( error: ApiError ) => setProblem( error.message )
		);
	}, [] );

	async function save( event: FormEvent ) {
		event.preventDefault();
		if ( ! settings ) {
			return;
		}
		setBusy( true );
		setProblem( '' );
		try {
			const tracking = withoutBlanks( settings.tracking );
			const ignored = withoutBlanks( settings.ignored );
			setSettings(
				await saveSettings( { ...settings, tracking, ignored } )
			);
			notices.done( __( 'Settings saved.', 'detour' ) );
			onSaved();
		} catch ( error ) {
			setProblem( ( error as ApiError ).message );
		} finally {
			setBusy( false );
		}
	}

	return (
		<form onSubmit={ save }>
			<ErrorNotice text={ problem } />
			{ ! settings && ! problem && <Spinner /> }
			{ settings && (
				<>
					<TextareaControl
						__nextHasNoMarginBottom
						label={ __( 'Tracking parameters', 'detour' ) }
						help={ __(
							'One name a line; utm_* stands for all that begin so. These parameters never keep a redirect from matching, and are carried over to its target.',
							'detour'
						) }
						rows={ 8 }
						spellCheck={ false }
						value={ settings.tracking.join( '\n' ) }
						onChange={ ( text ) =>
							setSettings( {
								...settings,
								tracking: text.split( '\n' ),
							} )
						}
					/>
					<TextControl
						__nextHasNoMarginBottom
						__next40pxDefaultSize
						label={ __( 'Country header', 'detour' ) }
						help={ __(
							'Request header in which your proxy or CDN sends the visitor’s country, for redirects that ask for it.',
							'detour'
						) }
						spellCheck={ false }
						value={ settings.country_header }
						onChange={ ( text ) =>
							setSettings( {
								...settings,
								country_header: text.trim(),
							} )
						}
					/>
					<RecordingPart
						settings={ settings }
						onChange={ setSettings }
					/>
					<TargetsPart
						settings={ settings }
						onChange={ setSettings }
					/>
					<Button
						__next40pxDefaultSize
						variant="primary"
						type="submit"
						isBusy={ busy }
						disabled={ busy }
						accessibleWhenDisabled
					>
						{ __( 'Save settings', 'detour' ) }
					</Button>
				</>
			) }
		</form>
	);
}

function withoutBlanks( lines: string[] ): string[] {
	return lines.map( ( line ) => line.trim() ).filter( Boolean );
}
