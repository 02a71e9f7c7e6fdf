import { Button, TabPanel } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';
import { addQueryArgs, getQueryArg } from '@wordpress/url';

import { AuditScreen } from './audit/screen';
import { Editor } from './editor/editor';
import { ExchangeScreen } from './exchange/screen';
import { HistoryList } from './history/list';
import { MaintenanceScreen } from './maintenance/screen';
import { NoticesProvider } from './notices';
import { newRule } from './rule/new-rule';
import type { Rule } from './rule/types';
import { RulesScreen } from './rules/screen';
import { SettingsScreen } from './settings/screen';
import { Banner } from './status/banner';
import { useStatus } from './status/use-status';

const TABS = [
	{ name: 'redirects', title: __( 'Redirects', 'detour' ) },
	{ name: 'audit', title: __( 'Audit', 'detour' ) },
	{ name: 'maintenance', title: __( 'Maintenance', 'detour' ) },
	{ name: 'exchange', title: __( 'Import & export', 'detour' ) },
	{ name: 'history', title: __( 'History', 'detour' ) },
	{ name: 'settings', title: __( 'Settings & status', 'detour' ) },
];

/**
 * Keeps the tab in the address, so that it can be linked to and survives a reload.
 * @param tab
 */
function remember( tab: string ) {
	window.history.replaceState(
		null,
		'',
		addQueryArgs( window.location.href, { tab } )
	);
}

export function App() {
	const watched = useStatus();
	const [ editing, setEditing ] = useState< Rule | null >( null );
	// Raised whenever rules have changed, so that the list reads them anew.
	const [ changes, setChanges ] = useState( 0 );
	const asked = getQueryArg( window.location.href, 'tab' );

	function changed() {
		setChanges( ( count ) => count + 1 );
		watched.watch();
	}

	return (
		<NoticesProvider>
			<div className="detour-header">
				<span className="detour-title" aria-hidden="true">
					{ __( 'Detour', 'detour' ) }
				</span>
				<Button
					variant="primary"
					__next40pxDefaultSize
					onClick={ () => setEditing( newRule() ) }
				>
					{ __( 'Add redirect', 'detour' ) }
				</Button>
			</div>
			<Banner watched={ watched } />
			<TabPanel
				className="detour-tabs"
				tabs={ TABS }
				initialTabName={
					TABS.some( ( { name } ) => name === asked )
						? String( asked )
						: 'redirects'
				}
				onSelect={ remember }
			>
				{ ( { name } ) => {
					switch ( name ) {
						case 'audit':
							return (
								<AuditScreen
									onChanged={ changed }
									onEdit={ setEditing }
								/>
							);
						case 'exchange':
							return <ExchangeScreen onChanged={ changed } />;
						case 'history':
							return (
								<HistoryList
									changes={ changes }
									onChanged={ changed }
								/>
							);
						case 'maintenance':
							return <MaintenanceScreen onChanged={ changed } />;
						case 'settings':
							return <SettingsScreen watched={ watched } />;
						default:
							return (
								<RulesScreen
									changes={ changes }
									onChanged={ changed }
									onEdit={ setEditing }
								/>
							);
					}
				} }
			</TabPanel>
			{ editing && (
				<Editor
					key={ editing.id }
					rule={ editing }
					onChanged={ changed }
					onClose={ () => setEditing( null ) }
				/>
			) }
		</NoticesProvider>
	);
}
