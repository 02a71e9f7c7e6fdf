<?php
/**
 * The plugin, as its hooks.
 *
 * @package Detour
 */

namespace Detour\WordPress;

use Detour\WordPress\Admin\Page;
use Detour\WordPress\Audit\Auditor;
use Detour\WordPress\Audit\Digest;
use Detour\WordPress\Audit\Findings;
use Detour\WordPress\Audit\LiveRules;
use Detour\WordPress\Audit\Repairs;
use Detour\WordPress\Audit\RestController as AuditRestController;
use Detour\WordPress\Audit\Schedule;
use Detour\WordPress\Audit\Settings as AuditSettings;
use Detour\WordPress\Audit\Targets;
use Detour\WordPress\Cache\Caches;
use Detour\WordPress\Cache\Purge;
use Detour\WordPress\Campaigns\Campaigns;
use Detour\WordPress\Campaigns\Outcome;
use Detour\WordPress\Campaigns\RestController as CampaignsRestController;
use Detour\WordPress\Campaigns\Schedules;
use Detour\WordPress\Cli\Commands;
use Detour\WordPress\Dashboard\AdminBar;
use Detour\WordPress\Dashboard\Figures;
use Detour\WordPress\Dashboard\Widget;
use Detour\WordPress\DomainMove\Mover;
use Detour\WordPress\DomainMove\RestController as DomainMoveRestController;
use Detour\WordPress\Exchange\Comparison;
use Detour\WordPress\Exchange\ExportRestController;
use Detour\WordPress\Exchange\Extension;
use Detour\WordPress\Exchange\ImportRestController;
use Detour\WordPress\Exchange\Reader;
use Detour\WordPress\Exchange\RuleStore;
use Detour\WordPress\Exchange\VerifyRestController;
use Detour\WordPress\History\Log as HistoryLog;
use Detour\WordPress\History\RestController as HistoryRestController;
use Detour\WordPress\History\Retention;
use Detour\WordPress\History\Undo;
use Detour\WordPress\Insights\Repository as Insights;
use Detour\WordPress\Insights\RestController as InsightsRestController;
use Detour\WordPress\Languages\RestController as LanguagesRestController;
use Detour\WordPress\Languages\Switcher;
use Detour\WordPress\Links\Headers;
use Detour\WordPress\Links\Index;
use Detour\WordPress\Links\Rules as LinkRules;
use Detour\WordPress\Log\Repository as Log;
use Detour\WordPress\Log\RestController as LogRestController;
use Detour\WordPress\Maintenance\Maintenance;
use Detour\WordPress\Maintenance\Notice as MaintenanceNotice;
use Detour\WordPress\Maintenance\RestController as MaintenanceRestController;
use Detour\WordPress\Network\Page as NetworkPage;
use Detour\WordPress\Network\Sites;
use Detour\WordPress\NotFound\Redirects;
use Detour\WordPress\NotFound\Repository as MissingUrls;
use Detour\WordPress\NotFound\RestController as NotFoundRestController;
use Detour\WordPress\NotFound\Suggestions;
use Detour\WordPress\Origins\Handover;
use Detour\WordPress\Origins\RankMath;
use Detour\WordPress\Origins\Redirection;
use Detour\WordPress\Origins\Report as OriginsReport;
use Detour\WordPress\Origins\RestController as OriginsRestController;
use Detour\WordPress\Origins\Watcher as OriginsWatcher;
use Detour\WordPress\Preview\Link as PreviewLink;
use Detour\WordPress\Preview\RestController as PreviewRestController;
use Detour\WordPress\Privacy\Authors;
use Detour\WordPress\Privacy\PersonalData;
use Detour\WordPress\Privacy\PolicyText;
use Detour\WordPress\Rest\CheckedArguments;
use Detour\WordPress\Rules\Addresses;
use Detour\WordPress\Rules\LiveList;
use Detour\WordPress\Rules\Nudge;
use Detour\WordPress\Rules\OrderRestController;
use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Rules\RestController as RulesRestController;
use Detour\WordPress\Rules\SavedViews;
use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Rules\Validation;
use Detour\WordPress\Runtime\Agent;
use Detour\WordPress\Runtime\AgentAnswers;
use Detour\WordPress\Runtime\ExtensionAnswers;
use Detour\WordPress\Runtime\NotFound;
use Detour\WordPress\Runtime\Runtime;
use Detour\WordPress\Settings\OptionsRestController;
use Detour\WordPress\Settings\RestController as SettingsRestController;
use Detour\WordPress\SiteHealth\Checks;
use Detour\WordPress\SiteHealth\Information;
use Detour\WordPress\Slugs\Children;
use Detour\WordPress\Slugs\Moves;
use Detour\WordPress\Slugs\Watcher as SlugWatcher;
use Detour\WordPress\Status\Heartbeat;
use Detour\WordPress\Status\RestController as StatusRestController;
use Detour\WordPress\Status\Status;
use Detour\WordPress\Trial\RestController as TrialRestController;

/**
 * Every hook of the plugin is here; the classes it names do the work.
 */
final class Plugin {
	/**
	 * Takes the plugin's main file.
	 *
	 * @param string $file Absolute path of detour.php.
	 */
	public function __construct( private string $file ) {}

