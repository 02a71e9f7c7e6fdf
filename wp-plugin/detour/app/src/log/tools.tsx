import { Button } from '@wordpress/components';
import { __ } from '@wordpress/i18n';

import { ConfirmButton } from '../list/confirm-button';
import { useChanges } from '../rules/changes';
import { deleteLog, exportAddress, type LogFilter } from './api';

interface Props {
	filter: LogFilter;
	isEmpty: boolean;
	onDeleted: () => void;
}

/**
 * What can be done with all entries that the filters mean.
 *
 * @param props
 * @param props.filter
 * @param props.isEmpty
 * @param props.onDeleted
 */
export function Tools( { filter, isEmpty, onDeleted }: Props ) {
	const { run } = useChanges( onDeleted );
	const isFiltered = Object.keys( filter ).length > 0;
	return (
		<>
			<Button
				size="compact"
				variant="tertiary"
				href={ exportAddress( filter ) }
			>
				{ __( 'Export as CSV', 'detour' ) }
			</Button>
			<ConfirmButton
				label={ __( 'Delete entries', 'detour' ) }
				question={
					isFiltered
						? __(
								'Delete all entries that the search and the filters mean, those that are not shown included? This can’t be undone.',
								'detour'
							)
						: __(
								'Delete the whole log? Counters stay. This can’t be undone.',
								'detour'
							)
				}
				disabled={ isEmpty }
				onConfirm={ () =>
					run(
						() => deleteLog( filter ),
						__( 'Entries deleted.', 'detour' )
					)
				}
			/>
		</>
	);
}
