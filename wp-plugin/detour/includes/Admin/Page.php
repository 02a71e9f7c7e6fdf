<?php
/**
 * The screen Tools → Detour.
 *
 * @package Detour
 */

namespace Detour\WordPress\Admin;

use Detour\WordPress\Capability;
use Detour\WordPress\Rules\ListViews;
use Detour\WordPress\Rules\RuleJson;
use Detour\WordPress\Settings\Options;

/**
 * Adds the screen and loads the app, which speaks with the REST routes; nothing is posted to this page.
 *
 * The app's source is in app/, and is built into build/.
 */
final class Page {
	private const SLUG = 'detour';

	private const HANDLE = 'detour-app';

	/**
	 * Name that WordPress gave the screen.
	 *
	 * @var string
	 */
	private string $hook = '';

	/**
	 * Directory of the built app.
	 *
	 * @var string
	 */
	private string $build;

	/**
	 * Takes the plugin's main file.
	 *
	 * @param string      $file  Absolute path of detour.php.
	 * @param string|null $build Directory of the built app, for tests. Default build/ beside that file.
	 */
	public function __construct( private string $file, ?string $build = null ) {
		$this->build = $build ?? dirname( $file ) . '/build';
	}

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
		add_action( "load-{$this->hook}", static fn() => Help::add( get_current_screen() ), 10, 0 );
	}

	/**
	 * Loads the app on our screen only.
	 *
	 * @param string $hook Name of the current screen.
	 */
	public function enqueue( $hook ): void {
		if ( '' === $this->hook || $hook !== $this->hook || ! $this->is_built() ) {
			return;
		}
		$asset = require $this->build . '/index.asset.php';
		wp_enqueue_script( self::HANDLE, plugins_url( 'build/index.js', $this->file ), $asset['dependencies'], $asset['version'], array( 'in_footer' => true ) );
		wp_set_script_translations( self::HANDLE, 'detour', dirname( $this->file ) . '/languages' );
		// The app's tables and forms build upon the styles of WordPress' components.
		wp_enqueue_style( self::HANDLE, plugins_url( 'build/style-index.css', $this->file ), array( 'wp-components' ), $asset['version'] );
		wp_style_add_data( self::HANDLE, 'rtl', 'replace' );
		wp_add_inline_script( self::HANDLE, 'window.detour = ' . wp_json_encode( $this->site() ) . ';', 'before' );
	}

	/**
	 * Prints the place for the app.
	 */
	public function render(): void {
		if ( ! current_user_can( Capability::name() ) ) {
			wp_die( esc_html__( 'Your account may not manage redirects.', 'detour' ), '', array( 'response' => 403 ) );
		}
		echo '<div class="wrap detour"><h1 class="screen-reader-text">' . esc_html__( 'Detour', 'detour' ) . '</h1>';
		// Where WordPress and other plugins put their notices.
		echo '<hr class="wp-header-end">';
		if ( ! $this->is_built() ) {
			/* translators: 1: name of a directory, 2: a command. */
			$text = __( 'This screen has not been built: the directory %1$s is missing from the plugin. Install a released copy of the plugin, or run %2$s in its source.', 'detour' );
			printf( '<div class="notice notice-error inline"><p>%s</p></div>', esc_html( sprintf( $text, $this->build, 'cargo xtask app' ) ) );
		}
		printf(
			'<noscript><div class="notice notice-error inline"><p>%s</p></div></noscript>',
			esc_html__( 'This screen needs JavaScript. Without it, use the REST routes under detour/v1 or the command "detour".', 'detour' )
		);
		echo '<div id="detour-app"></div></div>';
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

	/**
	 * Whether the app is there.
	 */
	private function is_built(): bool {
		return is_file( $this->build . '/index.asset.php' );
	}

	/**
	 * What the app has to know of the site before it asks for anything.
	 *
	 * @return array{home: string, rest: string, roles: array<string, string>, redirectCodes: int[], respondCodes: array<int, string>, views: object, options: array}
	 */
	private function site(): array {
		$respond_codes = array();
		foreach ( RuleJson::RESPOND_CODES as $code ) {
			$respond_codes[ $code ] = get_status_header_desc( $code );
		}
		return array(
			'home'          => home_url(),
			'rest'          => rest_url( 'detour/v1/' ),
			'roles'         => array_map( 'translate_user_role', wp_roles()->get_names() ),
			'redirectCodes' => RuleJson::REDIRECT_CODES,
			'respondCodes'  => $respond_codes,
			'views'         => ListViews::all(),
			'options'       => Options::all(),
		);
	}
}
