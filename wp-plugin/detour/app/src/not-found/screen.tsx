import { Notice } from '@wordpress/components';
import { DataViews, type View } from '@wordpress/dataviews/wp';
import { useMemo, useState } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import { ConfirmButton } from '../list/confirm-button';
import { Empty } from '../list/empty';
import { keepView, keptView } from '../list/kept-view';
import { usePage } from '../list/use-page';
import type { Rule } from '../rule/types';
import { useChanges as useRuleChanges } from '../rules/changes';
import { actions } from './actions';
import { deleteAllMissing, listMissing, type MissingUrl } from './api';
import { fields } from './fields';
import { useChanges } from './use-changes';
import { DEFAULT_VIEW, linkedView, viewToFilter, viewToQuery } from './view';

const LIST = 'not-found';
const LAYOUTS = { table: {} };
const NOTHING: MissingUrl[] = [];

interface Props {
	/** Raised when rules have changed elsewhere. */
	changes: number;
	/** Called when rules have changed here. */
	onChanged: () => void;
	onEdit: ( rule: Rule ) => void;
}

/**
 * The list of URLs without a page.
 *
 * @param props
 * @param props.changes
 * @param props.onChanged
 * @param props.onEdit
 */
export default function NotFoundScreen( {
	changes,
	onChanged,
	onEdit,
}: Props ) {
	const [ view, setView ] = useState< View >( () =>
		linkedView( keptView( LIST, DEFAULT_VIEW ), window.location.href )
	);
	const [ selection, setSelection ] = useState< string[] >( [] );
	const [ own, setOwn ] = useState( 0 );
	const { page, problem, loading } = usePage(
		listMissing,
		viewToQuery( view ),
		changes + own
	);
	const columns = useMemo( fields, [] );
	const reload = () => {
		setSelection( [] );
		setOwn( ( count ) => count + 1 );
	};

	return (
		<div className="detour-list">
			<p>
				{ __(
					'Addresses that visitors asked for and for which WordPress has no page.',
					'detour'
				) }
			</p>
			{ problem && (
				<Notice status="error" isDismissible={ false }>
					{ problem }
				</Notice>
			) }
			<DataViews< MissingUrl >
				data={ page?.items ?? NOTHING }
				fields={ columns }
				view={ view }
				onChangeView={ ( changed ) => {
					setView( changed );
					keepView( LIST, changed );
				} }
				actions={ actions( useChanges( reload, onChanged ), onEdit ) }
				selection={ selection }
				onChangeSelection={ setSelection }
				paginationInfo={ {
					totalItems: page?.total ?? 0,
					totalPages: page?.pages ?? 0,
				} }
				isLoading={ loading }
				defaultLayouts={ LAYOUTS }
				getItemId={ ( { hash } ) => hash }
				searchLabel={ __( 'Search URLs and referrers', 'detour' ) }
				header={
					<DeleteAll
						view={ view }
						count={ page?.total ?? 0 }
						onDeleted={ reload }
					/>
				}
				empty={
					<Empty
						view={ view }
						nothing={ __(
							'No visitor has asked for a page that is not there, or none is recorded (see the settings).',
							'detour'
						) }
					/>
				}
			/>
		</div>
	);
}

interface DeleteAllProps {
	view: View;
	count: number;
	onDeleted: () => void;
}

function DeleteAll( { view, count, onDeleted }: DeleteAllProps ) {
	const { run } = useRuleChanges( onDeleted );
	return (
		<ConfirmButton
			label={ __( 'Delete all', 'detour' ) }
			question={ sprintf(
				/* translators: %d: number of URLs. */
				_n(
					'Delete the %d URL of this list, on all pages? This can’t be undone.',
					'Delete the %d URLs of this list, on all pages? This can’t be undone.',
					count,
					'detour'
				),
				count
			) }
			disabled={ ! count }
			onConfirm={ () =>
				run(
					() => deleteAllMissing( viewToFilter( view ) ),
					__( 'URLs deleted.', 'detour' )
				)
			}
		/>
	);
}
