<?php
/**
 * Rules that let pages name others, in the database.
 *
 * @package Detour
 */

namespace Detour\WordPress\Links;

use Detour\WordPress\Rules\RuleJson;
use Detour\WordPress\Rules\Schema;

// phpcs:disable WordPress.DB -- SQL over all rules; names of tables and columns are ours, values go through prepare().

/**
 * Finds the rules with `canonical` or `alternates`.
 */
final class Rules {
	/**
	 * Most of them: what is made of them is loaded with every page.
	 */
	public const MOST = 300;

	/**
	 * How these fields look in the JSON of a rule. No text in it can: its quotation marks would have backslashes.
	 */
	private const SIGNS = array( '"canonical":true', '"alternates":{' );

	/**
	 * Whether a rule is one of them.
	 *
	 * @param string $json Rule.
	 */
	public static function is_one( string $json ): bool {
		return str_contains( $json, self::SIGNS[0] ) || str_contains( $json, self::SIGNS[1] );
	}

	/**
	 * Those that are enabled, in their order.
	 *
	 * @return array[]
	 */
	public function enabled(): array {
		global $wpdb;
		$table = Schema::rules_table();
		$rows  = $wpdb->get_results( $wpdb->prepare( "SELECT id, position, enabled, rule, kind, source FROM $table WHERE enabled = 1 AND (LOCATE(%s, CAST(rule AS BINARY)) OR LOCATE(%s, CAST(rule AS BINARY))) ORDER BY position, id LIMIT %d", ...self::SIGNS, ...array( self::MOST ) ), ARRAY_A );
		return array_map( array( RuleJson::class, 'decode' ), $rows );
	}
}
