<?php
/**
 * How rules are.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

use Detour\WordPress\Audit\Findings;

// phpcs:disable WordPress.DB -- SQL for numbers of rules; names of tables and columns are ours.

/**
 * Says of a rule in a list what the filter of that name asks for; see ListQuery::HEALTH.
 */
final class Health {
	/**
	 * The worst that the last audit has found of each of some rules, if nobody ignores it.
	 *
	 * @param string $ids Numbers of the rules, with commas between.
	 * @return array<int, string> Severities by number.
	 */
	public static function found( string $ids ): array {
		global $wpdb;
		$rows = $wpdb->get_results( 'SELECT rule, MIN(severity) AS worst FROM ' . Schema::table( 'findings' ) . " WHERE reason IS NULL AND rule IN ($ids) GROUP BY rule", ARRAY_A );
		return array_map( static fn( string $worst ): string => Findings::SEVERITIES[ (int) $worst ], array_column( (array) $rows, 'worst', 'rule' ) );
	}

	/**
	 * The worst that can be said of a rule; null if nothing can.
	 *
	 * @param array       $rule  Rule.
	 * @param bool        $acted Whether it has ever acted.
	 * @param string|null $found What found() tells of it.
	 * @return string|null One of ListQuery::HEALTH.
	 */
	public static function of( array $rule, bool $acted, ?string $found ): ?string {
		$until = $rule['schedule']['until'] ?? null;
		$end   = is_string( $until ) ? strtotime( $until ) : false;
		return match ( true ) {
			'error' === $found, 'warning' === $found => $found,
			false !== $end && $end <= time()         => 'expired',
			null !== $found                          => $found,
			! $acted                                 => 'never-hit',
			default                                  => null,
		};
	}
}
