import { Button } from '@wordpress/components';
import { __, sprintf } from '@wordpress/i18n';
import type { ReactNode } from 'react';

import { removeAt, replaceAt } from './lists';

interface Props< Row > {
	legend: string;
	rows: Row[];
	/** What a further row begins with. */
	empty: Row;
	/** The fields of a row. */
	fields: (
		row: Row,
		/** From 1. */
		number: number,
		set: ( row: Row ) => void
	) => ReactNode;
	/** The button for a further row. */
	add?: string;
	help?: ReactNode;
	/** What stands between the rows and that button. */
	children?: ReactNode;
	onChange: ( rows: Row[] ) => void;
}

/**
 * Rows of the same few fields, any number of them.
 *
 * @param props
 * @param props.legend
 * @param props.rows
 * @param props.empty
 * @param props.fields
 * @param props.add
 * @param props.help
 * @param props.children
 * @param props.onChange
 */
export function Rows< Row >( {
	legend,
	rows,
	empty,
	fields,
	add = __( 'Add another', 'detour' ),
	help,
	children,
	onChange,
}: Props< Row > ) {
	return (
		<fieldset className="detour-pairs">
			<legend>{ legend }</legend>
			{ rows.map( ( row, index ) => (
				<div className="detour-row" key={ index }>
					{ fields( row, index + 1, ( changed ) =>
						onChange( replaceAt( rows, index, changed ) )
					) }
					<RemoveButton
						number={ index + 1 }
						onClick={ () => onChange( removeAt( rows, index ) ) }
					/>
				</div>
			) ) }
			{ children }
			<Button
				size="compact"
				variant="secondary"
				onClick={ () => onChange( [ ...rows, empty ] ) }
			>
				{ add }
			</Button>
			{ help && <p className="detour-help">{ help }</p> }
		</fieldset>
	);
}

/**
 * Takes a row out of a list.
 *
 * @param props
 * @param props.number   Number of the row, from 1.
 * @param props.disabled
 * @param props.onClick
 */
export function RemoveButton( {
	number,
	disabled,
	onClick,
}: {
	number: number;
	disabled?: boolean;
	onClick: () => void;
} ) {
	return (
		<Button
			__next40pxDefaultSize
			variant="tertiary"
			isDestructive
			disabled={ disabled }
			accessibleWhenDisabled
			/* translators: %d: number in a list. */
			aria-label={ sprintf( __( 'Remove %d', 'detour' ), number ) }
			onClick={ onClick }
		>
			{ __( 'Remove', 'detour' ) }
		</Button>
	);
}
