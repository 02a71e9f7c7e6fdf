<?php
/**
 * Findings in the database.
 *
 * @package Detour
 */

namespace Detour\WordPress\Audit;

use Detour\WordPress\Log\RuleNumber;
use Detour\WordPress\Rules\Schema;
use WP_Error;

// phpcs:disable WordPress.DB -- This is the one place for SQL on findings; names of tables and columns are ours, values go through prepare().

/**
 * Keeps what the last audit has found, and which findings somebody wants to hear no more of.
 */
final class Findings {
	public const SEVERITIES = array( 'error', 'warning', 'hint' );

	/**
	 * Option that holds what the last audit came to.
	 */
	public const LAST_RUN = 'detour_audit';

	/**
	 * Rows in one statement.
	 */
	private const CHUNK = 200;

	/**
	 * Lets nobody else replace the findings, until unlock() or the end of the request.
	 *
	 * @return bool Whether nobody else does so just now.
	 */
	public function lock(): bool {
		global $wpdb;
		return '1' === $wpdb->get_var( $wpdb->prepare( 'SELECT GET_LOCK(%s, 0)', self::lock_name() ) );
	}

	/**
	 * Lets others replace them again.
	 */
	public function unlock(): void {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( 'DO RELEASE_LOCK(%s)', self::lock_name() ) );
	}

	/**
	 * Puts what an audit has found in the place of what was found before. What is still there stays ignored.
	 *
	 * @param array $report What Detour\audit() gave.
	 * @return array|WP_Error The run, as last_run() gives it; `new` counts findings that weren't there before.
	 */
	public function replace( array $report ) {
		global $wpdb;
		$table = Schema::table( 'findings' );
		$run   = max( time(), 1 + (int) ( $this->last_run()['time'] ?? 0 ) );
		$quiet = $wpdb->suppress_errors();
		$error = '';
		foreach ( array_chunk( $report['findings'], self::CHUNK ) as $chunk ) {
			$values = array_map(
				static fn( array $finding ): string => $wpdb->prepare(
					'(%s, %s, %d, %d, %s, %d, %d)',
					self::fingerprint( $finding ),
					$finding['code'],
					array_search( $finding['severity'], self::SEVERITIES, true ),
					$finding['rules'] ? RuleNumber::of( $finding['rules'][0]['rule'], $finding['rules'][0]['origin'] ?? 'native' ) : 0,
					wp_json_encode( $finding, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ),
					$run,
					$run
				),
				$chunk
			);
			$wpdb->query( "INSERT INTO $table (fingerprint, code, severity, rule, finding, first_seen, last_seen) VALUES " . implode( ',', $values ) . ' ON DUPLICATE KEY UPDATE severity = VALUES(severity), rule = VALUES(rule), finding = VALUES(finding), last_seen = VALUES(last_seen)' );
			$error = $error ? $error : $wpdb->last_error;
		}
		// Without all of them in place, those of before are the better ones.
		if ( ! $error ) {
			$wpdb->query( $wpdb->prepare( "DELETE FROM $table WHERE last_seen < %d", $run ) );
			$error = $wpdb->last_error;
		}
		$new = (int) $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM $table WHERE first_seen = %d", $run ) );
		$wpdb->suppress_errors( $quiet );
		if ( $error ) {
			return self::failed( $error );
		}
		$last = array(
			'time'         => $run,
			'rules'        => $report['rules'],
			'counts'       => $report['counts'],
			'not_listed'   => $report['not_listed'],
			'not_followed' => $report['not_followed'],
			'new'          => $new,
		);
		update_option( self::LAST_RUN, $last, false );
		return $last;
	}

	/**
	 * What the last audit came to; null before the first.
	 *
	 * @return array{time: int, rules: int, counts: array<string, int>, not_listed: int, not_followed: int, new: int}|null
	 */
	public function last_run(): ?array {
		$last = get_option( self::LAST_RUN );
		return is_array( $last ) ? $last : null;
	}

	/**
	 * One page of findings, the worst first.
	 *
	 * @param array{severity: string[], code: string[], ignored: bool, search: string, page: int, per_page: int} $query What to show.
	 * @return array{findings: array[], total: int}|WP_Error
	 */
	public function list( array $query ) {
		global $wpdb;
		$table = Schema::table( 'findings' );
		$where = $this->where( $query );
		$quiet = $wpdb->suppress_errors();
		$total = (int) $wpdb->get_var( "SELECT COUNT(*) FROM $table WHERE $where" );
		$error = $wpdb->last_error;
		$rows  = $wpdb->get_results(
			$wpdb->prepare( "SELECT * FROM $table WHERE $where ORDER BY severity, code, rule, id LIMIT %d OFFSET %d", $query['per_page'], ( $query['page'] - 1 ) * $query['per_page'] ),
			ARRAY_A
		);
		$error = $error ? $error : $wpdb->last_error;
		$wpdb->suppress_errors( $quiet );
		return $error ? self::failed( $error ) : array(
			'findings' => array_map( array( self::class, 'decode' ), $rows ),
			'total'    => $total,
		);
	}

	/**
	 * How many findings of each severity there are that nobody ignores.
	 *
	 * @return array<string, int>
	 */
	public function counts(): array {
		global $wpdb;
		$found = $wpdb->get_results( 'SELECT severity, COUNT(*) AS count FROM ' . Schema::table( 'findings' ) . ' WHERE reason IS NULL GROUP BY severity', OBJECT_K );
		$count = static fn( int $severity ): int => (int) ( $found[ $severity ]->count ?? 0 );
		return array_combine( self::SEVERITIES, array_map( $count, array_keys( self::SEVERITIES ) ) );
	}

	/**
	 * Findings by their numbers.
	 *
	 * @param int[] $ids Numbers.
	 * @return array[]
	 */
	public function find( array $ids ): array {
		global $wpdb;
		$rows = $wpdb->get_results( 'SELECT * FROM ' . Schema::table( 'findings' ) . ' WHERE id IN (' . self::numbers( $ids ) . ') ORDER BY id', ARRAY_A );
		return array_map( array( self::class, 'decode' ), $rows );
	}

	/**
	 * The newest findings of the last run that weren't there before and nobody ignores, the worst first.
	 *
	 * @param int $limit Most of them.
	 * @return array[]
	 */
	public function newest( int $limit ): array {
		global $wpdb;
		$table = Schema::table( 'findings' );
		$rows  = $wpdb->get_results(
			$wpdb->prepare( "SELECT * FROM $table WHERE first_seen = last_seen AND first_seen = %d AND reason IS NULL ORDER BY severity, code, rule LIMIT %d", $this->last_run()['time'] ?? 0, $limit ),
			ARRAY_A
		);
		return array_map( array( self::class, 'decode' ), $rows );
	}

	/**
	 * Ignores findings from now on, or no more.
	 *
	 * @param int[]       $ids    Numbers.
	 * @param string|null $reason Why; null to hear of them again.
	 * @return int|WP_Error How many there were.
	 */
	public function ignore( array $ids, ?string $reason ) {
		global $wpdb;
		$set   = null === $reason ? 'reason = NULL, ignored_by = 0' : $wpdb->prepare( 'reason = %s, ignored_by = %d', $reason, get_current_user_id() );
		$table = Schema::table( 'findings' );
		$found = count( $this->find( $ids ) );
		$wpdb->query( "UPDATE $table SET $set WHERE id IN (" . self::numbers( $ids ) . ')' );
		return $wpdb->last_error ? self::failed( $wpdb->last_error ) : $found;
	}

	/**
	 * Forgets findings that are settled.
	 *
	 * @param int[] $ids Numbers.
	 */
	public function forget( array $ids ): void {
		global $wpdb;
		$wpdb->query( 'DELETE FROM ' . Schema::table( 'findings' ) . ' WHERE id IN (' . self::numbers( $ids ) . ')' );
	}

	/**
	 * Name of the lock: the server has one space of names for all its databases, of 64 characters.
	 */
	private static function lock_name(): string {
		return 'detour_' . md5( DB_NAME . ' ' . Schema::table( 'findings' ) );
	}

	/**
	 * What tells a finding from others, from one audit to the next.
	 *
	 * @param array $finding Finding.
	 */
	private static function fingerprint( array $finding ): string {
		$rules = array_map( static fn( array $rule ): string => $rule['rule'] . '@' . ( $rule['origin'] ?? 'native' ), $finding['rules'] );
		return md5( implode( ' ', array( $finding['code'], $finding['field'], ...$rules ) ) );
	}

	/**
	 * The finding of a row.
	 *
	 * @param array $row Row of the table.
	 */
	private static function decode( array $row ): array {
		return array(
			'id'         => (int) $row['id'],
			'first_seen' => (int) $row['first_seen'],
			'last_seen'  => (int) $row['last_seen'],
			'reason'     => $row['reason'],
		) + (array) json_decode( $row['finding'], true );
	}

	/**
	 * Conditions of a list.
	 *
	 * @param array $query As for list().
	 */
	private function where( array $query ): string {
		global $wpdb;
		$conditions = array( $query['ignored'] ? 'reason IS NOT NULL' : 'reason IS NULL' );
		if ( $query['severity'] ) {
			$severities   = array_keys( array_intersect( self::SEVERITIES, $query['severity'] ) );
			$conditions[] = 'severity IN (' . self::numbers( $severities ) . ')';
		}
		if ( $query['code'] ) {
			$conditions[] = $wpdb->prepare( 'code IN (' . implode( ', ', array_fill( 0, count( $query['code'] ), '%s' ) ) . ')', $query['code'] );
		}
		if ( '' !== $query['search'] ) {
			$conditions[] = $wpdb->prepare( 'finding LIKE %s', '%' . $wpdb->esc_like( $query['search'] ) . '%' );
		}
		return implode( ' AND ', $conditions );
	}

	/**
	 * Numbers for an IN (); one that nothing has if there are none.
	 *
	 * @param int[] $ids Numbers.
	 */
	private static function numbers( array $ids ): string {
		return implode( ',', array_map( 'intval', $ids ? $ids : array( -1 ) ) );
	}

	/**
	 * The error for a database that doesn't answer.
	 *
	 * @param string $error Its message.
	 */
	private static function failed( string $error ): WP_Error {
		/* translators: %s: error message of the database. */
		return new WP_Error( 'detour_database', sprintf( __( 'The findings could not be read or saved: %s', 'detour' ), $error ), array( 'status' => 500 ) );
	}
}
