<?php
/**
 * What the counters of a site say.
 *
 * @package Detour
 */

namespace Detour\WordPress\Insights;

use Detour\WordPress\Log\RuleNumber;
use Detour\WordPress\Rules\RuleJson;
use Detour\WordPress\Rules\Schema;

// phpcs:disable WordPress.DB -- This is the one place for SQL; names of tables and columns are ours, values go through prepare().

/**
 * Sums over hours that the agent has counted.
 */
final class Repository {
	/**
	 * Rules, and URLs without a page, at the top.
	 */
	private const TOP = 10;

	/**
	 * Rules with a series of their own.
	 */
	private const SERIES = 5;

	/**
	 * URLs without a page from which the top is taken, as some of them are ignored.
	 */
	private const MISSING = 200;

	/**
	 * Splits that are compared.
	 */
	private const SPLITS = 10;

	/**
	 * Everything for one range.
	 *
	 * @param Range $range Range.
	 */
	public function summary( Range $range ): array {
		$top = $this->top_rules( $range );
		return array(
			'range'   => $range->name,
			'buckets' => $range->buckets,
			'codes'   => $this->by_code( $range ),
			'rules'   => $this->with_series( $range, $top ),
			'splits'  => $this->splits( $range ),
			'missing' => $this->missing( $range ),
		);
	}

	/**
	 * Enabled rules that have not acted for some days, nor been changed, the longest unused first.
	 *
	 * @param int $days  Days.
	 * @param int $limit Most rules to give.
	 * @return array{rules: array[], total: int} With `last_hit` beside the rule.
	 */
	public function stale( int $days, int $limit ): array {
		global $wpdb;
		$rules  = Schema::rules_table();
		$counts = Schema::table( 'rule_hits' );
		$before = time() - $days * DAY_IN_SECONDS;
		$stale  = $wpdb->prepare(
			"FROM $rules AS rules LEFT JOIN $counts AS counts ON counts.rule = rules.id
			WHERE enabled = 1 AND created_at < %s AND updated_at < %s AND COALESCE(rules.last_hit, '1970-01-02') < %s AND COALESCE(counts.last_hit, 0) < %d",
			gmdate( 'Y-m-d H:i:s', $before ),
			gmdate( 'Y-m-d H:i:s', $before ),
			gmdate( 'Y-m-d H:i:s', $before ),
			$before
		);
		$last   = "GREATEST(COALESCE(TIMESTAMPDIFF(SECOND, '1970-01-01', rules.last_hit), 0), COALESCE(counts.last_hit, 0))";
		$rows   = $wpdb->get_results( $wpdb->prepare( "SELECT rules.*, $last AS last $stale ORDER BY last, id LIMIT %d", $limit ), ARRAY_A );
		return array(
			'rules' => array_map(
				static fn( array $row ): array => array(
					'rule'     => RuleJson::with_objects( RuleJson::decode( $row ) ),
					'last_hit' => $row['last'] ? (int) $row['last'] : null,
				),
				$rows
			),
			'total' => (int) $wpdb->get_var( "SELECT COUNT(*) $stale" ),
		);
	}

	/**
	 * Hits by code. Requests without a page are a series of their own.
	 *
	 * @param Range $range Range.
	 * @return array[] `code`, `not_found`, `hits` of each bucket.
	 */
	private function by_code( Range $range ): array {
		global $wpdb;
		$table = Schema::table( 'hits' );
		$rows  = $wpdb->get_results( $wpdb->prepare( "SELECT hour, code, rule = 0 AS missing, SUM(hits) AS hits FROM $table WHERE hour >= %d GROUP BY hour, code, missing", $range->from() ) );
		$hours = array();
		foreach ( $rows as $row ) {
			$hours[ sprintf( '%d:%03d', $row->missing, $row->code ) ][ (int) $row->hour ] = (int) $row->hits;
		}
		ksort( $hours );
		$series = array();
		foreach ( $hours as $key => $counts ) {
			$sums = $range->sums( $counts );
			if ( array_sum( $sums ) ) {
				$series[] = array(
					'code'      => (int) substr( $key, 2 ),
					'not_found' => '1' === $key[0],
					'hits'      => $sums,
				);
			}
		}
		return $series;
	}

	/**
	 * The rules that acted most.
	 *
	 * @param Range $range Range.
	 * @return array<int, int> Hits by the rule's number.
	 */
	private function top_rules( Range $range ): array {
		global $wpdb;
		$table = Schema::table( 'hits' );
		$rows  = $wpdb->get_results( $wpdb->prepare( "SELECT rule, SUM(hits) AS total FROM $table WHERE hour >= %d AND rule > 0 GROUP BY rule HAVING total > 0 ORDER BY total DESC, rule LIMIT %d", $range->from(), self::TOP ), ARRAY_A );
		return array_map( 'intval', array_column( $rows, 'total', 'rule' ) );
	}

