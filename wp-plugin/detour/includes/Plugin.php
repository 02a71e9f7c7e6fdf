<?php
/**
 * The plugin, as its hooks.
 *
 * @package Detour
 */

namespace Detour\WordPress;

use Closure;
use Detour\WordPress\Admin\Page;
use Detour\WordPress\Audit\Digest;
use Detour\WordPress\Audit\Schedule;
use Detour\WordPress\Audit\Settings as AuditSettings;
use Detour\WordPress\Cache\Caches;
use Detour\WordPress\Cache\Due;
use Detour\WordPress\Cache\Purge;
use Detour\WordPress\Campaigns\Schedules;
use Detour\WordPress\Cli\Commands;
use Detour\WordPress\Dashboard\AdminBar;
use Detour\WordPress\Dashboard\Figures;
use Detour\WordPress\Dashboard\Widget;
use Detour\WordPress\History\Retention;
use Detour\WordPress\Links\Headers;
use Detour\WordPress\Maintenance\Notice as MaintenanceNotice;
use Detour\WordPress\Network\Page as NetworkPage;
use Detour\WordPress\Network\Sites;
use Detour\WordPress\Origins\Handover;
use Detour\WordPress\Origins\Watcher as OriginsWatcher;
use Detour\WordPress\Permalinks\Former;
use Detour\WordPress\PostEditor\Box as PostBox;
use Detour\WordPress\Preview\Link as PreviewLink;
use Detour\WordPress\Privacy\Authors;
use Detour\WordPress\Privacy\PersonalData;
use Detour\WordPress\Privacy\PolicyText;
use Detour\WordPress\Rest\Routes;
use Detour\WordPress\Rules\Addresses;
use Detour\WordPress\Rules\Nudge;
use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Rules\Validation;
use Detour\WordPress\Runtime\NotFound;
use Detour\WordPress\Runtime\Runtime;
use Detour\WordPress\SiteHealth\Checks;
use Detour\WordPress\SiteHealth\Information;
use Detour\WordPress\Status\Heartbeat;

/**
 * Every hook of the plugin is here; the classes it names do the work. They are loaded when WordPress comes to the hook: names of
 * hooks are written out, because a constant of the class would load it for each visitor.
 */
final class Plugin {
	/**
	 * What the parts share.
	 *
	 * @var Services
	 */
	private Services $services;

	/**
	 * Takes the plugin's main file.
	 *
	 * @param string $file Absolute path of detour.php.
	 */
	public function __construct( private string $file ) {
		$this->services = new Services();
	}

	/**
	 * Connects the plugin with WordPress.
	 */
	public function hook(): void {
		register_activation_hook( $this->file, array( Activation::class, 'activate' ) );
		register_deactivation_hook( $this->file, array( Activation::class, 'deactivate' ) );
		$this->hook_visits();
		$this->hook_changes();
		$this->hook_administration();
	}

	/**
	 * Visitors' requests.
	 */
	private function hook_visits(): void {
		$services = $this->services;
		( new Runtime( $services->answers() ) )->register();
		( new Handover( $services->keepers() ) )->register();
		$this->on( 'init', static fn() => new PreviewLink(), 'enter', 0 );
		$this->on( 'send_headers', static fn() => new Headers( $services->links() ), 'send' );
		// At the end: until then WordPress and other plugins may still redirect the visitor to a page that is there.
		$this->on( 'template_redirect', static fn() => new NotFound( $services->answers() ), 'record', PHP_INT_MAX );
	}

	/**
	 * Changes of rules, settings, posts and terms, whoever makes them.
	 */
	private function hook_changes(): void {
		$services = $this->services;
		( new OriginsWatcher( $services->keepers(), new Nudge(), $services->rules() ) )->register();

		$this->on( 'detour_rules_changed', static fn() => new Nudge(), 'send' );
		$this->on( 'detour_rules_changed', static fn() => $services->links(), 'follow' );
		$this->on( 'detour_rules_changed', self::once( static fn() => new Purge( $services->history(), new Caches() ) ), 'collect' );
		$due = self::once( static fn() => new Due( $services->history(), new Schedules(), new Purge( $services->history(), new Caches() ) ) );
		$this->on( 'detour_rules_changed', $due, 'plan' );
		$this->on( 'detour_schedule_due', $due, 'forget' );
		$this->on( 'detour_rules_changed', static fn() => new PolicyText( $services->rules(), new Validation() ), 'forget' );
		add_action( 'detour_settings_saved', static fn( array $settings ) => $services->missing_urls()->hide( $settings['ignored'] ?? array() ) );

		$slugs = static fn() => $services->slugs();
		$this->on( 'pre_post_update', $slugs, 'remember_post' );
		// After terms and meta data are saved too: they can be a part of the address.
		$this->on( 'wp_after_insert_post', $slugs, 'post_saved', 10, 4 );
		$this->on( 'edit_terms', $slugs, 'remember_term', 10, 2 );
		$this->on( 'edited_term', $slugs, 'term_saved', 10, 3 );
		$this->on( 'wp_trash_post', $slugs, 'remember_removal' );
		$this->on( 'before_delete_post', $slugs, 'remember_removal' );
		$this->on( 'trashed_post', $slugs, 'post_removed' );
		$this->on( 'deleted_post', $slugs, 'post_removed' );
		$this->on( 'permalink_structure_changed', static fn() => new Former(), 'remember', 10, 2 );
		$this->on( 'detour_follow_children', static fn() => $services->children(), 'follow', 10, 4 );
	}

