import type { ReactNode } from 'react';

interface Props {
	title: string;
	/** Heads of the columns: what is compared, and its number. */
	heads: [ string, string ];
	/** What to say if there is nothing to compare. */
	nothing: string;
	rows: { key: string; name: ReactNode; count: number; more?: string }[];
}

/**
 * A table whose numbers are bars as well.
 *
 * @param props
 * @param props.title
 * @param props.heads
 * @param props.nothing
 * @param props.rows
 */
export function Ranking( { title, heads, nothing, rows }: Props ) {
	const most = Math.max( 1, ...rows.map( ( { count } ) => count ) );
	return (
		<section className="detour-card">
			<h2>{ title }</h2>
			{ ! rows.length && <p>{ nothing }</p> }
			{ rows.length > 0 && (
				<table className="detour-ranking">
					<caption className="screen-reader-text">{ title }</caption>
					<thead>
						<tr>
							<th scope="col">{ heads[ 0 ] }</th>
							<th scope="col">{ heads[ 1 ] }</th>
						</tr>
					</thead>
					<tbody>
						{ rows.map( ( { key, name, count, more } ) => (
							<tr key={ key }>
								<th scope="row" className="detour-source">
									{ name }
									<span
										className="detour-bar"
										style={ {
											width: `${ ( 100 * count ) / most }%`,
										} }
									/>
								</th>
								<td>
									{ count.toLocaleString() }
									{ more && (
										<span className="detour-marks">
											{ more }
										</span>
									) }
								</td>
							</tr>
						) ) }
					</tbody>
				</table>
			) }
		</section>
	);
}