	/**
	 * The rules that acted most, the first of them with their hits in each bucket.
	 *
	 * @param Range           $range Range.
	 * @param array<int, int> $top   Hits by the rule's number.
	 * @return array[] `rule`, `origin`, `source` (null if it is not ours, or gone), `total`, `hits`.
	 */
	private function with_series( Range $range, array $top ): array {
		global $wpdb;
		if ( ! $top ) {
			return array();
		}
		$table  = Schema::table( 'hits' );
		$listed = implode( ', ', array_slice( array_keys( $top ), 0, self::SERIES ) );
		$hours  = array();
		foreach ( $wpdb->get_results( $wpdb->prepare( "SELECT rule, hour, SUM(hits) AS hits FROM $table WHERE rule IN ($listed) AND hour >= %d GROUP BY rule, hour", $range->from() ) ) as $row ) {
			$hours[ (int) $row->rule ][ (int) $row->hour ] = (int) $row->hits;
		}
		$sources = array_column( $this->rows( array_keys( $top ) ), 'source', 'id' );
		$rules   = array();
		foreach ( $top as $number => $total ) {
			$rules[] = RuleNumber::name( $number ) + array(
				'source' => $sources[ $number ] ?? null,
				'total'  => $total,
				'hits'   => isset( $hours[ $number ] ) ? $range->sums( $hours[ $number ] ) : null,
			);
		}
		return $rules;
	}

	/**
	 * How often each variant of a split was taken, of the splits that acted most.
	 *
	 * @param Range $range Range.
	 * @return array[] `rule`, `origin`, `source`, `variants` with `variant`, `to`, `weight`, `hits`. What a rule's split no
	 *                 longer has is without target and weight.
	 */
	private function splits( Range $range ): array {
		global $wpdb;
		$table = Schema::table( 'hits' );
		$rows  = $wpdb->get_results( $wpdb->prepare( "SELECT rule, variant, SUM(hits) AS hits FROM $table WHERE hour >= %d AND variant > 0 GROUP BY rule, variant ORDER BY rule, variant", $range->from() ) );
		$hits  = array();
		foreach ( $rows as $row ) {
			$hits[ (int) $row->rule ][ (int) $row->variant ] = (int) $row->hits;
		}
		uasort( $hits, static fn( array $one, array $other ): int => array_sum( $other ) <=> array_sum( $one ) );
		$hits  = array_slice( $hits, 0, self::SPLITS, true );
		$known = array_column( $this->rows( array_keys( $hits ) ), null, 'id' );
		$found = array();
		foreach ( $hits as $number => $counts ) {
			$rule     = isset( $known[ $number ] ) ? RuleJson::decode( $known[ $number ] ) : array();
			$split    = $rule['then']['split'] ?? $rule['else']['split'] ?? array();
			$variants = array();
			foreach ( array_unique( array_merge( array_keys( $counts ), $split ? range( 1, count( $split ) ) : array() ) ) as $variant ) {
				$variants[ $variant ] = array(
					'variant' => $variant,
					'to'      => $split[ $variant - 1 ]['to'] ?? null,
					'weight'  => $split[ $variant - 1 ]['weight'] ?? null,
					'hits'    => $counts[ $variant ] ?? 0,
				);
			}
			ksort( $variants );
			$found[] = RuleNumber::name( $number ) + array(
				'source'   => $known[ $number ]['source'] ?? null,
				'variants' => array_values( $variants ),
			);
		}
		return $found;
	}

	/**
	 * The URLs without a page that were asked for most, those left out that are ignored.
	 *
	 * @param Range $range Range. Days are counted from midnight UTC, so the first day may be counted in part.
	 * @return array{from: int, urls: array[]} Unix time from which it is counted; `hash`, `url` and `hits`.
	 */
	private function missing( Range $range ): array {
		global $wpdb;
		$days = Schema::table( 'not_found_days' );
		$urls = Schema::table( 'not_found' );
		$from = intdiv( $range->from(), DAY_IN_SECONDS ) * DAY_IN_SECONDS;
		// In the order of its key the table is summed up without being sorted first.
		$sums = $wpdb->prepare( "SELECT hash, SUM(hits) AS hits FROM $days FORCE INDEX (PRIMARY) WHERE day >= %d GROUP BY hash ORDER BY hits DESC LIMIT %d", $from, self::MISSING );
		$rows = $wpdb->get_results(
			$wpdb->prepare( "SELECT hash, url, sums.hits FROM ($sums) AS sums INNER JOIN $urls AS urls USING (hash) WHERE ignored = 0 ORDER BY sums.hits DESC, url LIMIT %d", self::TOP ),
			ARRAY_A
		);
		return array(
			'from' => $from,
			'urls' => array_map( static fn( array $row ): array => array( 'hits' => (int) $row['hits'] ) + $row, $rows ),
		);
	}

	/**
	 * Rows of rules; those of other origins have none here.
	 *
	 * @param int[] $numbers Their numbers.
	 * @return array[]
	 */
	private function rows( array $numbers ): array {
		global $wpdb;
		return $numbers ? $wpdb->get_results( 'SELECT * FROM ' . Schema::rules_table() . ' WHERE id IN (' . implode( ', ', array_map( 'intval', $numbers ) ) . ')', ARRAY_A ) : array();
	}
}
