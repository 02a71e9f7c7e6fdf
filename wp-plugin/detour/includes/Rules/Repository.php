<?php
/**
 * Rules in the database.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

use WP_Error;

// phpcs:disable WordPress.DB -- This is the one place for SQL; names of tables and columns are ours, values go through prepare().

/**
 * Reads rules, and changes them so that a rule and the revision change together or not at all.
 *
 * Every change answers with the new revision, or with a WP_Error after which the database is as it was before.
 */
final class Repository {
	/**
	 * Counts the changes.
	 *
	 * @var Revision
	 */
	private Revision $revision;

	/**
	 * Makes the repository of the current site.
	 */
	public function __construct() {
		$this->revision = new Revision();
	}

	/**
	 * The revision of the rules as committed.
	 */
	public function revision(): int {
		return $this->revision->current();
	}

	/**
	 * Seconds since the plugin last changed a rule, by the database's own clock.
	 */
	public function seconds_since_change(): int {
		return $this->revision->seconds_since_change();
	}

	/**
	 * One rule, or null.
	 *
	 * @param int $id Number of the rule.
	 */
	public function find( int $id ): ?array {
		global $wpdb;
		$row = $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM ' . Schema::rules_table() . ' WHERE id = %d', $id ), ARRAY_A );
		return $row ? RuleJson::decode( $row ) : null;
	}

	/**
	 * One page of rules, what was counted of each, how it is, and how many there are on all pages.
	 *
	 * @param ListQuery $query What to show.
	 * @return array{rules: array[], counts: array[], health: array<string|null>, total: int}|WP_Error `counts`: hits and last_hit
	 *         (Unix time or null). `health`: as Health::of().
	 */
	public function list( ListQuery $query ) {
		global $wpdb;
		$table = Schema::rules_table();
		$join  = 'LEFT JOIN ' . Schema::table( 'rule_hits' ) . ' AS counts ON counts.rule = rules.id';
		$quiet = $wpdb->suppress_errors();
		list( $ids, $total, $error ) = $this->page( $query, $query->is_by_counts() ? $join : '' );
		$list  = implode( ',', array_map( 'intval', $ids ? $ids : array( 0 ) ) );
		$rows  = $wpdb->get_results(
			"SELECT rules.*, counts.hits AS counted, counts.last_hit AS last_counted FROM $table AS rules $join WHERE rules.id IN ($list) ORDER BY FIELD(rules.id, $list)",
			ARRAY_A
		);
		$error = $error ? $error : $wpdb->last_error;
		$found = Health::found( $list );
		$error = $error ? $error : $wpdb->last_error;
		$wpdb->suppress_errors( $quiet );
		if ( $error ) {
			/* translators: %s: error message of the database. */
			return new WP_Error( 'detour_database', sprintf( __( 'The rules could not be read from the database: %s', 'detour' ), $error ), array( 'status' => 500 ) );
		}
		$rules  = array_map( array( RuleJson::class, 'decode' ), $rows );
		$counts = array_map( array( self::class, 'counts' ), $rows );
		return array(
			'rules'  => $rules,
			'counts' => $counts,
			'health' => array_map( static fn( array $rule, array $count ): ?string => Health::of( $rule, $count['last_hit'] || $count['hits'], $found[ $rule['id'] ] ?? null ), $rules, $counts ),
			'total'  => $total,
		);
	}

	/**
	 * Numbers of all rules of a list, on whatever page.
	 *
	 * @param ListQuery $query What to show.
	 * @param int       $limit Most of them.
	 * @return int[]
	 */
	public function ids( ListQuery $query, int $limit ): array {
		global $wpdb;
		$table = Schema::rules_table();
		return array_map( 'intval', $wpdb->get_col( "SELECT id FROM $table AS rules WHERE " . ListCondition::of( $query ) . ' ORDER BY position, id' . $wpdb->prepare( ' LIMIT %d', $limit ) ) );
	}

