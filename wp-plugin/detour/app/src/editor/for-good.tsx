import { CheckboxControl } from '@wordpress/components';
import { __ } from '@wordpress/i18n';

/** Temporary codes and their permanent sisters. */
const FOR_GOOD: Record< number, number > = { 302: 301, 307: 308 };
const FOR_NOW: Record< number, number > = { 301: 302, 308: 307 };

/**
 * Asks whether a redirect is for good, for people who don't think in codes. Nothing for codes that are neither.
 *
 * @param props
 * @param props.field
 * @param props.code
 * @param props.onChange
 */
export function ForGood( {
	field,
	code,
	onChange,
}: {
	/** `then` or `else`. */
	field: string;
	code: number;
	onChange: ( code: number ) => void;
} ) {
	const other = FOR_GOOD[ code ] ?? FOR_NOW[ code ];
	if ( ! other ) {
		return null;
	}
	return (
		<div className="detour-field">
			<CheckboxControl
				__nextHasNoMarginBottom
				// The list behind the editor has checkboxes of another copy of the components, which counts its own from 0.
				id={ `detour-${ field }-for-good` }
				label={ __( 'It is for good', 'detour' ) }
				help={ __(
					'The old address never comes back. If you are not sure, leave it off: a temporary redirect can be made permanent later.',
					'detour'
				) }
				checked={ code in FOR_NOW }
				onChange={ () => onChange( other ) }
			/>
		</div>
	);
}
