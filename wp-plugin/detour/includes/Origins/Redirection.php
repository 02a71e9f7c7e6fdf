<?php
/**
 * The plugin Redirection.
 *
 * @package Detour
 */

namespace Detour\WordPress\Origins;

/**
 * Redirection asks the database for its rules at `init`, on every page, and tries them one by one.
 */
final class Redirection implements Keeper {
	/**
	 * Versions whose work is known, from the first to before the last.
	 */
	private const VERSIONS = array( '5.0', '5.5' );

	/**
	 * Filters by which a site changes what a rule is compared with, and actions by which it listens. The plugin's own callbacks
	 * are on none of them.
	 */
	private const TAUGHT = array(
		'redirection_request_url',
		'redirection_url_source',
		'redirection_request_server',
		'redirection_request_server_host',
		'redirection_request_agent',
		'redirection_request_referrer',
		'redirection_request_cookie',
		'redirection_request_header',
		'redirection_request_accept_language',
		'redirection_first',
	);

	/**
	 * The plugin's object that does the work; null while nothing is held.
	 *
	 * @var object|null
	 */
	private ?object $held = null;

	// phpcs:disable Squiz.Commenting.FunctionComment.Missing -- The interface has them.

	public function origin(): string {
		return 'redirection';
	}

	public function label(): string {
		return 'Redirection';
	}

	public function screen(): string {
		return 'tools.php?page=redirection.php';
	}

	public function version(): ?string {
		return defined( 'REDIRECTION_VERSION' ) ? (string) REDIRECTION_VERSION : null;
	}

	public function is_known(): bool {
		$version = $this->version();
		return null !== $version
			&& version_compare( $version, self::VERSIONS[0], '>=' )
			&& version_compare( $version, self::VERSIONS[1], '<' )
			&& ! array_filter( self::TAUGHT, 'has_filter' );
	}

	public function turn(): array {
		return array( 'init', 9 );
	}

	public function hold(): bool {
		$module = is_callable( array( 'Redirection', 'init' ) ) ? \Redirection::init()->get_module() : null;
		if ( ! $module || ! has_action( 'init', array( $module, 'init' ) ) || ! has_action( 'init', array( $module, 'canonical_domain' ) ) ) {
			return false;
		}
		remove_action( 'init', array( $module, 'canonical_domain' ) );
		remove_action( 'init', array( $module, 'init' ) );
		$this->held = $module;
		return true;
	}

	public function resume( bool $settled ): void {
		$module     = $this->held;
		$this->held = null;
		if ( ! $module ) {
			return;
		}
		// Asks no database: the site's address, its scheme, its aliases.
		$module->canonical_domain();
		if ( ! $settled ) {
			$module->init();
		}
	}

	public function changes(): array {
		return array(
			'redirection_redirect_updated',
			'redirection_redirect_deleted',
			'redirection_redirect_enabled',
			'redirection_redirect_disabled',
			'redirection_monitor_created',
			'add_option_redirection_options',
			'update_option_redirection_options',
		);
	}

	public function route(): string {
		return '/redirection/v1/';
	}
}
