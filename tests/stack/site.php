<?php
/**
 * Sets up a WordPress from the command line, as its installer and its plugin screen would.
 *
 *   php site.php install ROOT URL TITLE USER PASSWORD
 *   php site.php network ROOT URL
 *   php site.php activate ROOT URL PLUGIN site|network
 *
 * Runs of their own, because a plugin is to be activated by a WordPress that is installed
 * and not by one that is installing. wp-config.php says that there is a network once its tables are made.
 */

[ , $command, $root, $url ] = $argv;

$_SERVER['HTTP_HOST'] = parse_url( $url, PHP_URL_HOST ) . ':' . parse_url( $url, PHP_URL_PORT );

if ( 'install' === $command ) {
	define( 'WP_INSTALLING', true );

	// The installer would mail the password to an address that doesn't exist.
	function wp_new_blog_notification() {}

	$_SERVER['REQUEST_URI'] = '/wp-admin/install.php';
	$_SERVER['PHP_SELF']    = '/wp-admin/install.php';

	require $root . '/wp-load.php';
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';

	wp_install( $argv[4], $argv[5], $argv[5] . '@example.com', true, '', wp_slash( $argv[6] ) );
	update_option( 'siteurl', $url );
	update_option( 'home', $url );

	global $wp_rewrite;
	$wp_rewrite->init();
	$wp_rewrite->set_permalink_structure( '/%postname%/' );
	$wp_rewrite->flush_rules( false );
	exit( 0 );
}

$_SERVER['REQUEST_URI'] = '/wp-admin/plugins.php';
define( 'WP_ADMIN', true );
require $root . '/wp-load.php';
wp_set_current_user( 1 );

if ( 'network' === $command ) {
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	foreach ( $wpdb->tables( 'ms_global' ) as $name => $table ) {
		$wpdb->$name = $table;
	}
	install_network();
	$error = populate_network( 1, $_SERVER['HTTP_HOST'], wp_get_current_user()->user_email, 'Detour', '/', false );
	// A network puts /blog before the addresses of its first site.
	$wp_rewrite->set_permalink_structure( '/%postname%/' );
	$wp_rewrite->flush_rules( false );
} else {
	require_once ABSPATH . 'wp-admin/includes/plugin.php';
	$error = activate_plugin( $argv[4], '', 'network' === $argv[5] );
}
if ( is_wp_error( $error ) ) {
	fwrite( STDERR, "$command: " . $error->get_error_message() . "\n" );
	exit( 1 );
}
