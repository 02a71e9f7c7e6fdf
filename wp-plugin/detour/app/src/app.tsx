import { Button, Spinner, TabPanel } from '@wordpress/components';
import { lazy, Suspense, useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';
import { addQueryArgs, getQueryArg, removeQueryArgs } from '@wordpress/url';

import { Assistants } from './assistants/menu';
import { Editor } from './editor/editor';
import { useKeptFocus } from './kept-focus';
import { NoticesProvider } from './notices';
import { newRule } from './rule/new-rule';
import type { Rule } from './rule/types';
import { RulesScreen } from './rules/screen';
import { Banner } from './status/banner';
import { useStatus } from './status/use-status';

// Loaded when somebody looks at them.
const NotFoundScreen = lazy(
	() => import( /* webpackChunkName: "not-found" */ './not-found/screen' )
);
const LogScreen = lazy(
	() => import( /* webpackChunkName: "log" */ './log/screen' )
);
const AuditScreen = lazy(
	() => import( /* webpackChunkName: "audit" */ './audit/screen' )
);
const CampaignsScreen = lazy(
	() => import( /* webpackChunkName: "campaigns" */ './campaigns/screen' )
);
const ExchangeScreen = lazy(
	() => import( /* webpackChunkName: "exchange" */ './exchange/screen' )
);
const MaintenanceScreen = lazy(
	() => import( /* webpackChunkName: "maintenance" */ './maintenance/screen' )
);
const SettingsScreen = lazy(
	() => import( /* webpackChunkName: "settings" */ './settings/screen' )
);
const HistoryList = lazy(
	() => import( /* webpackChunkName: "history" */ './history/list' )
);
const InsightsScreen = lazy(
	() => import( /* webpackChunkName: "insights" */ './insights/screen' )
);

const TABS = [
	{ name: 'redirects', title: __( 'Redirects', 'detour' ) },
	{ name: 'campaigns', title: __( 'Campaigns', 'detour' ) },
	{ name: 'not-found', title: __( 'Not found', 'detour' ) },
	{ name: 'log', title: __( 'Log', 'detour' ) },
	{ name: 'insights', title: __( 'Insights', 'detour' ) },
	{ name: 'audit', title: __( 'Audit', 'detour' ) },
	{ name: 'maintenance', title: __( 'Maintenance', 'detour' ) },
	{ name: 'exchange', title: __( 'Import & export', 'detour' ) },
	{ name: 'history', title: __( 'History', 'detour' ) },
	{ name: 'settings', title: __( 'Settings & status', 'detour' ) },
];

/**
 * Keeps the tab in the address, so that it can be linked to and survives a reload; what a link has asked for besides goes.
 * @param tab
 */
function remember( tab: string ) {
	window.history.replaceState(
		null,
		'',
		addQueryArgs(
			removeQueryArgs(
				window.location.href,
				'search',
				'rule',
				'group',
				'edit',
				'assistant'
			),
			{ tab }
		)
	);
}

export function App() {
	const watched = useStatus();
	useKeptFocus();
	const [ editing, setEditing ] = useState< Rule | null >( null );
	// Raised whenever rules have changed, so that the list reads them anew.
	const [ changes, setChanges ] = useState( 0 );
	const asked = getQueryArg( window.location.href, 'tab' );

	function changed() {
		setChanges( ( count ) => count + 1 );
		watched.watch();
	}

	const rules = { changes, onChanged: changed, onEdit: setEditing };

	return (
		<NoticesProvider>
			<div className="detour-header">
				<span className="detour-title" aria-hidden="true">
					{ __( 'Detour', 'detour' ) }
				</span>
				<div className="detour-row">
					<Assistants onChanged={ changed } />
					<Button
						variant="primary"
						__next40pxDefaultSize
						onClick={ () => setEditing( newRule() ) }
					>
						{ __( 'Add redirect', 'detour' ) }
					</Button>
				</div>
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
				{ ( { name } ) => (
					<Suspense fallback={ <Spinner /> }>
						{ name === 'redirects' && <RulesScreen { ...rules } /> }
						{ name === 'campaigns' && (
							<CampaignsScreen
								changes={ changes }
								onChanged={ changed }
							/>
						) }
						{ name === 'not-found' && (
							<NotFoundScreen { ...rules } />
						) }
						{ name === 'log' && (
							<LogScreen onEdit={ setEditing } />
						) }
						{ name === 'insights' && (
							<InsightsScreen { ...rules } />
						) }
						{ name === 'audit' && (
							<AuditScreen
								onChanged={ changed }
								onEdit={ setEditing }
							/>
						) }
						{ name === 'maintenance' && (
							<MaintenanceScreen onChanged={ changed } />
						) }
						{ name === 'exchange' && (
							<ExchangeScreen onChanged={ changed } />
						) }
						{ name === 'history' && (
							<HistoryList
								changes={ changes }
								onChanged={ changed }
							/>
						) }
						{ name === 'settings' && (
							<SettingsScreen watched={ watched } />
						) }
					</Suspense>
				) }
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
