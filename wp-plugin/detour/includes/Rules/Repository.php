<?php
/**
 * Rules in the database.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

use Throwable;
use WP_Error;

// phpcs:disable WordPress.DB -- This is the one place for SQL; names of tables and columns are ours, values go through prepare().

/**
 * Reads rules, and changes them so that a rule and the revision change together or not at all.
 *
 * Every change answers with the new revision, or with a WP_Error after which the database is as it was before.
 */
final class Repository {
	/**
	 * Ids in one statement. Thousands may come in, and a statement has a size limit.
	 */
	private const CHUNK = 500;

	/**
	 * Columns of a rule that are no part of its JSON, and that only who deletes it can still tell.
	 */
	private const HISTORY = array( 'created_at', 'hits_before', 'last_hit' );

	/**
	 * The revision of the rules as committed.
	 */
	public function revision(): int {
		return $this->state( 'revision' );
	}

	/**
	 * Seconds since the plugin last changed a rule, by the database's own clock.
	 */
	public function seconds_since_change(): int {
		global $wpdb;
		return max( 0, (int) $wpdb->get_var( 'SELECT UNIX_TIMESTAMP()' ) - $this->state( 'changed_at' ) );
	}

	/**
	 * One rule, or null.
	 *
	 * @param int $id Number of the rule.
	 */
	public function find( int $id ): ?array {
		return $this->row( $id, '' );
	}

	/**
	 * One page of rules and how many there are on all pages.
	 *
	 * @param ListQuery $query What to show.
	 * @return array{rules: array[], total: int}|WP_Error
	 */
	public function list( ListQuery $query ) {
		global $wpdb;
		$table = Schema::rules_table();
		$where = $this->where( $query );
		$order = $query->order_by . ( $query->descending ? ' DESC' : ' ASC' ) . ', id ASC';
		// Sorts numbers of rules before it reads rules: with all their text a large table would be sorted on disk.
		// Filtered, the index of the order would be walked through the whole table to fill one page.
		$index = '1 = 1' === $where ? '' : 'IGNORE INDEX FOR ORDER BY (order_of_rules)';
		$page  = $wpdb->prepare( "SELECT id FROM $table $index WHERE $where ORDER BY $order LIMIT %d OFFSET %d", $query->limit(), $query->offset() );
		$quiet = $wpdb->suppress_errors();
		$total = (int) $wpdb->get_var( "SELECT COUNT(*) FROM $table WHERE $where" );
		$error = $wpdb->last_error;
		$rows  = $wpdb->get_results(
			"SELECT rules.* FROM ($page) AS page INNER JOIN $table AS rules USING (id) ORDER BY $order",
			ARRAY_A
		);
		$error = $error ? $error : $wpdb->last_error;
		$wpdb->suppress_errors( $quiet );
		if ( $error ) {
			/* translators: %s: error message of the database. */
			return new WP_Error( 'detour_database', sprintf( __( 'The rules could not be read from the database: %s', 'detour' ), $error ), array( 'status' => 500 ) );
		}
		return array(
			'rules' => array_map( array( RuleJson::class, 'decode' ), $rows ),
			'total' => $total,
		);
	}

	/**
	 * Saves a new rule.
	 *
	 * @param array $rule Canonical rule; its id is not used.
	 * @return array{id: int, revision: int}|WP_Error
	 */
	public function create( array $rule ) {
		return $this->change(
			function () use ( $rule ): array {
				global $wpdb;
				$columns = $this->columns( $rule ) + array( 'created_at' => current_time( 'mysql', true ) );
				$this->done( $wpdb->insert( Schema::rules_table(), $columns ) );
				return array( 'id' => (int) $wpdb->insert_id );
			}
		);
	}

	/**
	 * Changes one rule. Nobody else can change it between the reading and the writing.
	 *
	 * @param int      $id   Number of the rule.
	 * @param callable $edit Takes the stored rule; gives the canonical rule to store, or a WP_Error.
	 * @return array{id: int, revision: int}|WP_Error
	 */
	public function update( int $id, callable $edit ) {
		return $this->change(
			function () use ( $id, $edit ) {
				global $wpdb;
				$stored = $this->row( $id, 'FOR UPDATE' );
				$edited = $stored ? $edit( $stored ) : self::not_found( array( $id ) );
				if ( is_wp_error( $edited ) ) {
					return $edited;
				}
				$this->done( $wpdb->update( Schema::rules_table(), $this->columns( $edited ), array( 'id' => $id ) ) );
				return array( 'id' => $id );
			}
		);
	}

