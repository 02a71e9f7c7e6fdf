<?php
/**
 * Groups whose rules have a schedule, in the database.
 *
 * @package Detour
 */

namespace Detour\WordPress\Campaigns;

use Detour\WordPress\Rules\RuleJson;
use Detour\WordPress\Rules\Schema;

// phpcs:disable WordPress.DB -- SQL over all rules; names of tables and columns are ours, values go through prepare().

/**
 * Reads which rules of which groups are there when. The database cuts the schedules out of the rules, so a hundred thousand of
 * them cost PHP nothing.
 */
final class Schedules {
	/**
	 * Most kinds of schedules that are read, all groups together.
	 */
	private const MOST = 2000;

	/**
	 * How a schedule begins in the JSON of a rule. No text in it can: its quotation marks would have backslashes.
	 */
	private const BEGIN = '"schedule":{';

	/**
	 * Groups of which a rule has a schedule, with how many rules have which.
	 *
	 * @param string|null $group Only this group.
	 * @return array<string, array{enabled: bool, schedule: array{from?: string, until?: string}, rules: int}[]>
	 */
	public function groups( ?string $group = null ): array {
		global $wpdb;
		$table = Schema::rules_table();
		$begin = $wpdb->prepare( '%s', self::BEGIN );
		$which = null === $group ? "rule_group IN (SELECT rule_group FROM $table WHERE rule_group <> '' AND LOCATE($begin, rule))" : $wpdb->prepare( 'rule_group = %s', $group );
		$rows  = $wpdb->get_results(
			"SELECT MIN(rule_group) AS name, enabled, IF(LOCATE($begin, rule), CONCAT('{', SUBSTRING_INDEX(SUBSTRING_INDEX(rule, $begin, -1), '}', 1), '}'), '{}') AS schedule, COUNT(*) AS rules
			FROM $table WHERE $which GROUP BY rule_group, enabled, schedule ORDER BY rule_group LIMIT " . self::MOST
		);
		$found = array();
		foreach ( $rows as $row ) {
			$schedule = json_decode( $row->schedule, true );

			$found[ $row->name ][] = array(
				'enabled'  => (bool) $row->enabled,
				'schedule' => is_array( $schedule ) ? $schedule : array(),
				'rules'    => (int) $row->rules,
			);
		}
		return array_filter( $found, static fn( array $parts ): bool => (bool) array_filter( array_column( $parts, 'schedule' ) ) );
	}

	/**
	 * The rules of a group.
	 *
	 * @param string $group Group.
	 * @param int    $limit Most of them.
	 * @return array[]
	 */
	public function rules( string $group, int $limit ): array {
		global $wpdb;
		$rows = $wpdb->get_results( $wpdb->prepare( 'SELECT id, position, enabled, rule, kind, source FROM ' . Schema::rules_table() . ' WHERE rule_group = %s ORDER BY position, id LIMIT %d', $group, $limit ), ARRAY_A );
		return array_map( array( RuleJson::class, 'decode' ), $rows );
	}
}
