<?php
/**
 * Shows the home page to a visitor and prints, as JSON, which files of the plugin that took. PluginTest runs this in a process of its own,
 * because the one with the tests has loaded them all.
 *
 * @package Detour
 */

$host                   = getenv( 'DETOUR_WP_HOST' );
$_SERVER['HTTP_HOST']   = $host ? $host : 'localhost';
$_SERVER['REQUEST_URI'] = '/';
$_SERVER['REMOTE_ADDR'] = '127.0.0.1';
define( 'WP_USE_THEMES', true );
ob_start();
require getenv( 'DETOUR_WP_DIR' ) . '/wp-blog-header.php';
$page = ob_get_clean();

$directory = WP_PLUGIN_DIR . '/detour/includes/';
$files     = array();
foreach ( get_included_files() as $file ) {
	if ( str_starts_with( $file, realpath( $directory ) . '/' ) ) {
		$files[] = substr( $file, strlen( realpath( $directory ) ) + 1 );
	}
}
echo wp_json_encode(
	array(
		'page'  => str_contains( $page, '</html>' ),
		'files' => $files,
	)
);