	/**
	 * Enables or disables rules, all of them or none.
	 *
	 * @param int[] $ids     Numbers of the rules.
	 * @param bool  $enabled What they become.
	 * @return array{ids: int[], revision: int}|WP_Error
	 */
	public function set_enabled( array $ids, bool $enabled ) {
		global $wpdb;
		$set = $wpdb->prepare( 'enabled = %d, updated_at = %s, updated_by = %d', (int) $enabled, current_time( 'mysql', true ), get_current_user_id() );
		return $this->for_each_chunk( $ids, 'UPDATE ' . Schema::rules_table() . " SET $set" );
	}

	/**
	 * Changes each of some rules, all of them or none.
	 *
	 * @param int[]    $ids  Numbers of the rules.
	 * @param callable $edit Takes a stored rule; gives the canonical rule to store, or a WP_Error.
	 * @return array{ids: int[], revision: int}|WP_Error
	 */
	public function edit_each( array $ids, callable $edit ) {
		$ids = array_values( array_unique( array_map( 'intval', $ids ) ) );
		return $this->change(
			function () use ( $ids, $edit ) {
				global $wpdb;
				$missing = array();
				foreach ( $ids as $id ) {
					$stored = $this->row( $id, 'FOR UPDATE' );
					if ( ! $stored ) {
						$missing[] = $id;
						continue;
					}
					$edited = $edit( $stored );
					if ( is_wp_error( $edited ) ) {
						return $edited;
					}
					$this->done( $wpdb->update( Schema::rules_table(), $this->columns( $edited ), array( 'id' => $id ) ) );
				}
				return $missing ? self::not_found( $missing ) : array( 'ids' => $ids );
			}
		);
	}

	/**
	 * Puts rules back as they were, under their own numbers, whether they were changed or deleted meanwhile.
	 *
	 * @param array[] $rules   Canonical rules.
	 * @param array[] $history What delete() has told of those that were deleted.
	 * @return array{ids: int[], revision: int}|WP_Error
	 */
	public function restore( array $rules, array $history = array() ) {
		$history = array_column( $history, null, 'id' );
		return $this->change(
			function () use ( $rules, $history ): array {
				global $wpdb;
				$table = Schema::rules_table();
				foreach ( $rules as $rule ) {
					$key     = array( 'id' => $rule['id'] );
					$columns = $this->columns( $rule );
					$this->done(
						$this->row( $rule['id'], 'FOR UPDATE' )
							? $wpdb->update( $table, $columns, $key )
							: $wpdb->insert( $table, $key + $columns + array_intersect_key( $history[ $rule['id'] ] ?? array(), array_flip( self::HISTORY ) ) + array( 'created_at' => current_time( 'mysql', true ) ) )
					);
				}
				return array( 'ids' => array_column( $rules, 'id' ) );
			}
		);
	}

	/**
	 * Deletes rules, all of them or none.
	 *
	 * @param int[] $ids Numbers of the rules.
	 * @return array{ids: int[], history: array[], revision: int}|WP_Error `history`: what restore() needs besides the rules.
	 */
	public function delete( array $ids ) {
		$history = array();
		$deleted = $this->for_each_chunk( $ids, 'DELETE FROM ' . Schema::rules_table(), $history );
		return is_wp_error( $deleted ) ? $deleted : $deleted + array( 'history' => $history );
	}

	/**
	 * Enabled rules in their order, all or none.
	 *
	 * @param int $limit Most rules to read.
	 * @return array[]|null Null if there are more.
	 */
	public function enabled( int $limit ): ?array {
		global $wpdb;
		$table = Schema::rules_table();
		$rows  = $wpdb->get_results(
			$wpdb->prepare( "SELECT id, position, enabled, rule, kind, source FROM $table WHERE enabled = 1 ORDER BY position, id LIMIT %d", $limit + 1 ),
			ARRAY_A
		);
		return count( $rows ) > $limit ? null : array_map( array( RuleJson::class, 'decode' ), $rows );
	}