	/**
	 * Numbers of the rules of one page, and how many there are on all pages.
	 *
	 * Numbers are sorted before rules are read: with all their text a large table would be sorted on disk.
	 *
	 * @param ListQuery $query What to show.
	 * @param string    $join  Join that the order needs.
	 * @return array{string[], int, string} Numbers, total, and the error of the database.
	 */
	private function page( ListQuery $query, string $join ): array {
		global $wpdb;
		$table       = Schema::rules_table();
		$where       = ListCondition::of( $query );
		$is_filtered = '1 = 1' !== $where;
		// Filtered, the index of the order would be walked through the whole table to fill one page.
		$from   = "$table AS rules " . ( $is_filtered ? 'IGNORE INDEX FOR ORDER BY (order_of_rules)' : '' ) . " $join WHERE $where";
		$select = static fn( string $what, bool $descending, int $limit, int $offset ): array => $wpdb->get_col(
			$wpdb->prepare( "SELECT $what FROM $from ORDER BY " . ( $descending ? "{$query->order_by} DESC, id DESC" : "{$query->order_by}, id" ) . ' LIMIT %d OFFSET %d', $limit, $offset )
		);
		if ( $is_filtered && 0 === $query->offset() ) {
			// One walk that also counts does for page and total.
			$ids   = $select( 'SQL_CALC_FOUND_ROWS id', $query->descending, $query->limit(), 0 );
			$error = $wpdb->last_error;
			return array( $ids, (int) $wpdb->get_var( 'SELECT FOUND_ROWS()' ), $error ? $error : $wpdb->last_error );
		}
		$total = (int) $wpdb->get_var( "SELECT COUNT(*) FROM $table AS rules WHERE $where" );
		$error = $wpdb->last_error;
		$limit = min( $query->limit(), $total - $query->offset() );
		if ( $error || $limit < 1 ) {
			return array( array(), $total, $error );
		}
		// Rules before the page have to be sorted as well, so a page of the second half is read from the end.
		$ids = 2 * $query->offset() > $total
			? array_reverse( $select( 'id', ! $query->descending, $limit, $total - $query->offset() - $limit ) )
			: $select( 'id', $query->descending, $limit, $query->offset() );
		return array( $ids, $total, $wpdb->last_error );
	}

	/**
	 * Saves a new rule.
	 *
	 * @param array $rule Canonical rule; its id is not used.
	 * @return array{id: int, revision: int}|WP_Error
	 */
	public function create( array $rule ) {
		return $this->change( 'create', static fn( Change $change ): array => array( 'id' => $change->insert( $rule ) ) );
	}

