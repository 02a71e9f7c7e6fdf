<?php
/**
 * The revision of the rules.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

use Detour\WordPress\History\Recorder;
use Throwable;
use WP_Error;

// phpcs:disable WordPress.DB -- Names of tables and columns are ours, values go through prepare().

/**
 * Counts the changes of the rules, and carries each out in one transaction with the next number.
 */
final class Revision {
	/**
	 * The revision as committed.
	 */
	public function current(): int {
		return $this->state( 'revision' );
	}

	/**
	 * Seconds since the plugin last changed a rule, by the database's own clock.
	 */
	public function seconds_since_change(): int {
		global $wpdb;
		return max( 0, (int) $wpdb->get_var( 'SELECT UNIX_TIMESTAMP()' ) - $this->state( 'changed_at' ) );
	}

	/**
	 * Runs a change in one transaction together with the next revision.
	 *
	 * The revision is raised first: its row is the lock that lets one writer in at a time, so two can't deadlock.
	 *
	 * @param string   $action What is done, one of Recorder::ACTIONS.
	 * @param callable $work   Takes the open Change; gives an array to answer with, or a WP_Error.
	 * @return array|WP_Error What $work gave, with `revision`.
	 */
	public function raise( string $action, callable $work ) {
		global $wpdb;
		$quiet   = $wpdb->suppress_errors();
		$retries = $wpdb->reconnect_retries;
		try {
			DatabaseError::check( $wpdb->query( 'START TRANSACTION' ) );
			// A new connection would be outside of the transaction: better to fail than to save one half.
			$wpdb->reconnect_retries = 0;

			$table = Schema::state_table();
			DatabaseError::check( $wpdb->query( "INSERT INTO $table (name, value) VALUES ('revision', 1) ON DUPLICATE KEY UPDATE value = value + 1" ) );
			DatabaseError::check( $wpdb->query( "INSERT INTO $table (name, value) VALUES ('changed_at', UNIX_TIMESTAMP()) ON DUPLICATE KEY UPDATE value = VALUES(value)" ) );
			$revision = $this->current();
			$history  = new Recorder( $revision, $action );
			$result   = $work( new Change( $revision, $history ) );
			if ( is_wp_error( $result ) ) {
				$wpdb->query( 'ROLLBACK' );
				return $result;
			}
			$history->finish();
			$result['revision'] = $revision;
			DatabaseError::check( $wpdb->query( 'COMMIT' ) );
		} catch ( DatabaseError $error ) {
			$wpdb->query( 'ROLLBACK' );
			return new WP_Error(
				'detour_database',
				/* translators: %s: error message of the database. */
				sprintf( __( 'Nothing was changed: the database refused (%s). Try again; if it happens again, check the database user\'s rights and the free disk space.', 'detour' ), $error->getMessage() ),
				array( 'status' => 500 )
			);
		} catch ( Throwable $error ) {
			$wpdb->query( 'ROLLBACK' );
			throw $error;
		} finally {
			$wpdb->reconnect_retries = $retries;
			$wpdb->suppress_errors( $quiet );
		}

		/**
		 * Fires after a change of the rules was committed.
		 *
		 * @param int $revision New revision.
		 */
		do_action( 'detour_rules_changed', $revision );
		return $result;
	}

	/**
	 * A value of the state table.
	 *
	 * @param string $name Name of the row.
	 */
	private function state( string $name ): int {
		global $wpdb;
		return (int) $wpdb->get_var( $wpdb->prepare( 'SELECT value FROM ' . Schema::state_table() . ' WHERE name = %s', $name ) );
	}
}