	/**
	 * The names of the groups there are.
	 *
	 * @return string[]
	 */
	public function groups(): array {
		global $wpdb;
		return $wpdb->get_col( 'SELECT DISTINCT rule_group FROM ' . Schema::rules_table() . " WHERE rule_group <> '' ORDER BY rule_group LIMIT 500" );
	}

	/**
	 * The settings of the site as they were saved; empty if nobody has saved any.
	 */
	public function settings(): array {
		global $wpdb;
		$json     = $wpdb->get_var( 'SELECT value FROM ' . Schema::settings_table() . " WHERE name = 'site'" );
		$settings = json_decode( (string) $json, true );
		return is_array( $settings ) ? $settings : array();
	}

	/**
	 * Saves the settings of the site. They are compiled into the rule file, so they are a change of the rules.
	 *
	 * @param array $settings Settings with nothing left out.
	 * @return array{revision: int}|WP_Error
	 */
	public function save_settings( array $settings ) {
		return $this->change(
			function () use ( $settings ): array {
				global $wpdb;
				$row = array(
					'name'  => 'site',
					'value' => wp_json_encode( $settings, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ),
				);
				$this->done( $wpdb->replace( Schema::settings_table(), $row ) );
				return array();
			}
		);
	}

	/**
	 * The error for rules that are not there.
	 *
	 * @param int[] $ids Numbers of the rules.
	 */
	public static function not_found( array $ids ): WP_Error {
		$named = implode( ', ', array_slice( $ids, 0, 10 ) ) . ( count( $ids ) > 10 ? ', …' : '' );
		return new WP_Error(
			'detour_rule_not_found',
			sprintf(
				/* translators: %s: one or more numbers of rules. */
				_n( 'There is no rule %s: somebody may have deleted it. Nothing was changed; reload the list.', 'There are no rules %s: somebody may have deleted them. Nothing was changed; reload the list.', count( $ids ), 'detour' ),
				$named
			),
			array(
				'status' => 404,
				'ids'    => array_values( $ids ),
			)
		);
	}

	/**
	 * Runs one statement on many rules, after making sure that they all exist.
	 *
	 * @param int[]  $ids       Numbers of the rules.
	 * @param string $statement SQL without its WHERE.
	 * @param array  $history   Gets the id and HISTORY of each rule as they were before.
	 * @return array{ids: int[], revision: int}|WP_Error
	 */
	private function for_each_chunk( array $ids, string $statement, array &$history = array() ) {
		$ids = array_values( array_unique( array_map( 'intval', $ids ) ) );
		return $this->change(
			function () use ( $ids, $statement, &$history ) {
				global $wpdb;
				$table   = Schema::rules_table();
				$columns = implode( ', ', self::HISTORY );
				$chunks  = array_map( static fn( array $chunk ): string => implode( ',', $chunk ), array_chunk( $ids, self::CHUNK ) );
				$missing = $ids;
				foreach ( $chunks as $chunk ) {
					$found = $wpdb->get_results( "SELECT id, $columns FROM $table WHERE id IN ($chunk) FOR UPDATE", ARRAY_A );
					$this->done( ! $wpdb->last_error );
					foreach ( $found as $row ) {
						$history[] = array_replace( $row, array_map( 'intval', array_intersect_key( $row, array( 'id' => 0, 'hits_before' => 0 ) ) ) );
					}
					$missing = array_diff( $missing, array_column( $found, 'id' ) );
				}
				if ( $missing ) {
					return self::not_found( $missing );
				}
				foreach ( $chunks as $chunk ) {
					$this->done( $wpdb->query( "$statement WHERE id IN ($chunk)" ) );
				}
				return array( 'ids' => $ids );
			}
		);
	}

