<?php
/**
 * The log, in the database.
 *
 * @package Detour
 */

namespace Detour\WordPress\Log;

use Detour\WordPress\Rules\Schema;
use Generator;
use WP_Error;

// phpcs:disable WordPress.DB -- This is the one place for SQL; names of tables and columns are ours, values go through prepare().

/**
 * Reads and deletes single requests that the agent has written down.
 *
 * A log may have millions of entries, so nothing here takes longer the more there are: a list walks along an index from
 * the newest entry back, no further than WINDOW entries when something has to be looked for that no index knows.
 */
final class Repository {
	/**
	 * Entries that can be paged through; beyond them, a filter is the better way.
	 */
	public const MOST = 10000;

	/**
	 * Entries that a search looks at.
	 */
	public const WINDOW = 25000;

	/**
	 * Entries of one statement of an export.
	 */
	private const CHUNK = 1000;

	/**
	 * Entries that one statement of a deletion looks at, or those of one second if that is more.
	 */
	private const STEP = 5000;

	/**
	 * One page of entries.
	 *
	 * @param Filter $filter     Which entries.
	 * @param int    $page       Page, from 1.
	 * @param int    $per_page   Entries on a page.
	 * @param bool   $descending Whether the newest come first.
	 * @return array{entries: array[], total: int, searched_from: ?int}|WP_Error `total`: MOST + 1 if there are more.
	 *         `searched_from`: Unix time before which nothing was looked for, if so.
	 */
	public function list( Filter $filter, int $page, int $per_page, bool $descending ) {
		global $wpdb;
		$quiet     = $wpdb->suppress_errors();
		$since     = $this->window( $filter );
		$from      = $this->from( $filter ) . ' WHERE ' . $this->where( $filter ) . ( null === $since ? '' : " AND time >= $since" );
		$direction = $descending ? 'DESC' : 'ASC';
		$order     = "time $direction, id $direction";
		$offset    = min( ( max( 1, $page ) - 1 ) * $per_page, self::MOST );
		$ids       = $wpdb->prepare( "SELECT id $from ORDER BY $order LIMIT %d OFFSET %d", $per_page, $offset );
		$rows      = $wpdb->get_results( "SELECT entries.* FROM ($ids) AS page INNER JOIN " . Schema::table( 'log' ) . " AS entries USING (id) ORDER BY $order", ARRAY_A );
		$error     = $wpdb->last_error;
		// A page that isn't full is the last one.
		$is_last = count( $rows ) < $per_page && ( $rows || ! $offset );
		$total   = $is_last ? $offset + count( $rows ) : $wpdb->get_var( "SELECT COUNT(*) FROM (SELECT 1 $from LIMIT " . ( self::MOST + 1 ) . ') AS found' );
		$error   = $error ? $error : $wpdb->last_error;
		$wpdb->suppress_errors( $quiet );
		if ( $error ) {
			/* translators: %s: error message of the database. */
			return new WP_Error( 'detour_database', sprintf( __( 'The log could not be read from the database: %s', 'detour' ), $error ), array( 'status' => 500 ) );
		}
		return array(
			'entries'       => array_map( array( self::class, 'decode' ), $rows ),
			'total'         => (int) $total,
			'searched_from' => $since,
		);
	}

	/**
	 * All entries, the newest first, without having them all in memory.
	 *
	 * @param Filter $filter Which entries.
	 * @return Generator<array> Entries.
	 */
	public function each( Filter $filter ): Generator {
		global $wpdb;
		$behind = '';
		do {
			$rows = $wpdb->get_results( 'SELECT * ' . $this->from( $filter ) . ' WHERE ' . $this->where( $filter ) . "$behind ORDER BY time DESC, id DESC LIMIT " . self::CHUNK, ARRAY_A );
			foreach ( $rows as $row ) {
				yield self::decode( $row );
				$behind = $wpdb->prepare( ' AND time <= %d AND (time < %d OR id < %d)', $row['time'], $row['time'], $row['id'] );
			}
		} while ( self::CHUNK === count( $rows ) );
	}

	/**
	 * Deletes entries for some seconds, from the oldest on: each entry is looked at once, however few are meant.
	 *
	 * @param Filter $filter  Which entries.
	 * @param float  $seconds How long.
	 * @return array{count: int, more: bool, from: int} How many were deleted; whether there may be more, and from which Unix time on.
	 */
	public function delete( Filter $filter, float $seconds = 5.0 ): array {
		global $wpdb;
		$end   = microtime( true ) + $seconds;
		$from  = max( 0, $filter->from ?? 0 );
		$count = 0;
		do {
			$left   = $filter->between( $from, $filter->until );
			$edge   = $wpdb->get_var( 'SELECT time ' . $this->from( $left ) . ' WHERE ' . $this->indexed( $left ) . ' ORDER BY time LIMIT 1 OFFSET ' . self::STEP );
			$until  = null === $edge ? $filter->until : max( (int) $edge, $from + 1 );
			$count += (int) $wpdb->query( 'DELETE FROM ' . Schema::table( 'log' ) . ' WHERE ' . $this->where( $filter->between( $from, $until ) ) );
			$from   = $until ?? $from;
		} while ( null !== $edge && microtime( true ) < $end );
		return array(
			'count' => $count,
			'more'  => null !== $edge,
			'from'  => $from,
		);
	}

