import { Button } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';
import type { ReactNode } from 'react';

import type { Headers } from '../rule/types';
import { Text } from './controls';
import { removeAt, replaceAt } from './lists';
import { ProblemsOf } from './problems';

interface Props {
	legend: string;
	/** What the two are called, and the button for another. */
	name?: string;
	value?: string;
	add?: string;
	help?: ReactNode;
	/** Name of the field in the rule's JSON. */
	field?: string;
	pairs: Headers;
	onChange: ( pairs: Headers ) => void;
}

/**
 * Names and values, as headers are unless they are called otherwise.
 *
 * @param props
 * @param props.legend
 * @param props.name
 * @param props.value
 * @param props.add
 * @param props.help
 * @param props.field
 * @param props.pairs
 * @param props.onChange
 */
export function Pairs( {
	legend,
	name: nameLabel = __( 'Name', 'detour' ),
	value: valueLabel = __( 'Value', 'detour' ),
	add = __( 'Add header', 'detour' ),
	help,
	field,
	pairs,
	onChange,
}: Props ) {
	// Kept as rows: while a name is typed it may be empty, or another's.
	const [ rows, setRows ] = useState( Object.entries( pairs ) );

	function change( changed: [ string, string ][] ) {
		setRows( changed );
		onChange(
			Object.fromEntries( changed.filter( ( [ name ] ) => name !== '' ) )
		);
	}

	function replace( index: number, row: [ string, string ] ) {
		change( replaceAt( rows, index, row ) );
	}

	return (
		<fieldset className="detour-pairs">
			<legend>{ legend }</legend>
			{ rows.map( ( [ name, value ], index ) => (
				<div className="detour-row" key={ index }>
					<Text
						code
						label={ nameLabel }
						value={ name }
						onChange={ ( text ) =>
							replace( index, [ text.trim(), value ] )
						}
					/>
					<Text
						code
						label={ valueLabel }
						value={ value }
						onChange={ ( text ) =>
							replace( index, [ name, text ] )
						}
					/>
					<Button
						__next40pxDefaultSize
						variant="tertiary"
						isDestructive
						onClick={ () => change( removeAt( rows, index ) ) }
					>
						{ __( 'Remove', 'detour' ) }
					</Button>
				</div>
			) ) }
			{ field !== undefined && <ProblemsOf of={ field } /> }
			<Button
				size="compact"
				variant="secondary"
				onClick={ () => setRows( [ ...rows, [ '', '' ] ] ) }
			>
				{ add }
			</Button>
			{ help && <p className="detour-help">{ help }</p> }
		</fieldset>
	);
}
