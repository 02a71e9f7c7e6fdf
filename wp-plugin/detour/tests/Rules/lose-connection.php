<?php
/**
 * Loses the database connection in the middle of a change. RepositoryTest runs this in a process of its own, because WordPress then dies.
 *
 * Arguments: prefix of the tables, number of a rule.
 *
 * @package Detour
 */

use Detour\WordPress\Rules\Repository;

$host                 = getenv( 'DETOUR_WP_HOST' );
$_SERVER['HTTP_HOST'] = $host ? $host : 'localhost';
require getenv( 'DETOUR_WP_DIR' ) . '/wp-load.php';

$wpdb->prefix = $argv[1];
$connection   = (int) $wpdb->get_var( 'SELECT CONNECTION_ID()' );
$result       = ( new Repository() )->update(
	(int) $argv[2],
	static function ( array $rule ) use ( $connection ): array {
		$other = new wpdb( DB_USER, DB_PASSWORD, DB_NAME, DB_HOST );
		$other->query( "KILL $connection" );
		echo 'killed';
		usleep( 100000 );
		return array( 'note' => 'half' ) + $rule;
	}
);
echo is_wp_error( $result ) ? ' error' : ' saved';