	/**
	 * Screens, routes, commands and cron.
	 */
	private function hook_administration(): void {
		$services = $this->services;
		$schema   = self::once( static fn() => new Schema() );
		$this->on( 'plugins_loaded', $schema, 'upgrade' );
		$this->on( 'admin_notices', $schema, 'notice' );
		$this->on( 'wpmu_drop_tables', $schema, 'drop_with_site', 10, 2 );

		$this->on( 'rest_api_init', static fn() => new Routes( $services ), 'register' );
		$this->on( 'cli_init', static fn() => new Commands( $services->rules(), $services->store(), $services->history(), $services->status(), $services->maintenance(), $services->auditor(), $services->campaigns() ), 'add' );

		$page = self::once( fn() => new Page( $this->file ) );
		$this->on( 'admin_menu', $page, 'add' );
		$this->on( 'admin_enqueue_scripts', $page, 'enqueue' );
		$this->on( 'plugin_action_links_' . plugin_basename( $this->file ), $page, 'action_links' );
		$post_box = self::once( fn() => new PostBox( $this->file ) );
		$this->on( 'add_meta_boxes', $post_box, 'add' );
		$this->on( 'admin_enqueue_scripts', $post_box, 'enqueue' );
		$this->on( 'network_admin_menu', static fn() => new NetworkPage( new Sites(), $services->status() ), 'add' );
		$this->on( 'wp_dashboard_setup', static fn() => new Widget( $services->status(), new Figures() ), 'add' );
		$this->on( 'site_status_tests', static fn() => new Checks( $services->status(), new Heartbeat() ), 'add' );
		$this->on( 'debug_information', static fn() => new Information( $services->status(), new Heartbeat() ), 'add' );

		$this->on( 'admin_init', static fn() => new Former(), 'decline' );
		$this->on( 'admin_notices', static fn() => new Former(), 'notice' );

		$maintenance = self::once( static fn() => new MaintenanceNotice( $services->maintenance() ) );
		$this->on( 'admin_notices', $maintenance, 'show' );
		$this->on( 'admin_bar_menu', $maintenance, 'add_to_bar', 80 );
		$this->on( 'admin_bar_menu', static fn() => new AdminBar( new Addresses() ), 'add', 90 );

		$personal_data = self::once( static fn() => new PersonalData( new Authors() ) );
		$this->on( 'wp_privacy_personal_data_exporters', $personal_data, 'add_exporter' );
		$this->on( 'wp_privacy_personal_data_erasers', $personal_data, 'add_eraser' );
		$this->on( 'admin_init', static fn() => new PolicyText( $services->rules(), new Validation() ), 'add' );

		$schedule = self::once( static fn() => new Schedule( $services->auditor(), new Digest( $services->findings(), new AuditSettings() ), new AuditSettings() ) );
		$this->on( 'admin_init', $schedule, 'plan' );
		$this->on( 'update_option_detour_audit_settings', $schedule, 'plan' );
		$this->on( 'add_option_detour_audit_settings', $schedule, 'plan' );
		$this->on( 'detour_audit_run', $schedule, 'run' );

		$retention = self::once( static fn() => new Retention( $services->history() ) );
		// Where somebody works on rules there is a history; other requests need not look.
		$this->on( 'admin_init', $retention, 'schedule' );
		$this->on( 'detour_prune_history', $retention, 'prune' );
	}

	/**
	 * Has a method answer a hook.
	 *
	 * @param string  $hook      Action or filter.
	 * @param Closure $whose     Gives the object.
	 * @param string  $method    What it does.
	 * @param int     $priority  As of add_filter().
	 * @param int     $arguments As of add_filter().
	 */
	private function on( string $hook, Closure $whose, string $method, int $priority = 10, int $arguments = 1 ): void {
		add_filter( $hook, static fn( ...$given ) => $whose()->$method( ...$given ), $priority, $arguments );
	}

	/**
	 * The same object for all hooks that it answers.
	 *
	 * @param Closure $make Makes it.
	 */
	private static function once( Closure $make ): Closure {
		return static function () use ( $make ): object {
			static $made = null;
			return $made ??= $make();
		};
	}
}
