import { Notice, Spinner } from '@wordpress/components';
import { useEffect, useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { ApiError } from '../api';
import { Moment } from '../list/moment';
import { readable } from '../list/url';
import { type MissingUrl, readVisits, type Visited, type Visits } from './api';

/**
 * The pages that link to a URL, and who asked for it.
 *
 * @param props
 * @param props.url
 */
export function VisitsOf( { url: { hash, url } }: { url: MissingUrl } ) {
	const [ visits, setVisits ] = useState< Visits | null >( null );
	const [ problem, setProblem ] = useState( '' );
	useEffect( () => {
		readVisits( hash ).then( setVisits, ( error: ApiError ) =>
			setProblem( error.message )
		);
	}, [ hash ] );
	return (
		<>
			<p className="detour-source">
				<code>{ readable( url ) }</code>
			</p>
			{ problem && (
				<Notice status="error" isDismissible={ false }>
					{ problem }
				</Notice>
			) }
			{ ! visits && ! problem && <Spinner /> }
			{ visits && (
				<>
					<Table
						head={ __( 'Linked from', 'detour' ) }
						rows={ visits.referrers }
					/>
					<Table
						head={ __( 'User agent', 'detour' ) }
						rows={ visits.agents }
					/>
					<p className="detour-help">
						{ __(
							'As far as the newest entries of the log tell. What is logged of visitors is set in the settings.',
							'detour'
						) }
					</p>
				</>
			) }
		</>
	);
}

function Table( { head, rows }: { head: string; rows: Visited[] } ) {
	return (
		<table className="widefat striped detour-visits">
			<thead>
				<tr>
					<th scope="col">{ head }</th>
					<th scope="col">{ __( 'Requests', 'detour' ) }</th>
					<th scope="col">{ __( 'Last', 'detour' ) }</th>
				</tr>
			</thead>
			<tbody>
				{ rows.map( ( { value, hits, last_seen: last } ) => (
					<tr key={ value }>
						<td className="detour-source">{ readable( value ) }</td>
						<td>{ hits.toLocaleString() }</td>
						<td>
							<Moment time={ last } />
						</td>
					</tr>
				) ) }
				{ ! rows.length && (
					<tr>
						<td colSpan={ 3 }>
							{ __( 'Nothing is known.', 'detour' ) }
						</td>
					</tr>
				) }
			</tbody>
		</table>
	);
}
