import { Notice } from '@wordpress/components';
import { DataViews, type View } from '@wordpress/dataviews/wp';
import { useMemo, useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { ListedRule } from '../api';
import { Empty } from '../list/empty';
import type { Rule } from '../rule/types';
import { actions } from './actions';
import { useChanges } from './changes';
import { fields } from './fields';
import { SavedViews } from './saved-views';
import { useGroups, useRules } from './use-rules';
import { rememberedView, rememberView } from './view';

const LAYOUTS = { table: {} };
const NOTHING: ListedRule[] = [];

interface Props {
	/** Raised when rules have changed elsewhere. */
	changes: number;
	onChanged: () => void;
	onEdit: ( rule: Rule ) => void;
}

/**
 * The list of rules.
 *
 * @param props
 * @param props.changes
 * @param props.onChanged
 * @param props.onEdit
 */
export function RulesScreen( { changes, onChanged, onEdit }: Props ) {
	const [ view, setView ] = useState< View >( () => rememberedView() );
	const [ selection, setSelection ] = useState< string[] >( [] );
	const { page, problem, loading } = useRules( view, changes );
	const groups = useGroups( changes );
	const { bulk } = useChanges( () => {
		setSelection( [] );
		onChanged();
	} );
	const show = ( changed: View ) => {
		setView( changed );
		rememberView( changed );
	};
	const columns = useMemo( () => fields( groups ), [ groups ] );

	return (
		<div className="detour-rules">
			{ problem && (
				<Notice status="error" isDismissible={ false }>
					{ problem }
				</Notice>
			) }
			<DataViews< ListedRule >
				data={ page?.items ?? NOTHING }
				fields={ columns }
				view={ view }
				onChangeView={ show }
				actions={ actions( { onEdit, bulk, groups } ) }
				selection={ selection }
				onChangeSelection={ setSelection }
				paginationInfo={ {
					totalItems: page?.total ?? 0,
					totalPages: page?.pages ?? 0,
				} }
				isLoading={ loading }
				defaultLayouts={ LAYOUTS }
				getItemId={ ( { rule } ) => String( rule.id ) }
				header={ <SavedViews view={ view } onChoose={ show } /> }
				onClickItem={ ( { rule } ) => onEdit( rule ) }
				isItemClickable={ () => true }
				searchLabel={ __( 'Search sources and targets', 'detour' ) }
				empty={
					<Empty
						view={ view }
						nothing={ __(
							'There are no redirects yet. Add the first one with the button above.',
							'detour'
						) }
					/>
				}
			/>
		</div>
	);
}
