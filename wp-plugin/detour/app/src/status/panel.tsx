import { dateI18n, getSettings } from '@wordpress/date';
import { __ } from '@wordpress/i18n';

import type { Extension } from '../api';
import type { Watched } from './use-status';

/**
 * What the extension says about itself, for people who look after the server.
 *
 * @param props
 * @param props.watched What is known of it.
 */
export function StatusPanel( { watched: { status } }: { watched: Watched } ) {
	if ( ! status ) {
		return null;
	}
	const rows: [ string, string ][] = [
		[
			__( 'Revision in the database', 'detour' ),
			String( status.revision ),
		],
		...( status.extension ? ofExtension( status.extension ) : [] ),
	];
	return (
		<table className="widefat striped detour-status">
			<caption className="screen-reader-text">
				{ __( 'Status', 'detour' ) }
			</caption>
			<tbody>
				{ rows.map( ( [ name, value ] ) => (
					<tr key={ name }>
						<th scope="row">{ name }</th>
						<td>{ value }</td>
					</tr>
				) ) }
			</tbody>
		</table>
	);
}

function ofExtension( extension: Extension ): [ string, string ][] {
	const { formats } = getSettings();
	const published = extension.published
		? dateI18n( formats.datetime, extension.published * 1000, undefined )
		: '–';
	const counters = Object.entries( extension.counters );
	return [
		[
			__( 'Extension', 'detour' ),
			`${ extension.version } (${ extension.sapi })`,
		],
		[ __( 'Rule file', 'detour' ), extension.file ?? '–' ],
		[
			__( 'State of the rule file', 'detour' ),
			extension.error ?? extension.state,
		],
		[
			__( 'Generation that is served', 'detour' ),
			String( extension.generation ),
		],
		[
			__( 'Revision that is served', 'detour' ),
			String( extension.revision ),
		],
		[ __( 'Rules that are served', 'detour' ), String( extension.rules ) ],
		[ __( 'Published', 'detour' ), published ],
		[
			__( 'Counters of this PHP worker', 'detour' ),
			counters
				.map( ( [ name, count ] ) => `${ name } ${ count }` )
				.join( ', ' ),
		],
	];
}
