<?php
/**
 * The screen Tools → Detour.
 *
 * @package Detour
 */

namespace Detour\WordPress\Admin;

use Detour\WordPress\Capability;

/**
 * Adds the screen and loads its scripts. The scripts speak with the REST routes; nothing is posted to this page.
 */
final class Page {
	private const SLUG = 'detour';

	/**
	 * Scripts in the order of their dependence, with what WordPress brings for each.
	 */
	private const SCRIPTS = array(
		'detour-live'     => array( 'live.js', array( 'wp-api-fetch', 'wp-a11y' ) ),
		'detour-form'     => array( 'form.js', array( 'wp-api-fetch', 'wp-i18n', 'wp-a11y' ) ),
		'detour-settings' => array( 'settings.js', array( 'wp-api-fetch', 'wp-i18n', 'wp-a11y', 'detour-live' ) ),
		'detour-admin'    => array( 'admin.js', array( 'wp-api-fetch', 'wp-i18n', 'wp-a11y', 'wp-url', 'detour-live', 'detour-form' ) ),
	);

	/**
	 * Name that WordPress gave the screen.
	 *
	 * @var string
	 */
	private string $hook = '';

	/**
	 * Takes the plugin's main file.
	 *
	 * @param string $file Absolute path of detour.php.
	 */
	public function __construct( private string $file ) {}

	/**
	 * Adds the screen to the menu.
	 */
	public function add(): void {
		$this->hook = (string) add_management_page(
			__( 'Detour', 'detour' ),
			__( 'Detour', 'detour' ),
			Capability::name(),
			self::SLUG,
			array( $this, 'render' )
		);
	}

	/**
	 * Loads the scripts and the style sheet on our screen only.
	 *
	 * @param string $hook Name of the current screen.
	 */
	public function enqueue( $hook ): void {
		if ( '' === $this->hook || $hook !== $this->hook ) {
			return;
		}
		foreach ( self::SCRIPTS as $handle => list( $script, $dependencies ) ) {
			wp_enqueue_script( $handle, plugins_url( "assets/$script", $this->file ), $dependencies, DETOUR_PLUGIN_VERSION, array( 'in_footer' => true ) );
			wp_set_script_translations( $handle, 'detour' );
		}
		wp_enqueue_style( 'detour-admin', plugins_url( 'assets/admin.css', $this->file ), array(), DETOUR_PLUGIN_VERSION );
	}

	/**
	 * Prints the screen.
	 */
	public function render(): void {
		if ( ! current_user_can( Capability::name() ) ) {
			wp_die( esc_html__( 'Your account may not manage redirects.', 'detour' ), '', array( 'response' => 403 ) );
		}
		require __DIR__ . '/views/page.php';
	}

	/**
	 * Adds a link to the screen in the list of plugins.
	 *
	 * @param string[] $links Links below the plugin's name.
	 * @return string[]
	 */
	public function action_links( $links ) {
		if ( current_user_can( Capability::name() ) ) {
			array_unshift(
				$links,
				sprintf( '<a href="%s">%s</a>', esc_url( admin_url( 'tools.php?page=' . self::SLUG ) ), esc_html__( 'Redirects', 'detour' ) )
			);
		}
		return $links;
	}
}
