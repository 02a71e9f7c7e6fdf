import { Notice } from '@wordpress/components';
import { DataViews, type View } from '@wordpress/dataviews/wp';
import { useEffect, useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';
import { getQueryArg } from '@wordpress/url';

import { type ListedRule, readRule } from './api';
import { Empty } from '../list/empty';
import { useNotices } from '../notices';
import type { Rule } from '../rule/types';
import { actions, isOurs } from './actions';
import { AllMatching } from './all-matching';
import { useChanges } from './changes';
import { Elsewhere } from './elsewhere';
import { fields } from './fields';
import { dropTarget } from './handle';
import { SavedViews } from './saved-views';
import { useOrder } from './use-order';
import { useGroups, useOrigins, useRules } from './use-rules';
import { rememberedView, rememberView, viewToFilter } from './view';

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
	const origins = useOrigins( changes );
	const notices = useNotices();
	// The rule that a link asks to edit, once.
	const [ asked ] = useState( () =>
		Number( getQueryArg( window.location.href, 'edit' ) )
	);
	useEffect( () => {
		if ( asked ) {
			readRule( asked ).then( onEdit, notices.failed );
		}
	}, [ asked, onEdit, notices ] );
	const { all, bulk, move } = useChanges( () => {
		setSelection( [] );
		onChanged();
	} );
	const show = ( changed: View ) => {
		setView( changed );
		rememberView( changed );
	};
	const rows = page?.items ?? NOTHING;
	const order = useOrder( view, rows, move );
	const columns = fields( groups, origins, order );
	const visit = ( kept: string ) =>
		window.location.assign(
			origins.find( ( { origin } ) => origin === kept )?.screen ?? ''
		);

	return (
		<div className="detour-rules" { ...dropTarget( rows, order ) }>
			<Elsewhere origins={ origins } view={ view } onChange={ show } />
			{ problem && (
				<Notice status="error" isDismissible={ false }>
					{ problem }
				</Notice>
			) }
			<DataViews< ListedRule >
				data={ rows }
				fields={ columns }
				view={ view }
				onChangeView={ show }
				actions={ actions( {
					onEdit,
					bulk,
					groups,
					order,
					onVisit: visit,
				} ) }
				selection={ selection }
				onChangeSelection={ setSelection }
				paginationInfo={ {
					totalItems: page?.total ?? 0,
					totalPages: page?.pages ?? 0,
				} }
				isLoading={ loading }
				defaultLayouts={ LAYOUTS }
				getItemId={ ( { rule } ) => String( rule.id ) }
				header={
					<>
						{ rows.some( isOurs ) && (
							<AllMatching
								count={ page?.total ?? 0 }
								groups={ groups }
								onChange={ ( change ) =>
									all( viewToFilter( view ), change )
								}
							/>
						) }
						<SavedViews view={ view } onChoose={ show } />
					</>
				}
				onClickItem={ ( { rule } ) => onEdit( rule ) }
				isItemClickable={ isOurs }
				searchLabel={ __(
					'Search sources, targets and notes',
					'detour'
				) }
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
