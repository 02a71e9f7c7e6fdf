import { sprintf, __ } from '@wordpress/i18n';
import type { ReactNode } from 'react';

import { Table } from '../table';

interface Props {
	/** What the rows are. */
	label: string;
	/** Heads of the columns. */
	heads: string[];
	/** The rows that are shown. */
	rows: ReactNode[];
	/** How many there are in all. */
	count: number;
}

/**
 * A table of the first of many rows, with room for a few.
 *
 * @param props
 * @param props.label
 * @param props.heads
 * @param props.rows
 * @param props.count
 */
export function FirstRows( { label, heads, rows, count }: Props ) {
	return (
		<div
			className="detour-report-rules"
			role="region"
			aria-label={ label }
			// Scrolled with the keyboard.

			tabIndex={ 0 }
		>
			<Table
				className="widefat striped"
				caption={ label }
				heads={ heads }
			>
				{ rows }
			</Table>
			{ count > rows.length && (
				<p>
					{ sprintf(
						/* translators: 1: number of rows that are shown, 2: number of all. */
						__( 'The first %1$d of %2$d.', 'detour' ),
						rows.length,
						count
					) }
				</p>
			) }
		</div>
	);
}
