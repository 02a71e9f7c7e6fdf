<?php
/**
 * Starts a real WordPress for the tests.
 *
 * DETOUR_WP_DIR names a WordPress that is installed, with this plugin in wp-content/plugins/detour and active.
 * DETOUR_WP_HOST is the host of its address; without it, localhost. Only a network needs to know.
 * The PHP extension must be loaded: tests that need it fail without it, none is skipped.
 *
 * @package Detour
 */

( static function (): void {
	$directory = getenv( 'DETOUR_WP_DIR' );
	$fail      = static function ( string $message ): void {
		fwrite( STDERR, "\n$message\n" );
		exit( 1 );
	};
	if ( ! $directory ) {
		$fail( 'DETOUR_WP_DIR is not set. Set it to the directory of an installed WordPress that has this plugin active.' );
	}
	if ( ! is_file( "$directory/wp-load.php" ) ) {
		$fail( "DETOUR_WP_DIR is \"$directory\", and there is no wp-load.php in it. Set it to the directory of an installed WordPress." );
	}
	if ( ! extension_loaded( 'detour' ) ) {
		fwrite( STDERR, "\nThe PHP extension is not loaded, so the tests that need it will fail. Run: php -d extension=/path/to/libdetour.so /usr/bin/phpunit\n" );
	}

	$host                   = getenv( 'DETOUR_WP_HOST' );
	$_SERVER['HTTP_HOST']   = $host ? $host : 'localhost';
	$_SERVER['REQUEST_URI'] = '/';
	$_SERVER['REMOTE_ADDR'] = '127.0.0.1';
	define( 'WP_USE_THEMES', false );

	// PHPUnit includes this file inside a function, and WordPress expects its variables to be global ones.
	$load = static function ( string $file ): void {
		global $wpdb, $wp, $wp_query, $wp_the_query, $wp_rewrite, $wp_locale, $table_prefix, $blog_id, $current_user, $wp_version, $current_site, $current_blog, $domain, $path, $site_id, $public;
		require $file;
	};
	$load( "$directory/wp-load.php" );

	if ( ! class_exists( Detour\WordPress\Plugin::class ) || ! has_action( 'detour_rules_changed' ) ) {
		$fail( "The plugin is not active in the WordPress of $directory. Activate it, then run the tests again." );
	}
	$under_test = realpath( dirname( __DIR__ ) . '/includes/Plugin.php' );
	$loaded     = realpath( ( new ReflectionClass( Detour\WordPress\Plugin::class ) )->getFileName() );
	if ( hash_file( 'sha256', $under_test ) !== hash_file( 'sha256', $loaded ) ) {
		$fail( "WordPress runs the plugin from $loaded, which is not the code beside these tests. Link or copy it anew." );
	}
	require_once ABSPATH . 'wp-admin/includes/admin.php';
	require_once __DIR__ . '/TestCase.php';
	require_once __DIR__ . '/EventRows.php';
} )();
