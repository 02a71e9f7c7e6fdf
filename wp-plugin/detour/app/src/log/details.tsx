import { __ } from '@wordpress/i18n';

import { clock } from '../list/moment';
import { codeName } from '../rule/describe';
import { ruleName } from '../rule/name';
import type { Entry } from './api';
import { ENTRY_KINDS } from './fields';

/**
 * Everything that is kept of one request.
 *
 * @param props
 * @param props.entry
 */
export function Details( { entry }: { entry: Entry } ) {
	const { rule, origin } = entry;
	const rows: [ string, string ][] = [
		[ __( 'Time', 'detour' ), clock( entry.time ) ],
		[ __( 'What happened', 'detour' ), ENTRY_KINDS[ entry.kind ] ],
		[ __( 'Code', 'detour' ), entry.code ? codeName( entry.code ) : '' ],
		[
			__( 'Redirect', 'detour' ),
			rule && origin ? ruleName( rule, origin ) : '',
		],
		[
			__( 'Variant', 'detour' ),
			entry.variant ? String( entry.variant ) : '',
		],
		[ __( 'Method', 'detour' ), entry.method ],
		[ __( 'Host', 'detour' ), entry.host ],
		[ __( 'URL', 'detour' ), entry.url ],
		[ __( 'Target', 'detour' ), entry.target ],
		[ __( 'Linked from', 'detour' ), entry.referrer ],
		[ __( 'User agent', 'detour' ), entry.user_agent ],
		[ __( 'Address', 'detour' ), entry.ip ],
	];
	return (
		<table className="widefat striped detour-status">
			<tbody>
				{ rows
					.filter( ( [ , value ] ) => value )
					.map( ( [ name, value ] ) => (
						<tr key={ name }>
							<th scope="row">{ name }</th>
							<td>{ value }</td>
						</tr>
					) ) }
			</tbody>
		</table>
	);
}