	/**
	 * Connects the plugin with WordPress.
	 */
	public function hook(): void {
		$schema     = new Schema();
		$repository = new Repository();
		$page       = new Page( $this->file );
		$store      = new RuleStore( $repository );
		$history    = new HistoryLog();
		$moves      = new Moves( $repository, new Addresses() );
		$status     = new Status( $repository );
		$findings   = new Findings();
		$keepers    = array( new Redirection(), new RankMath() );
		$answers    = function_exists( 'Detour\pending' ) ? new ExtensionAnswers() : new AgentAnswers( new Agent(), Agent::variables() );
		$live       = new LiveRules( $keepers, array( new Extension(), 'read_system' ) );
		$targets    = new Targets( $repository );
		$auditor    = new Auditor( $repository, $findings, new AuditSettings(), $live, $targets );
		$missing    = new MissingUrls();
		$reader     = new Reader( new Extension() );
		$report     = new OriginsReport( $keepers, $repository );
		$live_list  = new LiveList( $report, array( new Extension(), 'read_system' ) );

		$maintenance = new Maintenance( $repository, new Validation() );
		$campaigns   = new Campaigns( $repository, new Validation(), new Schedules() );
		$links       = new Index( $repository, new LinkRules(), $history );

		register_activation_hook( $this->file, array( Activation::class, 'activate' ) );
		register_deactivation_hook( $this->file, array( Activation::class, 'deactivate' ) );

		add_action( 'plugins_loaded', array( $schema, 'upgrade' ) );
		add_action( 'admin_notices', array( $schema, 'notice' ) );
		add_filter( 'wpmu_drop_tables', array( $schema, 'drop_with_site' ), 10, 2 );

		( new Runtime( $answers ) )->register();
		( new NotFound( $answers ) )->register();
		( new Handover( $keepers ) )->register();
		( new Schedule( $auditor, new Digest( $findings, new AuditSettings() ), new AuditSettings() ) )->register();
		( new OriginsWatcher( $keepers, new Nudge(), $repository ) )->register();

		( new Headers( $links ) )->register();
		add_action( 'init', array( new PreviewLink(), 'enter' ), 0 );
		add_action( 'admin_notices', array( new MaintenanceNotice( $maintenance ), 'show' ) );
		add_action( 'admin_bar_menu', array( new MaintenanceNotice( $maintenance ), 'add_to_bar' ), 80 );

		add_action( 'detour_rules_changed', array( new Nudge(), 'send' ) );
		add_action( 'detour_rules_changed', array( $links, 'follow' ) );
		add_action( 'detour_settings_saved', static fn( array $settings ) => $missing->hide( $settings['ignored'] ?? array() ) );
		( new Retention( $history ) )->register();
		( new Purge( $history, new Caches() ) )->register();
		( new SlugWatcher( $moves, new Children( $moves ) ) )->register();

		CheckedArguments::register();
		add_action( 'rest_api_init', array( new RulesRestController( $repository, new Validation(), $live_list ), 'register_routes' ) );
		add_action( 'rest_api_init', array( new OrderRestController( $repository ), 'register_routes' ) );
		add_action( 'rest_api_init', array( new SavedViews(), 'register' ) );
		add_action( 'rest_api_init', array( new SettingsRestController( $repository, new Validation() ), 'register_routes' ) );
		add_action( 'rest_api_init', array( new OptionsRestController(), 'register_routes' ) );
		add_action( 'rest_api_init', array( new HistoryRestController( $history, new Undo( $history, $repository, $store ) ), 'register_routes' ) );
		add_action( 'rest_api_init', array( new TrialRestController( $repository, new Validation() ), 'register_routes' ) );
		add_action( 'rest_api_init', array( new OriginsRestController( $keepers, $report, $repository, new Validation() ), 'register_routes' ) );
		add_action( 'rest_api_init', array( new StatusRestController( $status ), 'register_routes' ) );
		add_action( 'rest_api_init', array( new NotFoundRestController( $missing, new Suggestions(), new Redirects( $missing, $repository, new Validation() ) ), 'register_routes' ) );
		add_action( 'rest_api_init', array( new LogRestController( new Log() ), 'register_routes' ) );
		add_action( 'rest_api_init', array( new InsightsRestController( new Insights() ), 'register_routes' ) );
		add_action( 'rest_api_init', array( new ImportRestController( $store, new Extension(), $reader ), 'register_routes' ) );
		add_action( 'rest_api_init', array( new VerifyRestController( $store, $reader, new Comparison( $repository, new Extension() ) ), 'register_routes' ) );
		add_action( 'rest_api_init', array( new ExportRestController( $store, new Extension() ), 'register_routes' ) );
		add_action( 'rest_api_init', array( new MaintenanceRestController( $maintenance ), 'register_routes' ) );
		add_action( 'rest_api_init', array( new PreviewRestController(), 'register_routes' ) );
		add_action( 'rest_api_init', array( new CampaignsRestController( $campaigns, new Outcome( $repository, new Schedules() ) ), 'register_routes' ) );
		add_action( 'rest_api_init', array( new DomainMoveRestController( new Mover( $repository, new Validation() ) ), 'register_routes' ) );
		add_action( 'rest_api_init', array( new LanguagesRestController( new Switcher( $repository, new Validation() ) ), 'register_routes' ) );
		add_action( 'rest_api_init', array( new AuditRestController( $auditor, $findings, new Repairs( $repository, new Validation(), $findings ), new AuditSettings(), $repository, new Validation(), $targets ), 'register_routes' ) );

		( new Checks( $status, new Heartbeat() ) )->register();
		( new Information( $status, new Heartbeat() ) )->register();
		( new Widget( $status, new Figures() ) )->register();
		( new AdminBar( new Addresses() ) )->register();
		( new Commands( $repository, $store, $history, $status, $maintenance, $auditor, $campaigns ) )->register();
		( new NetworkPage( new Sites(), $status ) )->register();
		( new PersonalData( new Authors() ) )->register();
		( new PolicyText( $repository, new Validation() ) )->register();

		add_action( 'admin_menu', array( $page, 'add' ) );
		add_action( 'admin_enqueue_scripts', array( $page, 'enqueue' ) );
		add_filter( 'plugin_action_links_' . plugin_basename( $this->file ), array( $page, 'action_links' ) );
	}
}
