import { TextControl } from '@wordpress/components';

interface Props {
	label: string;
	help?: string;
	days: number;
	most: number;
	onChange: ( days: number ) => void;
}

/**
 * A number of days.
 *
 * @param props
 * @param props.label
 * @param props.help
 * @param props.days
 * @param props.most
 * @param props.onChange
 */
export function Days( { label, help, days, most, onChange }: Props ) {
	return (
		<TextControl
			__nextHasNoMarginBottom
			__next40pxDefaultSize
			type="number"
			min={ 1 }
			max={ most }
			required
			label={ label }
			help={ help }
			value={ String( days || '' ) }
			onChange={ ( text ) => onChange( Number( text ) ) }
		/>
	);
}
