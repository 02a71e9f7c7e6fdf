import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';
import type { ReactNode } from 'react';

import type { Headers } from '../rule/types';
import { Text } from './controls';
import { ProblemsOf } from './problems';
import { Rows } from './rows';

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
		const named = Object.fromEntries(
			changed.filter( ( [ name ] ) => name !== '' )
		);
		// A row that is still empty changes nothing.
		if ( JSON.stringify( named ) !== JSON.stringify( pairs ) ) {
			onChange( named );
		}
	}

	return (
		<Rows
			legend={ legend }
			rows={ rows }
			empty={ [ '', '' ] }
			add={ add }
			help={ help }
			fields={ ( [ name, value ], _, set ) => (
				<>
					<Text
						code
						label={ nameLabel }
						value={ name }
						onChange={ ( text ) => set( [ text.trim(), value ] ) }
					/>
					<Text
						code
						label={ valueLabel }
						value={ value }
						onChange={ ( text ) => set( [ name, text ] ) }
					/>
				</>
			) }
			onChange={ change }
		>
			{ field !== undefined && <ProblemsOf of={ field } /> }
		</Rows>
	);
}
