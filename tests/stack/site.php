<?php
/**
 * Sets up a WordPress from the command line, as its installer and its plugin screen would.
 *
 *   php site.php install ROOT URL TITLE USER PASSWORD
 *   php site.php activate ROOT PLUGIN
 *
 * Two runs, because a plugin is to be activated by a WordPress that is installed
 * and not by one that is installing.
 */

[ , $command, $root ] = $argv;

if ( 'install' === $command ) {
	define( 'WP_INSTALLING', true );

	// The installer would mail the password to an address that doesn't exist.
	function wp_new_blog_notification() {}

	$url                    = $argv[3];
	$_SERVER['HTTP_HOST']   = parse_url( $url, PHP_URL_HOST ) . ':' . parse_url( $url, PHP_URL_PORT );
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

$_SERVER['HTTP_HOST']   = 'localhost';
$_SERVER['REQUEST_URI'] = '/wp-admin/plugins.php';
define( 'WP_ADMIN', true );
require $root . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';
wp_set_current_user( 1 );

$error = activate_plugin( $argv[3] );
if ( is_wp_error( $error ) ) {
	fwrite( STDERR, $argv[3] . ': ' . $error->get_error_message() . "\n" );
	exit( 1 );
}
