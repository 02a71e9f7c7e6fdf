import { Notice } from '@wordpress/components';
import { DataViews, type View } from '@wordpress/dataviews/wp';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { usePage } from '../list/use-page';
import { listChanges } from './api';
import { isByAgent } from './describe';
import { Details } from './details';
import { fields } from './fields';
import type { Change } from './types';
import { TakeBack } from './take-back';

const LAYOUTS = { table: {} };

interface Props {
	/** Only changes of this rule. */
	rule?: number;
	/** Raised when rules have changed elsewhere. */
	changes: number;
	onChanged: () => void;
}

/**
 * Changes, what each did, and a way back.
 *
 * @param props
 * @param props.rule
 * @param props.changes
 * @param props.onChanged
 */
export default function HistoryList( { rule, changes, onChanged }: Props ) {
	const [ view, setView ] = useState< View >( {
		type: 'table',
		filters: [],
		page: 1,
		perPage: 20,
		titleField: 'what',
		fields: [ 'action', 'who', 'time' ],
		layout: { density: 'compact' },
	} );
	const query = {
		page: view.page ?? 1,
		per_page: view.perPage ?? 20,
		rule,
		action: view.filters?.find( ( { field } ) => field === 'action' )
			?.value,
	};
	const { page, problem, loading } = usePage( listChanges, query, changes );

	return (
		<div className="detour-rules">
			{ problem && (
				<Notice status="error" isDismissible={ false }>
					{ problem }
				</Notice>
			) }
			<DataViews< Change >
				data={ page?.items ?? [] }
				fields={ fields }
				view={ view }
				onChangeView={ setView }
				actions={ [
					{
						id: 'details',
						label: __( 'Show what changed', 'detour' ),
						modalSize: 'large',
						RenderModal: ( { items } ) => (
							<Details change={ items[ 0 ] } />
						),
					},
					{
						id: 'undo',
						label: __( 'Take back', 'detour' ),
						isPrimary: true,
						isEligible: ( change ) => ! isByAgent( change ),
						RenderModal: ( { items, closeModal } ) => (
							<TakeBack
								change={ items[ 0 ] }
								rule={ rule }
								onDone={ () => {
									closeModal?.();
									onChanged();
								} }
							/>
						),
					},
				] }
				paginationInfo={ {
					totalItems: page?.total ?? 0,
					totalPages: page?.pages ?? 0,
				} }
				search={ false }
				isLoading={ loading }
				defaultLayouts={ LAYOUTS }
				getItemId={ ( { batch } ) => String( batch ) }
				empty={
					<p>
						{ __(
							'Nothing has been changed. From now on each change is kept here.',
							'detour'
						) }
					</p>
				}
			/>
		</div>
	);
}
