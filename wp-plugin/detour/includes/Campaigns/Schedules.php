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
	 * Most rules, or kinds of schedules, that are read, all groups together.
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
	 * @return array<string, array{name: string, enabled: bool, schedule: array{from?: string, until?: string}, rules: int}[]>
	 */
	public function groups( ?string $group = null ): array {
		$named     = null === $group ? array() : array( $group );
		$scheduled = $this->count( true, $named );
		$others    = $scheduled ? $this->count( false, array_unique( array_column( $scheduled, 'name' ) ) ) : array();
		$found     = array();
		// By name as the database compares it.
		foreach ( array( ...$scheduled, ...$others ) as $row ) {
			$schedule = json_decode( $row->schedule, true );

			$found[ mb_strtolower( remove_accents( $row->name ) ) ][] = array(
				'name'     => $row->name,
				'enabled'  => (bool) $row->enabled,
				'schedule' => array_filter( (array) $schedule, 'is_string' ),
				'rules'    => (int) $row->rules,
			);
		}
		return array_column( array_map( static fn( array $parts ): array => array( $parts[0]['name'], $parts ), $found ), 1, 0 );
	}

	/**
	 * Enabled rules that have a schedule.
	 *
	 * @return array[]
	 */
	public function enabled(): array {
		global $wpdb;
		$rows = $wpdb->get_results( $wpdb->prepare( 'SELECT id, position, enabled, rule, kind, source FROM ' . Schema::rules_table() . ' WHERE enabled = 1 AND LOCATE(%s, CAST(rule AS BINARY)) LIMIT %d', self::BEGIN, self::MOST ), ARRAY_A );
		return array_map( array( RuleJson::class, 'decode' ), $rows );
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

	/**
	 * How many rules of which groups have which schedule.
	 *
	 * Two questions for all groups: in one, the database would look through all rules for each group. Bytes are found in a
	 * tenth of the time that letters take.
	 *
	 * @param bool     $scheduled Rules with a schedule, or those without.
	 * @param string[] $groups    Only these groups; none for all.
	 * @return object[] Name, enabled, schedule (JSON) and rules.
	 */
	private function count( bool $scheduled, array $groups ): array {
		global $wpdb;
		$begin    = $wpdb->prepare( '%s', self::BEGIN );
		$schedule = $scheduled ? "CONCAT('{', SUBSTRING_INDEX(SUBSTRING_INDEX(CAST(rule AS BINARY), $begin, -1), '}', 1), '}')" : "'{}'";
		$where    = ( $scheduled ? '' : 'NOT ' ) . "LOCATE($begin, CAST(rule AS BINARY))";
		if ( $groups ) {
			$where .= $wpdb->prepare( ' AND rule_group IN (' . implode( ', ', array_fill( 0, count( $groups ), '%s' ) ) . ')', array_values( $groups ) );
		}
		return $wpdb->get_results( "SELECT MIN(rule_group) AS name, enabled, $schedule AS schedule, COUNT(*) AS rules FROM " . Schema::rules_table() . " WHERE rule_group <> '' AND $where GROUP BY rule_group, enabled, schedule ORDER BY rule_group LIMIT " . self::MOST );
	}
}
