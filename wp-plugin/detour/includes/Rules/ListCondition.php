<?php
/**
 * The filters of a list of rules, in SQL.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

use Detour\WordPress\Audit\Findings;

// phpcs:disable WordPress.DB -- Parts of a query; names of tables and columns are ours, values go through prepare().

/**
 * Turns a ListQuery into the condition for rows of the table of rules, which the query names `rules`.
 */
final class ListCondition {
	/**
	 * When a rule's schedule ends, as a time in UTC. Most rules have none, which is seen before any JSON is read.
	 */
	private const UNTIL = "JSON_UNQUOTE(JSON_EXTRACT(rules.rule, '$.schedule.until'))";

	/**
	 * The note of a rule that the plugin has not saved itself: the agent's imports leave its column NULL.
	 */
	private const UNCOPIED_NOTE = "rules.note IS NULL AND JSON_VALID(rules.rule) AND LOCATE(LOWER(%s), LOWER(JSON_UNQUOTE(JSON_EXTRACT(rules.rule, '$.note'))))";

	/**
	 * The condition; `1 = 1` if nothing is filtered.
	 *
	 * @param ListQuery $query What to show.
	 */
	public static function of( ListQuery $query ): string {
		global $wpdb;
		$conditions = array( '1 = 1' );
		if ( '' !== $query->search ) {
			// A third of the time of LIKE, and as blind to upper and lower case.
			$conditions[] = $wpdb->prepare( '(LOCATE(%s, source) OR LOCATE(%s, target) OR LOCATE(%s, rules.note) OR (' . self::UNCOPIED_NOTE . '))', array_fill( 0, 4, $query->search ) );
		}
		if ( null !== $query->enabled ) {
			$conditions[] = $wpdb->prepare( 'enabled = %d', (int) $query->enabled );
		}
		foreach ( array( 'code' => $query->codes, 'kind' => $query->kinds, 'dialect' => $query->dialects ) as $column => $values ) {
			if ( $values ) {
				$conditions[] = $wpdb->prepare( "$column IN (" . implode( ', ', array_fill( 0, count( $values ), '%s' ) ) . ')', $values );
			}
		}
		if ( null !== $query->group ) {
			$conditions[] = $wpdb->prepare( 'rule_group = %s', $query->group );
		}
		if ( $query->health ) {
			$conditions[] = '(' . implode( ' OR ', array_map( array( self::class, 'health' ), $query->health ) ) . ')';
		}
		return implode( ' AND ', $conditions );
	}

	/**
	 * The condition for one of ListQuery::HEALTH.
	 *
	 * @param string $health Which.
	 */
	private static function health( string $health ): string {
		global $wpdb;
		$until = self::UNTIL;
		return match ( $health ) {
			'never-hit' => 'hits_before = 0 AND rules.last_hit IS NULL AND NOT EXISTS (SELECT 1 FROM ' . Schema::table( 'rule_hits' ) . ' AS hit WHERE hit.rule = rules.id)',
			// The offset is written as CONVERT_TZ() takes it, or as a Z.
			'expired'   => "LOCATE('\"until\":', CAST(rules.rule AS BINARY)) AND JSON_VALID(rules.rule) AND CONVERT_TZ(CAST(REPLACE(LEFT($until, 19), 'T', ' ') AS DATETIME), IF($until REGEXP '[+-][0-9]{2}:[0-9]{2}$', RIGHT($until, 6), '+00:00'), '+00:00') <= UTC_TIMESTAMP()",
			default     => $wpdb->prepare( 'rules.id IN (SELECT rule FROM ' . Schema::table( 'findings' ) . ' WHERE severity = %d AND reason IS NULL)', array_search( $health, Findings::SEVERITIES, true ) ),
		};
	}
}
