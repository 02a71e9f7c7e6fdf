import type { ReactNode } from 'react';

interface Props {
	className: string;
	/** What it shows, for people who don't see it. */
	caption: string;
	/** Heads of the columns. */
	heads: string[];
	/** Rows. */
	children: ReactNode;
}

/**
 * A table with heads above its columns.
 *
 * @param props
 * @param props.className
 * @param props.caption
 * @param props.heads
 * @param props.children
 */
export function Table( { className, caption, heads, children }: Props ) {
	return (
		<table className={ className }>
			<caption className="screen-reader-text">{ caption }</caption>
			<thead>
				<tr>
					{ heads.map( ( head ) => (
						<th key={ head } scope="col">
							{ head }
						</th>
					) ) }
				</tr>
			</thead>
			<tbody>{ children }</tbody>
		</table>
	);
}
