<?php
/**
 * URLs without a page, in the database.
 *
 * @package Detour
 */

namespace Detour\WordPress\NotFound;

use Detour\WordPress\Log\Repository as Log;
use Detour\WordPress\Rules\Schema;
use WP_Error;

// phpcs:disable WordPress.DB -- This is the one place for SQL; names of tables and columns are ours, values go through prepare().

/**
 * Reads what the agent has counted; hides and deletes it. No rule changes with it, so neither does the revision.
 */
final class Repository {
	/**
	 * Days that the trend of a URL has.
	 */
	public const TREND_DAYS = 14;

	/**
	 * Pages that link to a URL, and as many user agents, that are told.
	 */
	private const VISITS = 20;

	/**
	 * Rows that one statement deletes, so that the agent never waits for long.
	 */
	private const CHUNK = 500;

	/**
	 * One page of URLs and how many there are on all pages.
	 *
	 * @param ListQuery $query What to show.
	 * @return array{urls: array[], total: int}|WP_Error
	 */
	public function list( ListQuery $query ) {
		global $wpdb;
		$table     = Schema::table( 'not_found' );
		$where     = $this->where( $query );
		$direction = $query->descending ? 'DESC' : 'ASC';
		// With the key in the same direction the whole order is that of an index.
		$order = "$query->order_by $direction, hash $direction";
		$page  = $wpdb->prepare( "SELECT hash FROM $table WHERE $where ORDER BY $order LIMIT %d OFFSET %d", $query->limit(), $query->offset() );
		$quiet = $wpdb->suppress_errors();
		$total = (int) $wpdb->get_var( "SELECT COUNT(*) FROM $table WHERE $where" );
		$error = $wpdb->last_error;
		$rows  = $wpdb->get_results( "SELECT urls.* FROM ($page) AS page INNER JOIN $table AS urls USING (hash) ORDER BY $order", ARRAY_A );
		$error = $error ? $error : $wpdb->last_error;
		$trend = $error ? array() : $this->trend( array_column( $rows, 'hash' ) );
		$error = $error ? $error : $wpdb->last_error;
		$wpdb->suppress_errors( $quiet );
		if ( $error ) {
			/* translators: %s: error message of the database. */
			return new WP_Error( 'detour_database', sprintf( __( 'The URLs could not be read from the database: %s', 'detour' ), $error ), array( 'status' => 500 ) );
		}
		return array(
			'urls'  => array_map( static fn( array $row ): array => self::decode( $row ) + array( 'days' => $trend[ $row['hash'] ] ), $rows ),
			'total' => $total,
		);
	}

	/**
	 * Some of the URLs; those that are gone meanwhile are left out.
	 *
	 * @param string[] $hashes Their hashes.
	 * @return string[] URLs by hash, those asked for most first.
	 */
	public function urls( array $hashes ): array {
		global $wpdb;
		$table = Schema::table( 'not_found' );
		$urls  = array();
		foreach ( array_chunk( $hashes, self::CHUNK ) as $chunk ) {
			$urls += array_column( $wpdb->get_results( $this->with_hashes( "SELECT hash, url FROM $table", $chunk ) . ' ORDER BY hits DESC', ARRAY_A ), 'url', 'hash' );
		}
		return $urls;
	}

	/**
	 * Who asked for a URL, as far as the newest entries of the log tell.
	 *
	 * @param string $url URL.
	 * @return array{referrers: array[], agents: array[]} The most frequent of each: `value`, `hits` and `last_seen` (Unix time).
	 */
	public function visits( string $url ): array {
		global $wpdb;
		$newest = 'SELECT url, referrer, user_agent, time FROM ' . Schema::table( 'log' ) . ' FORCE INDEX (rule_time) WHERE rule = 0 ORDER BY time DESC LIMIT ' . Log::WINDOW;
		$most   = static fn( string $column ): array => array_map(
			static fn( array $row ): array => array(
				'value'     => $row['value'],
				'hits'      => (int) $row['hits'],
				'last_seen' => (int) $row['last_seen'],
			),
			$wpdb->get_results( $wpdb->prepare( "SELECT $column AS value, COUNT(*) AS hits, MAX(time) AS last_seen FROM ($newest) AS newest WHERE url = %s AND $column <> '' GROUP BY $column ORDER BY hits DESC, last_seen DESC LIMIT %d", $url, self::VISITS ), ARRAY_A )
		);
		return array(
			'referrers' => $most( 'referrer' ),
			'agents'    => $most( 'user_agent' ),
		);
	}

	/**
	 * Hides URLs, or shows them again.
	 *
	 * @param string[] $hashes  Their hashes.
	 * @param bool     $ignored Whether they are to be hidden.
	 * @return int How many there are of them.
	 */
	public function ignore( array $hashes, bool $ignored ): int {
		global $wpdb;
		$set   = 'UPDATE ' . Schema::table( 'not_found' ) . ' SET ignored = ' . (int) $ignored;
		$count = 0;
		foreach ( array_chunk( $hashes, self::CHUNK ) as $chunk ) {
			$count += (int) $wpdb->query( $this->with_hashes( $set, $chunk ) );
		}
		return $count;
	}

