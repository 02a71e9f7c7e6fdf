<?php
/**
 * Does the first steps of another plugin with redirects, once it is active, which its own screens would ask for.
 *
 *   php peers.php ROOT URL redirection|seo-by-rank-math
 */

[ , $root, $url, $peer ] = $argv;

$_SERVER['HTTP_HOST']   = parse_url( $url, PHP_URL_HOST ) . ':' . parse_url( $url, PHP_URL_PORT );
$_SERVER['REQUEST_URI'] = '/wp-admin/plugins.php';
define( 'WP_ADMIN', true );
require $root . '/wp-load.php';
wp_set_current_user( 1 );

function first_steps_of_redirection() {
	require_once WP_PLUGIN_DIR . '/redirection/database/database.php';
	return Red_Database::get_latest_database()->install();
}

function first_steps_of_rank_math() {
	// Without an account, or this option, the plugin loads its registration and nothing else.
	update_option( 'rank_math_registration_skip', true );
	update_option( 'rank_math_is_configured', true );
	delete_transient( '_rank_math_activation_redirect' );
	// Of all that it does, only what the others do.
	update_option( 'rank_math_modules', array( 'redirections' ) );
	return RankMath\Installer::create_tables( array( 'redirections' ) );
}

$result = match ( $peer ) {
	'redirection'      => first_steps_of_redirection(),
	'seo-by-rank-math' => first_steps_of_rank_math(),
};
if ( is_wp_error( $result ) ) {
	fwrite( STDERR, $peer . ': ' . $result->get_error_message() . "\n" );
	exit( 1 );
}
