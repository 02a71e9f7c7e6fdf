import { Notice } from '@wordpress/components';
import { type Action, DataViews, type View } from '@wordpress/dataviews/wp';
import { useMemo, useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { readRule } from '../rules/api';
import { Empty } from '../list/empty';
import { keepView, keptView } from '../list/kept-view';
import { clock } from '../list/moment';
import { usePage } from '../list/use-page';
import { useNotices } from '../notices';
import type { Rule } from '../rule/types';
import { type Entry, listLog, type LogPage } from './api';
import { Details } from './details';
import { fields } from './fields';
import { Tools } from './tools';
import { DEFAULT_VIEW, linkedView, viewToFilter, viewToQuery } from './view';

const LIST = 'log';
const LAYOUTS = { table: {} };
const NOTHING: Entry[] = [];

const ACTIONS: Action< Entry >[] = [
	{
		id: 'details',
		label: __( 'Details', 'detour' ),
		isPrimary: true,
		modalSize: 'large',
		RenderModal: ( { items } ) => <Details entry={ items[ 0 ] } />,
	},
];

/**
 * The log: one request after the other.
 *
 * @param props
 * @param props.onEdit
 */
export default function LogScreen( {
	onEdit,
}: {
	onEdit: ( rule: Rule ) => void;
} ) {
	const notices = useNotices();
	const [ view, setView ] = useState< View >( () =>
		linkedView( keptView( LIST, DEFAULT_VIEW ), window.location.href )
	);
	const [ changes, setChanges ] = useState( 0 );
	const { page, problem, loading } = usePage(
		listLog,
		viewToQuery( view ),
		changes
	);
	const columns = useMemo(
		() => fields( ( id ) => readRule( id ).then( onEdit, notices.failed ) ),
		[ onEdit, notices ]
	);
	const total = Math.min( page?.total ?? 0, page?.most ?? 0 );

	return (
		<div className="detour-list">
			{ problem && (
				<Notice status="error" isDismissible={ false }>
					{ problem }
				</Notice>
			) }
			{ page && <Bounds page={ page } /> }
			<DataViews< Entry >
				data={ page?.entries ?? NOTHING }
				fields={ columns }
				view={ view }
				onChangeView={ ( changed ) => {
					setView( changed );
					keepView( LIST, changed );
				} }
				actions={ ACTIONS }
				paginationInfo={ {
					totalItems: total,
					totalPages: Math.ceil( total / ( view.perPage ?? 20 ) ),
				} }
				isLoading={ loading }
				defaultLayouts={ LAYOUTS }
				getItemId={ ( { id } ) => String( id ) }
				searchLabel={ __( 'Search URLs and targets', 'detour' ) }
				header={
					<Tools
						filter={ viewToFilter( view ) }
						isEmpty={ ! total }
						onDeleted={ () => setChanges( ( count ) => count + 1 ) }
					/>
				}
				empty={
					<Empty
						view={ view }
						nothing={ __(
							'Nothing is logged yet, or nothing is to be logged (see the settings).',
							'detour'
						) }
					/>
				}
			/>
		</div>
	);
}

/**
 * Says where the list ends though there is more.
 *
 * @param props
 * @param props.page
 */
function Bounds( {
	page: { total, most, searched_from: from },
}: {
	page: LogPage;
} ) {
	const texts = [
		from !== null &&
			sprintf(
				/* translators: %s: date and time. */
				__(
					'This was looked for in the newest entries only, back to %s. Filter by time as well to look further back.',
					'detour'
				),
				clock( from )
			),
		total > most &&
			sprintf(
				/* translators: %s: a number. */
				__(
					'These are the first %s entries; there are more. Filter them, or export all as CSV.',
					'detour'
				),
				most.toLocaleString()
			),
	].filter( Boolean );
	return texts.length ? (
		<p className="detour-help">{ texts.join( ' ' ) }</p>
	) : null;
}
