<?php
/**
 * Rules by the addresses they name.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

// phpcs:disable WordPress.DB -- SQL for the indexes of source and target; names of tables and columns are ours, values go through prepare().

/**
 * Finds rules by what is written in them. What they match is for the extension to say.
 */
final class Addresses {
	/**
	 * Rules with an exact source that name one of some paths.
	 *
	 * @param string   $column Where: `source` or `target`.
	 * @param string[] $values Spellings of the path.
	 * @return array[] In their order.
	 */
	public function exact( string $column, array $values ): array {
		global $wpdb;
		$table = Schema::rules_table();
		$rows  = $wpdb->get_results(
			$wpdb->prepare( "SELECT * FROM $table WHERE $column IN (" . implode( ', ', array_fill( 0, count( $values ), '%s' ) ) . ") AND kind = 'exact' ORDER BY position, id", $values ),
			ARRAY_A
		);
		// The database takes upper and lower case, and accents, for the same.
		return array_map( array( RuleJson::class, 'decode' ), array_filter( $rows, static fn( array $row ): bool => in_array( $row[ $column ], $values, true ) ) );
	}

	/**
	 * Enabled rules that have one of these targets.
	 *
	 * @param string[] $targets Spellings of a target.
	 * @param int      $limit   Most of them.
	 * @return array[] In their order.
	 */
	public function leading_to( array $targets, int $limit ): array {
		global $wpdb;
		$table = Schema::rules_table();
		$rows  = $wpdb->get_results(
			$wpdb->prepare( "SELECT * FROM $table WHERE target IN (" . implode( ', ', array_fill( 0, count( $targets ), '%s' ) ) . ') AND enabled = 1 ORDER BY position, id LIMIT %d', array( ...$targets, $limit ) ),
			ARRAY_A
		);
		return array_map( array( RuleJson::class, 'decode' ), $rows );
	}

	/**
	 * How many enabled rules have one of these targets.
	 *
	 * @param string[] $targets Spellings of a target.
	 */
	public function count_leading_to( array $targets ): int {
		global $wpdb;
		$table = Schema::rules_table();
		return (int) $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM $table WHERE target IN (" . implode( ', ', array_fill( 0, count( $targets ), '%s' ) ) . ') AND enabled = 1', $targets ) );
	}
}