	/**
	 * Runs a change in one transaction together with the next revision.
	 *
	 * The revision is raised first: its row is the lock that lets one writer in at a time, so two can't deadlock.
	 *
	 * @param callable $work Changes rows; gives an array to answer with, or a WP_Error.
	 * @return array|WP_Error What $work gave, with `revision`.
	 */
	public function change( callable $work ) {
		global $wpdb;
		$quiet   = $wpdb->suppress_errors();
		$retries = $wpdb->reconnect_retries;
		try {
			$this->done( $wpdb->query( 'START TRANSACTION' ) );
			// A new connection would be outside of the transaction: better to fail than to save one half.
			$wpdb->reconnect_retries = 0;

			$table = Schema::state_table();
			$this->done( $wpdb->query( "INSERT INTO $table (name, value) VALUES ('revision', 1) ON DUPLICATE KEY UPDATE value = value + 1" ) );
			$this->done( $wpdb->query( "INSERT INTO $table (name, value) VALUES ('changed_at', UNIX_TIMESTAMP()) ON DUPLICATE KEY UPDATE value = VALUES(value)" ) );
			$result = $work();
			if ( is_wp_error( $result ) ) {
				$wpdb->query( 'ROLLBACK' );
				return $result;
			}
			$result['revision'] = $this->state( 'revision' );
			$this->done( $wpdb->query( 'COMMIT' ) );
		} catch ( DatabaseError $error ) {
			$wpdb->query( 'ROLLBACK' );
			return new WP_Error(
				'detour_database',
				/* translators: %s: error message of the database. */
				sprintf( __( 'Nothing was changed: the database refused (%s). Try again; if it happens again, check the database user\'s rights and the free disk space.', 'detour' ), $error->getMessage() ),
				array( 'status' => 500 )
			);
		} catch ( Throwable $error ) {
			$wpdb->query( 'ROLLBACK' );
			throw $error;
		} finally {
			$wpdb->reconnect_retries = $retries;
			$wpdb->suppress_errors( $quiet );
		}

		/**
		 * Fires after a change of the rules was committed.
		 *
		 * @param int $revision New revision.
		 */
		do_action( 'detour_rules_changed', $result['revision'] );
		return $result;
	}

	/**
	 * Stops the transaction if a statement failed.
	 *
	 * @param int|bool $result What wpdb answered.
	 * @throws DatabaseError With the database's own words.
	 */
	public function done( $result ): void {
		global $wpdb;
		if ( false === $result ) {
			throw new DatabaseError( $wpdb->last_error ? $wpdb->last_error : __( 'no reason given', 'detour' ) );
		}
	}

	/**
	 * One rule, possibly locked until the end of the transaction.
	 *
	 * @param int    $id   Number of the rule.
	 * @param string $lock '' or 'FOR UPDATE'.
	 */
	private function row( int $id, string $lock ): ?array {
		global $wpdb;
		$row = $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM ' . Schema::rules_table() . " WHERE id = %d $lock", $id ), ARRAY_A );
		return $row ? RuleJson::decode( $row ) : null;
	}

	/**
	 * A value of the state table.
	 *
	 * @param string $name Name of the row.
	 */
	private function state( string $name ): int {
		global $wpdb;
		return (int) $wpdb->get_var( $wpdb->prepare( 'SELECT value FROM ' . Schema::state_table() . ' WHERE name = %s', $name ) );
	}

	/**
	 * The columns for a rule, apart from the time of its creation.
	 *
	 * @param array $rule Canonical rule.
	 */
	public function columns( array $rule ): array {
		$then = $rule['then'];
		$to   = $then['redirect']['to'] ?? $then['rewrite']['to'] ?? null;
		return array(
			'position'   => $rule['position'],
			'enabled'    => (int) $rule['enabled'],
			'rule'       => RuleJson::encode( $rule ),
			'kind'       => $rule['source']['kind'],
			// Copies for lists and search only, so they may be cut; the rule itself is whole.
			'source'     => mb_substr( $rule['source']['value'], 0, 2048 ),
			'target'     => null === $to ? null : mb_substr( $to, 0, 2048 ),
			'code'       => $then['redirect']['code'] ?? $then['respond']['code'] ?? $then['code'] ?? null,
			'rule_group' => mb_substr( $rule['group'], 0, 191 ),
			'dialect'    => $rule['dialect'],
			'updated_at' => current_time( 'mysql', true ),
			'updated_by' => get_current_user_id(),
		);
	}

	/**
	 * The condition of a list.
	 *
	 * @param ListQuery $query What to show.
	 */
	private function where( ListQuery $query ): string {
		global $wpdb;
		$conditions = array( '1 = 1' );
		if ( '' !== $query->search ) {
			// A third of the time of LIKE, and as blind to upper and lower case.
			$conditions[] = $wpdb->prepare( '(LOCATE(%s, source) OR LOCATE(%s, target))', $query->search, $query->search );
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
		return implode( ' AND ', $conditions );
	}
}
