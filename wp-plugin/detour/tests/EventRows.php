<?php

namespace Detour\WordPress\Tests;

use Detour\WordPress\Rules\Schema;

/**
 * Fills the tables of events as the agent does.
 */
trait EventRows {
	protected function empty_events(): void {
		global $wpdb;
		foreach ( array( 'hits', 'rule_hits', 'log', 'not_found', 'not_found_days' ) as $name ) {
			$wpdb->query( 'DELETE FROM ' . Schema::table( $name ) );
		}
	}

	/**
	 * A URL without a page.
	 *
	 * @param string $url  URL.
	 * @param array  $days Requests by how many days ago they were.
	 * @param array  $more Other columns.
	 * @return string Its hash.
	 */
	protected function missing( string $url, array $days = array( 0 => 1 ), array $more = array() ): string {
		global $wpdb;
		$today = intdiv( time(), DAY_IN_SECONDS ) * DAY_IN_SECONDS;
		$row   = $more + array(
			'hash'       => md5( $url ),
			'url'        => $url,
			'hits'       => array_sum( $days ),
			'first_seen' => time() - max( array_keys( $days ) ) * DAY_IN_SECONDS,
			'last_seen'  => time() - min( array_keys( $days ) ) * DAY_IN_SECONDS,
			'referrer'   => '',
		);
		$wpdb->insert( Schema::table( 'not_found' ), $row );
		foreach ( $days as $ago => $hits ) {
			$wpdb->insert( Schema::table( 'not_found_days' ), array( 'hash' => md5( $url ), 'day' => $today - $ago * DAY_IN_SECONDS, 'hits' => $hits ) );
		}
		return md5( $url );
	}

	/**
	 * An entry of the log.
	 *
	 * @param array $more Columns that differ from those of a redirect just now.
	 */
	protected function entry( array $more = array() ): int {
		global $wpdb;
		$row = $more + array(
			'kind'       => 'hit',
			'time'       => time(),
			'rule'       => 7,
			'code'       => 307,
			'variant'    => 0,
			'method'     => 'GET',
			'host'       => 'a.test',
			'url'        => '/old',
			'target'     => '/new',
			'referrer'   => '',
			'user_agent' => 'Browser',
			'ip'         => '192.0.2.0',
		);
		$wpdb->insert( Schema::table( 'log' ), $row );
		return (int) $wpdb->insert_id;
	}

	/**
	 * Hits of a rule in an hour.
	 *
	 * @param int   $rule Rule; 0 for requests without a page.
	 * @param int   $hits How many.
	 * @param array $more Columns that differ from those of a redirect in this hour.
	 */
	protected function hits( int $rule, int $hits, array $more = array() ): void {
		global $wpdb;
		$row = $more + array(
			'rule'    => $rule,
			'hour'    => intdiv( time(), HOUR_IN_SECONDS ) * HOUR_IN_SECONDS,
			'code'    => $rule ? 307 : 404,
			'variant' => 0,
			'hits'    => $hits,
			'loops'   => 0,
		);
		$wpdb->insert( Schema::table( 'hits' ), $row );
	}

	/**
	 * What a rule did in all.
	 *
	 * @param int $rule Rule.
	 * @param int $hits How often it acted.
	 * @param int $last Unix time of the last time.
	 */
	protected function counted( int $rule, int $hits, int $last ): void {
		global $wpdb;
		$wpdb->insert( Schema::table( 'rule_hits' ), array( 'rule' => $rule, 'hits' => $hits, 'last_hit' => $last ) );
	}
}
