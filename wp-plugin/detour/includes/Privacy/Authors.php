<?php
/**
 * Who made which change.
 *
 * @package Detour
 */

namespace Detour\WordPress\Privacy;

use Detour\WordPress\Rules\Schema;

// phpcs:disable WordPress.DB -- The place for SQL by user; names of tables and columns are ours, values go through prepare().

/**
 * Users as the history and the rules name them.
 */
final class Authors {
	/**
	 * When a user changed what, the last first.
	 *
	 * @param int $user     Number of the user.
	 * @param int $page     Page, from 1.
	 * @param int $per_page Entries on a page.
	 * @return array[] Rows with time, action and rule.
	 */
	public function changes( int $user, int $page, int $per_page ): array {
		global $wpdb;
		return $wpdb->get_results(
			$wpdb->prepare( 'SELECT time, action, rule, batch FROM ' . Schema::table( 'history' ) . ' WHERE user_id = %d ORDER BY batch DESC, rule LIMIT %d OFFSET %d', $user, $per_page, ( $page - 1 ) * $per_page ),
			ARRAY_A
		);
	}

	/**
	 * When a user changed which rules last, by number.
	 *
	 * @param int $user     Number of the user.
	 * @param int $page     Page, from 1.
	 * @param int $per_page Rules on a page.
	 * @return array[] Rows with id, source and updated_at.
	 */
	public function rules( int $user, int $page, int $per_page ): array {
		global $wpdb;
		return $wpdb->get_results(
			$wpdb->prepare( 'SELECT id, source, updated_at FROM ' . Schema::rules_table() . ' WHERE updated_by = %d ORDER BY id LIMIT %d OFFSET %d', $user, $per_page, ( $page - 1 ) * $per_page ),
			ARRAY_A
		);
	}

	/**
	 * Forgets that it was a user. What was changed stays as it is, so this is no change of the rules.
	 *
	 * @param int $user  Number of the user.
	 * @param int $limit Rows of each table at most.
	 * @return int Most rows of a table that no longer name the user; as many as the limit if there may be more.
	 */
	public function forget( int $user, int $limit ): int {
		global $wpdb;
		$rows = 0;
		foreach ( array( Schema::table( 'history' ) => 'user_id', Schema::rules_table() => 'updated_by' ) as $table => $column ) {
			$rows = max( $rows, (int) $wpdb->query( $wpdb->prepare( "UPDATE $table SET $column = 0 WHERE $column = %d LIMIT %d", $user, $limit ) ) );
		}
		return $rows;
	}
}
