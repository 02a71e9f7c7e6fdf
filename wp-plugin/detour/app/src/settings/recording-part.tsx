import {
	SelectControl,
	TextareaControl,
	ToggleControl,
} from '@wordpress/components';
import { __ } from '@wordpress/i18n';

import type { Recording, Settings } from './api';
import { Days } from './days';
import { options } from '../rule/describe';

const ADDRESSES: Record< Recording[ 'ip' ], string > = {
	none: __( 'Not at all', 'detour' ),
	masked: __( 'Masked: the network only', 'detour' ),
	full: __( 'In full', 'detour' ),
};

interface Props {
	settings: Settings;
	onChange: ( settings: Settings ) => void;
}

/**
 * What is kept of visitors' requests, and for how long.
 *
 * @param props
 * @param props.settings
 * @param props.onChange
 */
export function RecordingPart( { settings, onChange }: Props ) {
	const { recording } = settings;
	const set = ( changes: Partial< Recording > ) =>
		onChange( { ...settings, recording: { ...recording, ...changes } } );
	return (
		<fieldset className="detour-fieldset">
			<legend>{ __( 'What is kept of visitors', 'detour' ) }</legend>
			<ToggleControl
				__nextHasNoMarginBottom
				label={ __( 'Log redirected requests', 'detour' ) }
				help={ __(
					'How often each redirect acted is counted in any case.',
					'detour'
				) }
				checked={ recording.hits }
				onChange={ ( hits ) => set( { hits } ) }
			/>
			<ToggleControl
				__nextHasNoMarginBottom
				label={ __( 'Log and list URLs without a page', 'detour' ) }
				checked={ recording.not_found }
				onChange={ ( isKept ) => set( { not_found: isKept } ) }
			/>
			<SelectControl
				__nextHasNoMarginBottom
				__next40pxDefaultSize
				label={ __( 'Keep IP addresses', 'detour' ) }
				value={ recording.ip }
				options={ options( ADDRESSES ) }
				onChange={ ( ip ) => set( { ip } ) }
			/>
			<ToggleControl
				__nextHasNoMarginBottom
				label={ __( 'Keep user agents', 'detour' ) }
				checked={ recording.user_agent }
				onChange={ ( isKept ) => set( { user_agent: isKept } ) }
			/>
			<ToggleControl
				__nextHasNoMarginBottom
				label={ __( 'Keep referrers', 'detour' ) }
				help={ __( 'The page that a visitor came from.', 'detour' ) }
				checked={ recording.referrer }
				onChange={ ( referrer ) => set( { referrer } ) }
			/>
			<Days
				label={ __( 'Days that log entries are kept', 'detour' ) }
				days={ recording.log_days }
				most={ 3650 }
				onChange={ ( days ) => set( { log_days: days } ) }
			/>
			<Days
				label={ __(
					'Days that a URL without a page is listed after it was asked for last',
					'detour'
				) }
				days={ recording.not_found_days }
				most={ 3650 }
				onChange={ ( days ) => set( { not_found_days: days } ) }
			/>
			<TextareaControl
				__nextHasNoMarginBottom
				label={ __( 'Ignored URLs without a page', 'detour' ) }
				help={ __(
					'One pattern a line, as /wp-*.php or *.env; * stands for anything. What is like it is counted, but neither logged nor listed.',
					'detour'
				) }
				rows={ 5 }
				spellCheck={ false }
				value={ settings.ignored.join( '\n' ) }
				onChange={ ( text ) =>
					onChange( { ...settings, ignored: text.split( '\n' ) } )
				}
			/>
		</fieldset>
	);
}
