<?php
/**
 * The history of the rules.
 *
 * @package Detour
 */

namespace Detour\WordPress\History;

use Detour\WordPress\Rules\Schema;
use WP_Error;

// phpcs:disable WordPress.DB -- The place for SQL that reads the history; names of tables and columns are ours, values go through prepare().

/**
 * Reads the history, and forgets what is too old. Recorder writes it.
 */
final class Log {
	/**
	 * Entries that one statement deletes.
	 */
	private const STEP = 1000;

	/**
	 * Changes, the last first; each with the first of its rules.
	 *
	 * @param array{rule?: int, user?: int, action?: string} $filter   Only changes like this.
	 * @param int                                            $page     Page, from 1.
	 * @param int                                            $per_page Changes on a page.
	 * @return array{changes: array[], total: int}|WP_Error
	 */
	public function changes( array $filter, int $page, int $per_page ) {
		global $wpdb;
		$table = Schema::table( 'history' );
		$where = $this->where( $filter );
		$limit = $wpdb->prepare( 'LIMIT %d OFFSET %d', $per_page, ( $page - 1 ) * $per_page );
		$total = (int) $wpdb->get_var( "SELECT COUNT(DISTINCT batch) FROM $table WHERE $where" );
		$error = $wpdb->last_error;
		// Sizes and first rules of a page's changes only: those of all would be read for nothing.
		$rows  = $wpdb->get_results(
			"SELECT entry.*, entries FROM (SELECT batch, MIN(rule) AS rule, COUNT(*) AS entries FROM $table WHERE $where GROUP BY batch ORDER BY batch DESC $limit) AS page
			INNER JOIN $table AS entry USING (batch, rule) ORDER BY batch DESC",
			ARRAY_A
		);
		$error = $error ? $error : $wpdb->last_error;
		return $error ? self::unreadable( $error ) : array(
			'changes' => array_map( static fn( array $row ): array => Entry::of( $row ) + array( 'entries' => (int) $row['entries'] ), $rows ),
			'total'   => $total,
		);
	}

	/**
	 * What one change did to each of its rules, in their order.
	 *
	 * @param int $batch    Number of the change.
	 * @param int $page     Page, from 1.
	 * @param int $per_page Entries on a page.
	 * @return array{entries: array[], total: int}|WP_Error
	 */
	public function entries( int $batch, int $page, int $per_page ) {
		global $wpdb;
		$table = Schema::table( 'history' );
		$rows  = $wpdb->get_results( $wpdb->prepare( "SELECT * FROM $table WHERE batch = %d ORDER BY rule LIMIT %d OFFSET %d", $batch, $per_page, ( $page - 1 ) * $per_page ), ARRAY_A );
		if ( $wpdb->last_error ) {
			return self::unreadable( $wpdb->last_error );
		}
		return array(
			'entries' => array_map( array( Entry::class, 'of' ), $rows ),
			'total'   => (int) $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM $table WHERE batch = %d", $batch ) ),
		);
	}

	/**
	 * Rules that a change has touched, before and afterwards, as JSON; at most some.
	 *
	 * @param int $batch Number of the change.
	 * @param int $limit Entries.
	 * @return string[][] Pairs.
	 */
	public function images( int $batch, int $limit ): array {
		global $wpdb;
		return $wpdb->get_results( $wpdb->prepare( 'SELECT old_rule, new_rule FROM ' . Schema::table( 'history' ) . ' WHERE batch = %d AND rule > 0 LIMIT %d', $batch, $limit ), ARRAY_N );
	}

	/**
	 * What can be taken back of a change, and whether somebody has changed it since.
	 *
	 * @param int      $batch Number of the change.
	 * @param int|null $rule  Only this rule of it; 0 stands for the settings.
	 * @return array[] Rows with `is_there` and `changed` as '0' or '1'.
	 */
	public function reversible( int $batch, ?int $rule ): array {
		global $wpdb;
		$table    = Schema::table( 'history' );
		$rules    = Schema::rules_table();
		$settings = Schema::settings_table();
		$image    = Recorder::IMAGE;
		$only     = null === $rule ? '' : $wpdb->prepare( 'AND history.rule = %d', $rule );
		return $wpdb->get_results(
			$wpdb->prepare(
				"SELECT history.*, rules.id IS NOT NULL AS is_there,
				NOT (CAST(history.new_rule AS BINARY) <=> CAST(IF(history.rule = 0, settings.value, $image) AS BINARY)) AS changed
				FROM $table AS history LEFT JOIN $rules AS rules ON rules.id = history.rule LEFT JOIN $settings AS settings ON settings.name = 'site'
				WHERE history.batch = %d $only ORDER BY history.rule",
				$batch
			),
			ARRAY_A
		);
	}

	/**
	 * Deletes entries that are too old.
	 *
	 * @param int $days  Days to keep.
	 * @param int $steps Statements at most: the rest has to wait.
	 * @return bool Whether more are left.
	 */
	public function prune( int $days, int $steps ): bool {
		global $wpdb;
		$statement = $wpdb->prepare( 'DELETE FROM ' . Schema::table( 'history' ) . ' WHERE time < UNIX_TIMESTAMP() - %d ORDER BY time LIMIT %d', $days * DAY_IN_SECONDS, self::STEP );
		for ( $step = 0; $step < $steps; $step++ ) {
			if ( (int) $wpdb->query( $statement ) < self::STEP ) {
				return false;
			}
		}
		return true;
	}

	/**
	 * The condition of a list.
	 *
	 * @param array{rule?: int, user?: int, action?: string} $filter Only changes like this.
	 */
	private function where( array $filter ): string {
		global $wpdb;
		$conditions = array( '1 = 1' );
		foreach ( array( 'rule' => 'rule = %d', 'user' => 'user_id = %d', 'action' => 'action = %s' ) as $name => $condition ) {
			if ( isset( $filter[ $name ] ) ) {
				$conditions[] = $wpdb->prepare( $condition, $filter[ $name ] );
			}
		}
		return implode( ' AND ', $conditions );
	}

	/**
	 * The error for a history that can't be read.
	 *
	 * @param string $error Error of the database.
	 */
	private static function unreadable( string $error ): WP_Error {
		/* translators: %s: error message of the database. */
		return new WP_Error( 'detour_database', sprintf( __( 'The history could not be read from the database: %s', 'detour' ), $error ), array( 'status' => 500 ) );
	}
}
