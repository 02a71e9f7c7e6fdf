import { ToggleControl } from '@wordpress/components';
import { __ } from '@wordpress/i18n';

import type { Settings, TargetChecks } from './api';
import { Days } from './days';

interface Props {
	settings: Settings;
	onChange: ( settings: Settings ) => void;
}

/**
 * Whether the agent asks where redirects lead.
 *
 * @param props
 * @param props.settings
 * @param props.onChange
 */
export function TargetsPart( { settings, onChange }: Props ) {
	const { targets } = settings;
	const set = ( changes: Partial< TargetChecks > ) =>
		onChange( { ...settings, targets: { ...targets, ...changes } } );
	return (
		<fieldset className="detour-fieldset">
			<legend>{ __( 'Where redirects lead', 'detour' ) }</legend>
			<ToggleControl
				__nextHasNoMarginBottom
				label={ __(
					'Check whether targets are still there',
					'detour'
				) }
				help={ __(
					'The agent on your server asks the targets of your redirects, and of those of Redirection and Rank Math that it serves, on this site and on others, slowly and without cookies. What fails on two days in a row is found by the audit.',
					'detour'
				) }
				checked={ targets.check }
				onChange={ ( check ) => set( { check } ) }
			/>
			{ targets.check && (
				<Days
					label={ __(
						'Days until a target is checked again',
						'detour'
					) }
					help={ __(
						'Broken ones are checked every day.',
						'detour'
					) }
					days={ targets.days }
					most={ 90 }
					onChange={ ( days ) => set( { days } ) }
				/>
			) }
		</fieldset>
	);
}
