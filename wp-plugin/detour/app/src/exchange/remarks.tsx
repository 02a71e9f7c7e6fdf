import { CheckboxControl } from '@wordpress/components';
import { __, sprintf } from '@wordpress/i18n';
import type { ReactNode } from 'react';

import { problemText } from '../rule/describe';
import type { Remark } from './types';

interface Props {
	title: string;
	/** What the list is, for who has never seen one. */
	children: ReactNode;
	remarks: Remark[];
	/** How many there are in all. */
	count: number;
	/** A choice for each remark that has a row. */
	choice?: {
		label: string;
		rows: number[];
		onChange: ( rows: number[] ) => void;
	};
}

/**
 * What was noticed about places of what was read, folded up; nothing if there is nothing.
 *
 * @param props
 * @param props.title
 * @param props.children
 * @param props.remarks
 * @param props.count
 * @param props.choice
 */
export function Remarks( { title, children, remarks, count, choice }: Props ) {
	if ( count === 0 ) {
		return null;
	}
	return (
		<details className="detour-remarks">
			<summary>{ `${ title } (${ count })` }</summary>
			<p>{ children }</p>
			<ul>
				{ remarks.map( ( remark, index ) => (
					<li key={ index }>
						<strong>{ placeOf( remark ) }</strong>{ ' ' }
						<code>{ remark.value }</code>
						<br />
						{ problemText( remark ) }
						{ choice && remark.row !== undefined && (
							<CheckboxControl
								__nextHasNoMarginBottom
								label={ choice.label }
								checked={ choice.rows.includes( remark.row ) }
								onChange={ () =>
									choice.onChange(
										toggled(
											choice.rows,
											remark.row as number
										)
									)
								}
							/>
						) }
					</li>
				) ) }
			</ul>
			{ count > remarks.length && (
				<p>
					{ sprintf(
						/* translators: %d: number of entries. */
						__( 'And %d more.', 'detour' ),
						count - remarks.length
					) }
				</p>
			) }
		</details>
	);
}

function toggled( rows: number[], row: number ): number[] {
	return rows.includes( row )
		? rows.filter( ( other ) => other !== row )
		: [ ...rows, row ];
}

function placeOf( { line, row, entry }: Remark ): string {
	if ( line !== undefined ) {
		/* translators: %d: number of a line. */
		return sprintf( __( 'Line %d', 'detour' ), line );
	}
	if ( row !== undefined ) {
		/* translators: %d: number of a redirect in another plugin. */
		return sprintf( __( 'Redirect %d', 'detour' ), row );
	}
	if ( entry !== undefined ) {
		/* translators: %d: number of an entry of a file. */
		return sprintf( __( 'Entry %d', 'detour' ), entry );
	}
	return __( 'The whole file', 'detour' );
}
