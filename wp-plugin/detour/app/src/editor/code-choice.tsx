import { __ } from '@wordpress/i18n';

import { codeAdvice, codeName } from '../rule/describe';
import { site } from '../site';
import { Choice } from './controls';

interface Props {
	label?: string;
	/** Name of the field in the rule's JSON. */
	field?: string;
	/** Codes to choose from; all of redirects by default. */
	codes?: readonly number[];
	code: number;
	/** What the code is for, unless it is for something special here. */
	help?: string;
	onChange: ( code: number ) => void;
}

/**
 * A code of redirects, with what it is for.
 *
 * @param props
 * @param props.label
 * @param props.field
 * @param props.codes
 * @param props.code
 * @param props.help
 * @param props.onChange
 */
export function CodeChoice( {
	label = __( 'Code', 'detour' ),
	field,
	codes = site.redirectCodes,
	code,
	help = codeAdvice( code ),
	onChange,
}: Props ) {
	return (
		<Choice
			label={ label }
			field={ field }
			help={ help }
			value={ String( code ) }
			options={ codes.map( ( value ) => ( {
				value: String( value ),
				label: codeName( value ),
			} ) ) }
			onChange={ ( value ) => onChange( Number( value ) ) }
		/>
	);
}
