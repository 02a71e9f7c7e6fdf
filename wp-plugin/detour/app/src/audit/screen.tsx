import { Notice } from '@wordpress/components';
import { DataViews, type View } from '@wordpress/dataviews/wp';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { Rule } from '../rule/types';
import { actions, isEditable } from './actions';
import type { FindingsPage, KeptFinding } from './api';
import { FIELDS } from './fields';
import { SettingsForm } from './settings-form';
import { Summary } from './summary';
import { useFindings } from './use-findings';
import { useRepairs } from './use-repairs';
import { DEFAULT_VIEW } from './view';

const LAYOUTS = { table: {} };

interface Props {
	/** Called when rules have changed. */
	onChanged: () => void;
	onEdit: ( rule: Rule ) => void;
}

/**
 * What is wrong with the rules, and what can be done about it.
 *
 * @param props
 * @param props.onChanged
 * @param props.onEdit
 */
export default function AuditScreen( { onChanged, onEdit }: Props ) {
	const [ view, setView ] = useState< View >( DEFAULT_VIEW );
	const [ selection, setSelection ] = useState< string[] >( [] );
	const [ changes, setChanges ] = useState( 0 );
	const [ busy, setBusy ] = useState( false );
	const { page, problem, loading } = useFindings( view, changes );
	const { audit, ...handlers } = useRepairs( () => {
		setSelection( [] );
		setChanges( ( count ) => count + 1 );
		onChanged();
	}, onEdit );

	async function runNow() {
		setBusy( true );
		await audit();
		setBusy( false );
	}

	return (
		<div className="detour-rules detour-audit">
			{ problem && (
				<Notice status="error" isDismissible={ false }>
					{ problem }
				</Notice>
			) }
			<Summary page={ page } busy={ busy } onRun={ runNow } />
			<DataViews< KeptFinding >
				data={ page?.findings ?? [] }
				fields={ FIELDS }
				view={ view }
				onChangeView={ setView }
				actions={ actions( handlers ) }
				selection={ selection }
				onChangeSelection={ setSelection }
				paginationInfo={ {
					totalItems: page?.total ?? 0,
					totalPages: page?.pages ?? 0,
				} }
				isLoading={ loading || busy }
				defaultLayouts={ LAYOUTS }
				getItemId={ ( { id } ) => String( id ) }
				onClickItem={ handlers.onEdit }
				isItemClickable={ isEditable }
				searchLabel={ __( 'Search findings', 'detour' ) }
				empty={
					<Empty page={ page } filtered={ isFiltered( view ) } />
				}
			/>
			<SettingsForm />
		</div>
	);
}

function isFiltered( { search, filters }: View ): boolean {
	return !! search || !! filters?.length;
}

function Empty( {
	page,
	filtered,
}: {
	page: FindingsPage | null;
	filtered: boolean;
} ) {
	if ( filtered ) {
		return (
			<p>
				{ __(
					'No finding is like that. Clear the search or the filters to see the others.',
					'detour'
				) }
			</p>
		);
	}
	return (
		<p>
			{ page?.run
				? __( 'Nothing is wrong with your redirects.', 'detour' )
				: __(
						'Nobody has looked at the redirects yet. Run the audit with the button above.',
						'detour'
					) }
		</p>
	);
}
