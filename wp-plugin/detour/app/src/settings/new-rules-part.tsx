import { __ } from '@wordpress/i18n';

import { CodeChoice } from '../editor/code-choice';
import { Text } from '../editor/controls';
import { Matching } from '../editor/matching';
import type { Options } from './api';

/**
 * What a new redirect begins with.
 *
 * @param props
 * @param props.options
 * @param props.onChange
 */
export function NewRulesPart( {
	options,
	onChange,
}: {
	options: Options;
	onChange: ( changes: Partial< Options > ) => void;
} ) {
	return (
		<fieldset className="detour-fieldset">
			<legend>{ __( 'New redirects', 'detour' ) }</legend>
			<p className="detour-help">
				{ __(
					'What a redirect begins with that you add, or make for a URL without a page. Imports keep what they bring.',
					'detour'
				) }
			</p>
			<CodeChoice
				code={ options.rule_code }
				onChange={ ( code ) => onChange( { rule_code: code } ) }
			/>
			<Matching
				source={ {
					slash: options.rule_slash,
					case: options.rule_case,
					query: options.rule_query,
				} }
				set={ ( changes ) =>
					onChange(
						Object.fromEntries(
							Object.entries( changes ).map(
								( [ name, value ] ) => [
									`rule_${ name }`,
									value,
								]
							)
						)
					)
				}
			/>
			<Text
				label={ __( 'Group', 'detour' ) }
				value={ options.rule_group }
				onChange={ ( group ) => onChange( { rule_group: group } ) }
			/>
		</fieldset>
	);
}
