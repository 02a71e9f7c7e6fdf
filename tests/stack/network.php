<?php
/**
 * Turns a WordPress into a network, and does there what its screens would.
 *
 *   php network.php found ROOT DOMAIN
 *   php network.php activate ROOT DOMAIN PLUGIN
 *   php network.php blog ROOT DOMAIN NEW_DOMAIN NEW_PATH
 *   php network.php delete ROOT DOMAIN BLOG
 *   php network.php rule ROOT DOMAIN PATH JSON
 *
 * Runs of their own, because a WordPress is a network, or a certain blog of one, from its start on. Between the first and
 * the second, wp-config.php gets the constants of a network.
 */

[ , $command, $root, $domain ] = $argv;

$_SERVER['HTTP_HOST']   = $domain;
$_SERVER['REQUEST_URI'] = 'rule' === $command ? $argv[4] : '/wp-admin/network/';
define( 'WP_ADMIN', true );
require $root . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';
wp_set_current_user( 1 );

function found( string $domain ) {
	global $wpdb;
	require_once ABSPATH . 'wp-admin/includes/network.php';
	foreach ( $wpdb->tables( 'ms_global' ) as $name => $table ) {
		$wpdb->$name = $table;
	}
	install_network();
	update_option( 'siteurl', "http://$domain" );
	update_option( 'home', "http://$domain" );
	return populate_network( 1, $domain, wp_get_current_user()->user_email, 'Network', '/', false );
}

function add_rule( string $json ) {
	$request = new WP_REST_Request( 'POST', '/detour/v1/rules' );
	$request->set_header( 'Content-Type', 'application/json' );
	$request->set_body( $json );
	$answer = rest_do_request( $request );
	return $answer->is_error() ? $answer->as_error() : $answer->get_data();
}

$result = match ( $command ) {
	'found'    => found( $domain ),
	'activate' => activate_plugin( $argv[4], '', true ),
	'blog'     => wp_insert_site( array( 'domain' => $argv[4], 'path' => $argv[5], 'title' => 'Blog', 'user_id' => 1 ) ),
	'delete'   => wp_delete_site( (int) $argv[4] ),
	'rule'     => add_rule( $argv[5] ),
};
if ( is_wp_error( $result ) ) {
	fwrite( STDERR, $command . ': ' . $result->get_error_message() . "\n" );
	exit( 1 );
}