	/**
	 * The time of the oldest entry that is looked at, if there are older ones.
	 *
	 * @param Filter $filter Which entries.
	 */
	private function window( Filter $filter ): ?int {
		global $wpdb;
		$indexed = $this->indexed( $filter );
		if ( $this->where( $filter ) === $indexed ) {
			return null;
		}
		$time = $wpdb->get_var( 'SELECT time ' . $this->from( $filter ) . " WHERE $indexed ORDER BY time DESC LIMIT 1 OFFSET " . self::WINDOW );
		return null === $time ? null : (int) $time;
	}

	/**
	 * The table with the index that has the entries in their order.
	 *
	 * @param Filter $filter Which entries.
	 */
	private function from( Filter $filter ): string {
		$index = null !== $filter->rule ? 'rule_time' : ( 1 === count( $filter->codes ) ? 'code_time' : 'time' );
		return 'FROM ' . Schema::table( 'log' ) . " FORCE INDEX ($index)";
	}

	/**
	 * The condition that the index answers.
	 *
	 * @param Filter $filter Which entries.
	 */
	private function indexed( Filter $filter ): string {
		global $wpdb;
		$conditions = array( $wpdb->prepare( 'time >= %d', max( 0, $filter->from ?? 0 ) ) );
		if ( null !== $filter->until ) {
			$conditions[] = $wpdb->prepare( 'time < %d', max( 0, $filter->until ) );
		}
		if ( null !== $filter->rule ) {
			$conditions[] = $wpdb->prepare( 'rule = %d', $filter->rule );
		} elseif ( 1 === count( $filter->codes ) ) {
			$conditions[] = $wpdb->prepare( 'code = %d', $filter->codes[0] );
		}
		return implode( ' AND ', $conditions );
	}

	/**
	 * The whole condition.
	 *
	 * @param Filter $filter Which entries.
	 */
	private function where( Filter $filter ): string {
		global $wpdb;
		$conditions = array( $this->indexed( $filter ) );
		if ( $filter->codes && ( null !== $filter->rule || count( $filter->codes ) > 1 ) ) {
			$conditions[] = $wpdb->prepare( 'code IN (' . implode( ', ', array_fill( 0, count( $filter->codes ), '%d' ) ) . ')', $filter->codes );
		}
		if ( $filter->kinds ) {
			$conditions[] = $wpdb->prepare( 'kind IN (' . implode( ', ', array_fill( 0, count( $filter->kinds ), '%s' ) ) . ')', $filter->kinds );
		}
		if ( '' !== $filter->method ) {
			$conditions[] = $wpdb->prepare( 'method = %s', $filter->method );
		}
		if ( '' !== $filter->ip ) {
			$conditions[] = $wpdb->prepare( 'ip LIKE %s', $wpdb->esc_like( $filter->ip ) . '%' );
		}
		if ( '' !== $filter->search ) {
			$conditions[] = $wpdb->prepare( '(LOCATE(%s, url) OR LOCATE(%s, target))', $filter->search, $filter->search );
		}
		if ( '' !== $filter->referrer ) {
			$conditions[] = $wpdb->prepare( 'LOCATE(%s, referrer)', $filter->referrer );
		}
		if ( '' !== $filter->agent ) {
			$conditions[] = $wpdb->prepare( 'LOCATE(%s, user_agent)', $filter->agent );
		}
		return implode( ' AND ', $conditions );
	}

	/**
	 * A row as it goes out.
	 *
	 * @param array $row Row of the table.
	 */
	private static function decode( array $row ): array {
		return array(
			'id'   => (int) $row['id'],
			'kind' => $row['kind'],
			'time' => (int) $row['time'],
			'code' => (int) $row['code'],
		) + RuleNumber::name( (int) $row['rule'] ) + array(
			'variant'    => (int) $row['variant'],
			'method'     => $row['method'],
			'host'       => $row['host'],
			'url'        => $row['url'],
			'target'     => $row['target'],
			'referrer'   => $row['referrer'],
			'user_agent' => $row['user_agent'],
			'ip'         => $row['ip'],
		);
	}
}