	/**
	 * Changes one rule. Nobody else can change it between the reading and the writing.
	 *
	 * @param int      $id   Number of the rule.
	 * @param callable $edit Takes the stored rule; gives the canonical rule to store, or a WP_Error.
	 * @return array{id: int, revision: int}|WP_Error
	 */
	public function update( int $id, callable $edit ) {
		$done = $this->edit_each( array( $id ), $edit );
		return is_wp_error( $done ) ? $done : array(
			'id'       => $id,
			'revision' => $done['revision'],
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
		$ids = self::unique( $ids );
		return $this->change(
			$enabled ? 'enable' : 'disable',
			static function ( Change $change ) use ( $ids, $enabled ) {
				$done = $change->set_enabled( $ids, $enabled );
				return is_wp_error( $done ) ? $done : array( 'ids' => $ids );
			}
		);
	}

	/**
	 * Changes each of some rules, all of them or none.
	 *
	 * @param int[]    $ids  Numbers of the rules.
	 * @param callable $edit Takes a stored rule; gives the canonical rule to store, or a WP_Error.
	 * @return array{ids: int[], revision: int}|WP_Error
	 */
	public function edit_each( array $ids, callable $edit ) {
		$ids = self::unique( $ids );
		return $this->change(
			'update',
			static function ( Change $change ) use ( $ids, $edit ) {
				$missing = array();
				$change->history->before( $ids );
				foreach ( $ids as $id ) {
					$stored = $change->find( $id );
					if ( ! $stored ) {
						$missing[] = $id;
						continue;
					}
					$edited = $edit( $stored );
					if ( is_wp_error( $edited ) ) {
						return $edited;
					}
					$change->replace( $id, $edited );
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
			'restore',
			static function ( Change $change ) use ( $rules, $history ): array {
				foreach ( $rules as $rule ) {
					$id = $rule['id'];
					if ( $change->find( $id ) ) {
						$change->replace( $id, $rule );
					} else {
						$change->insert( $rule, array( 'id' => $id ) + ( $history[ $id ] ?? array() ) );
					}
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
		$ids = self::unique( $ids );
		return $this->change(
			'delete',
			static function ( Change $change ) use ( $ids ) {
				$kept = $change->delete( $ids );
				return is_wp_error( $kept ) ? $kept : array(
					'ids'     => $ids,
					'history' => $kept,
				);
			}
		);
	}

	/**
	 * Lets rules be counted from 0 again. What they do stays the same, so the revision does too.
	 *
	 * @param int[] $ids Numbers of the rules.
	 * @return array{ids: int[]}|WP_Error
	 */
	public function reset_hits( array $ids ) {
		global $wpdb;
		$ids   = self::unique( $ids );
		$quiet = $wpdb->suppress_errors();
		$error = '';
		foreach ( array_chunk( $ids, 500 ) as $chunk ) {
			$list  = implode( ',', $chunk );
			$wpdb->query( 'DELETE FROM ' . Schema::table( 'rule_hits' ) . " WHERE rule IN ($list)" );
			$error = $error ? $error : $wpdb->last_error;
			$wpdb->query( 'UPDATE ' . Schema::rules_table() . " SET hits_before = 0, last_hit = NULL WHERE id IN ($list)" );
			$error = $error ? $error : $wpdb->last_error;
		}
		$wpdb->suppress_errors( $quiet );
		/* translators: %s: error message of the database. */
		return $error ? new WP_Error( 'detour_database', sprintf( __( 'Not all hits were set to 0: the database refused (%s). Try again.', 'detour' ), $error ), array( 'status' => 500 ) ) : array( 'ids' => $ids );
	}

	/**
	 * Runs a change in one transaction together with the next revision.
	 *
	 * @param string   $action What is done, as the history will name it.
	 * @param callable $work   Takes the open Change; gives an array to answer with, or a WP_Error.
	 * @return array|WP_Error What $work gave, with `revision`.
	 */
	public function change( string $action, callable $work ) {
		return $this->revision->raise( $action, $work );
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
		// Reading thousands of rules only to find that there are more takes longer than to look first.
		if ( $wpdb->get_var( $wpdb->prepare( "SELECT 1 FROM $table WHERE enabled = 1 LIMIT 1 OFFSET %d", $limit ) ) ) {
			return null;
		}
		$rows = $wpdb->get_results( "SELECT id, position, enabled, rule, kind, source FROM $table WHERE enabled = 1 ORDER BY position, id", ARRAY_A );
		return array_map( array( RuleJson::class, 'decode' ), $rows );
	}

	/**
	 * The greatest number of a rule; 0 if there is none.
	 */
	public function last_id(): int {
		global $wpdb;
		return (int) $wpdb->get_var( 'SELECT MAX(id) FROM ' . Schema::rules_table() );
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
			'settings',
			static function ( Change $change ) use ( $settings ): array {
				$change->save_settings( wp_json_encode( $settings, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ) );
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
	 * Each number once.
	 *
	 * @param int[] $ids Numbers of rules.
	 * @return int[]
	 */
	private static function unique( array $ids ): array {
		return array_values( array_unique( array_map( 'intval', $ids ) ) );
	}

	/**
	 * How often a rule has acted and when last, what was counted before it came here included.
	 *
	 * @param array $row Row of the list.
	 */
	private static function counts( array $row ): array {
		$last = max( (int) $row['last_counted'], null === $row['last_hit'] ? 0 : (int) strtotime( $row['last_hit'] . ' UTC' ) );
		return array(
			'hits'     => (int) $row['hits_before'] + (int) $row['counted'],
			'last_hit' => $last ? $last : null,
		);
	}
}