	/**
	 * Deletes URLs. One that is asked for again is listed again.
	 *
	 * @param string[] $hashes Their hashes.
	 * @return int How many there were of them.
	 */
	public function delete( array $hashes ): int {
		global $wpdb;
		$count = 0;
		foreach ( array_chunk( $hashes, self::CHUNK ) as $chunk ) {
			$count += (int) $wpdb->query( $this->with_hashes( 'DELETE FROM ' . Schema::table( 'not_found' ), $chunk ) );
			$wpdb->query( $this->with_hashes( 'DELETE FROM ' . Schema::table( 'not_found_days' ), $chunk ) );
		}
		return $count;
	}

	/**
	 * Deletes all URLs of a list, on whatever page.
	 *
	 * @param ListQuery $query What the list shows.
	 * @return int How many there were.
	 */
	public function delete_all( ListQuery $query ): int {
		global $wpdb;
		$table = Schema::table( 'not_found' );
		$where = $this->where( $query );
		$count = 0;
		do {
			$hashes = $wpdb->get_col( "SELECT hash FROM $table WHERE $where LIMIT " . self::CHUNK );
			$count += $this->delete( $hashes );
		} while ( self::CHUNK === count( $hashes ) );
		return $count;
	}

	/**
	 * Hides what is listed already of the URLs that the agent is to leave out from now on, and shows what it isn't any more.
	 *
	 * Compared in lower case and byte for byte, as the agent does.
	 *
	 * @param string[] $patterns As in the settings; `*` stands for anything.
	 */
	public function hide( array $patterns ): void {
		global $wpdb;
		$table = Schema::table( 'not_found' );
		$like  = static fn( string $pattern ): string => $wpdb->prepare( 'CAST(LOWER(url) AS BINARY) LIKE %s', str_replace( '*', '%', $wpdb->esc_like( mb_strtolower( $pattern ) ) ) );
		$is    = $patterns ? implode( ' OR ', array_map( $like, $patterns ) ) : '1 = 0';
		$wpdb->query( "UPDATE $table SET ignored = 0 WHERE ignored = 2 AND NOT ($is)" );
		$wpdb->query( "UPDATE $table SET ignored = 2 WHERE ignored = 0 AND ($is)" );
	}

	/**
	 * How often URLs were asked for on each of the last days, today last.
	 *
	 * @param string[] $hashes Their hashes.
	 * @return array<string, int[]>
	 */
	private function trend( array $hashes ): array {
		global $wpdb;
		$today = intdiv( time(), DAY_IN_SECONDS ) * DAY_IN_SECONDS;
		$first = $today - ( self::TREND_DAYS - 1 ) * DAY_IN_SECONDS;
		$trend = array_fill_keys( $hashes, array_fill( 0, self::TREND_DAYS, 0 ) );
		if ( ! $hashes ) {
			return $trend;
		}
		$days = $this->with_hashes( 'SELECT hash, day, hits FROM ' . Schema::table( 'not_found_days' ), $hashes );
		foreach ( $wpdb->get_results( $wpdb->prepare( "$days AND day BETWEEN %d AND %d", $first, $today ) ) as $row ) {
			$trend[ $row->hash ][ intdiv( $row->day - $first, DAY_IN_SECONDS ) ] = (int) $row->hits;
		}
		return $trend;
	}

	/**
	 * A row as it goes out.
	 *
	 * @param array $row Row of the table.
	 */
	private static function decode( array $row ): array {
		return array(
			'hash'       => $row['hash'],
			'url'        => $row['url'],
			'hits'       => (int) $row['hits'],
			'first_seen' => (int) $row['first_seen'],
			'last_seen'  => (int) $row['last_seen'],
			'referrer'   => $row['referrer'],
			'ignored'    => array( 'no', 'by-hand', 'by-pattern' )[ $row['ignored'] ] ?? 'by-hand',
		);
	}

	/**
	 * The condition of a list.
	 *
	 * @param ListQuery $query What to show.
	 */
	private function where( ListQuery $query ): string {
		global $wpdb;
		$where = $query->ignored ? 'ignored > 0' : 'ignored = 0';
		if ( '' !== $query->search ) {
			$where .= $wpdb->prepare( ' AND (LOCATE(%s, url) OR LOCATE(%s, referrer))', $query->search, $query->search );
		}
		return $where;
	}

	/**
	 * A statement for some URLs.
	 *
	 * @param string   $statement Statement without its WHERE.
	 * @param string[] $hashes    Their hashes, at least one.
	 */
	private function with_hashes( string $statement, array $hashes ): string {
		global $wpdb;
		return $wpdb->prepare( "$statement WHERE hash IN (" . implode( ', ', array_fill( 0, count( $hashes ), '%s' ) ) . ')', $hashes );
	}
}
