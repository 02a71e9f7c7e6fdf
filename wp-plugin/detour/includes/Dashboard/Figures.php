<?php
/**
 * What happened lately.
 *
 * @package Detour
 */

namespace Detour\WordPress\Dashboard;

use Detour\WordPress\Rules\Schema;

// phpcs:disable WordPress.DB -- The place for the widget's SQL; names of tables and columns are ours, values go through prepare().

/**
 * Sums up what the agent has counted in the last seven days.
 */
final class Figures {
	private const DAYS = 7;

	/**
	 * How often rules have acted, and how many requests found no page.
	 *
	 * @return array{hits: int, not_found: int}
	 */
	public function counts(): array {
		global $wpdb;
		$row = $wpdb->get_row(
			$wpdb->prepare(
				'SELECT SUM(IF(rule = 0, 0, hits - loops)) AS hits, SUM(IF(rule = 0 AND code = 404, hits, 0)) AS not_found FROM ' . Schema::table( 'hits' ) . ' WHERE hour >= %d',
				time() - self::DAYS * DAY_IN_SECONDS
			),
			ARRAY_A
		);
		return array_map( 'intval', $row ?? array_fill_keys( array( 'hits', 'not_found' ), 0 ) );
	}

	/**
	 * URLs without a page that were asked for in these days and that nobody ignores, those asked for most first.
	 *
	 * @param int $limit URLs at most.
	 * @return array<string, int> How often each was asked for in all.
	 */
	public function not_found( int $limit ): array {
		global $wpdb;
		$rows = $wpdb->get_results(
			$wpdb->prepare( 'SELECT url, hits FROM ' . Schema::table( 'not_found' ) . ' WHERE ignored = 0 AND last_seen >= %d ORDER BY hits DESC LIMIT %d', time() - self::DAYS * DAY_IN_SECONDS, $limit ),
			ARRAY_A
		);
		return array_map( 'intval', array_column( $rows, 'hits', 'url' ) );
	}
}
