import { dateI18n, getSettings, humanTimeDiff } from '@wordpress/date';
import { __, sprintf } from '@wordpress/i18n';

import type { Extension, Served, Status } from './api';
import type { Watched } from './use-status';

/**
 * What the extension, or the agent in its place, says about itself, for people who look after the server.
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
		...( status.agent ? ofAgent( status.agent ) : [] ),
		...ofFreshness( status ),
		[
			__( 'Who may manage redirects', 'detour' ),
			sprintf(
				/* translators: %s: name of a capability, as manage_options. */
				__( 'Accounts with the capability %s', 'detour' ),
				status.capability
			),
		],
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
	const counters = Object.entries( extension.counters );
	return [
		[
			__( 'Extension', 'detour' ),
			`${ extension.version } (${ extension.sapi })`,
		],
		...ofRuleFile( extension ),
		[
			__( 'Counters of this PHP worker', 'detour' ),
			counters
				.map( ( [ name, count ] ) => `${ name } ${ count }` )
				.join( ', ' ),
		],
	];
}

function ofFreshness( status: Status ): [ string, string ][] {
	const { late, agent_seen: seen } = status;
	const ago = ( seconds: number ) =>
		humanTimeDiff( new Date( Date.now() - seconds * 1000 ), new Date() );
	return [
		[
			__( 'Last sign of the agent', 'detour' ),
			null === seen
				? __(
						'None yet: it signs every ten minutes where it brings in hits.',
						'detour'
					)
				: ago( seen ),
		],
		[
			__( 'Behind the database', 'detour' ),
			late
				? sprintf(
						/* translators: %s: time, as "2 minutes ago". */
						__( 'What was saved %s is not served yet', 'detour' ),
						ago( late )
					)
				: __( 'No', 'detour' ),
		],
	];
}

function ofAgent( agent: Served ): [ string, string ][] {
	return [
		[ __( 'Agent', 'detour' ), agent.version ],
		...ofRuleFile( agent ),
	];
}

function ofRuleFile( served: Served ): [ string, string ][] {
	const { formats } = getSettings();
	const published = served.published
		? dateI18n( formats.datetime, served.published * 1000, undefined )
		: '–';
	return [
		[ __( 'Rule file', 'detour' ), served.file ?? '–' ],
		[
			__( 'State of the rule file', 'detour' ),
			served.error ?? served.state,
		],
		[
			__( 'Generation that is served', 'detour' ),
			String( served.generation ),
		],
		[
			__( 'Revision that is served', 'detour' ),
			String( served.revision ),
		],
		[ __( 'Rules that are served', 'detour' ), String( served.rules ) ],
		[ __( 'Published', 'detour' ), published ],
	];
}
