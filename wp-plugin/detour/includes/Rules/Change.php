<?php
/**
 * A change of the rules that is under way.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

use Detour\WordPress\History\Recorder;
use WP_Error;

// phpcs:disable WordPress.DB -- SQL for an open transaction; names of tables and columns are ours, values go through prepare().

/**
 * Writes rules in the transaction that Revision has opened, and lets the history know each of them as it was before.
 */
final class Change {
	/**
	 * Ids in one statement. Thousands may come in, and a statement has a size limit.
	 */
	private const CHUNK = 500;

	/**
	 * Columns of a rule that are no part of its JSON, and that only who deletes it can still tell.
	 */
	private const KEPT = array( 'created_at', 'hits_before', 'last_hit' );

	/**
	 * Takes what the change is.
	 *
	 * @param int      $revision Revision that it makes.
	 * @param Recorder $history  Who keeps what was before.
	 */
	public function __construct( public readonly int $revision, public readonly Recorder $history ) {}

	/**
	 * A rule, which nobody else can change until the end of the transaction; or null.
	 *
	 * @param int $id Number of the rule.
	 */
	public function find( int $id ): ?array {
		global $wpdb;
		$row = $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM ' . Schema::rules_table() . ' WHERE id = %d FOR UPDATE', $id ), ARRAY_A );
		return $row ? RuleJson::decode( $row ) : null;
	}

	/**
	 * Saves a new rule.
	 *
	 * @param array $rule Canonical rule.
	 * @param array $kept KEPT of a rule that comes back, with its `id`.
	 * @return int Number of the rule.
	 */
	public function insert( array $rule, array $kept = array() ): int {
		global $wpdb;
		$kept    = array_intersect_key( $kept, array_flip( array( 'id', ...self::KEPT ) ) );
		$columns = $kept + $this->columns( $rule ) + array( 'created_at' => current_time( 'mysql', true ) );
		DatabaseError::check( $wpdb->insert( Schema::rules_table(), $columns ) );
		$id = (int) $wpdb->insert_id;
		$this->history->added( "id = $id" );
		return $id;
	}

	/**
	 * Saves another rule in the place of one.
	 *
	 * @param int   $id   Number of the rule.
	 * @param array $rule Canonical rule.
	 */
	public function replace( int $id, array $rule ): void {
		global $wpdb;
		$this->history->before( array( $id ) );
		DatabaseError::check( $wpdb->update( Schema::rules_table(), $this->columns( $rule ), array( 'id' => $id ) ) );
	}

	/**
	 * Saves a rule in the place of the one with its number, or as a new one if there is none.
	 *
	 * @param array $rule Canonical rule; the id of a new one is 0.
	 * @return int Number of the rule.
	 */
	public function save( array $rule ): int {
		if ( ! $rule['id'] || ! $this->find( $rule['id'] ) ) {
			return $this->insert( $rule );
		}
		$this->replace( $rule['id'], $rule );
		return $rule['id'];
	}

	/**
	 * Gives a rule another position, and leaves all else of it as it is.
	 *
	 * @param int $id       Number of the rule.
	 * @param int $position Position.
	 */
	public function place( int $id, int $position ): void {
		global $wpdb;
		$this->history->before( array( $id ) );
		$columns = array(
			'position'   => $position,
			'updated_at' => current_time( 'mysql', true ),
			'updated_by' => get_current_user_id(),
		);
		DatabaseError::check( $wpdb->update( Schema::rules_table(), $columns, array( 'id' => $id ) ) );
	}

	/**
	 * Enables or disables rules, all of them or none.
	 *
	 * @param int[] $ids     Numbers of the rules.
	 * @param bool  $enabled What they become.
	 * @return array[]|WP_Error As lock().
	 */
	public function set_enabled( array $ids, bool $enabled ) {
		global $wpdb;
		$set = $wpdb->prepare( 'enabled = %d, updated_at = %s, updated_by = %d', (int) $enabled, current_time( 'mysql', true ), get_current_user_id() );
		return $this->for_each_chunk( $ids, 'UPDATE ' . Schema::rules_table() . " SET $set" );
	}

	/**
	 * Deletes rules, all of them or none.
	 *
	 * @param int[] $ids Numbers of the rules.
	 * @return array[]|WP_Error As lock().
	 */
	public function delete( array $ids ) {
		return $this->for_each_chunk( $ids, 'DELETE FROM ' . Schema::rules_table() );
	}

	/**
	 * Saves the settings of the site.
	 *
	 * @param string|null $json All of them; null for those of a new site.
	 */
	public function save_settings( ?string $json ): void {
		global $wpdb;
		$table = Schema::settings_table();
		$this->history->settings( $wpdb->get_var( "SELECT value FROM $table WHERE name = 'site'" ), $json );
		DatabaseError::check(
			null === $json
				? $wpdb->delete( $table, array( 'name' => 'site' ) )
				: $wpdb->replace(
					$table,
					array(
						'name'  => 'site',
						'value' => $json,
					)
				)
		);
	}

	/**
	 * The columns for a rule, apart from the time of its creation.
	 *
	 * @param array $rule Canonical rule.
	 */
	public function columns( array $rule ): array {
		$to = RuleJson::target( $rule );
		return array(
			'position'   => $rule['position'],
			'enabled'    => (int) $rule['enabled'],
			'rule'       => RuleJson::encode( $rule ),
			'kind'       => $rule['source']['kind'],
			// Copies for lists and search only, so they may be cut; the rule itself is whole.
			'source'     => mb_substr( $rule['source']['value'], 0, 2048 ),
			'target'     => null === $to ? null : mb_substr( $to, 0, 2048 ),
			'code'       => RuleJson::code( $rule ),
			'rule_group' => mb_substr( $rule['group'], 0, 191 ),
			'dialect'    => $rule['dialect'],
			'note'       => mb_substr( $rule['note'], 0, 2048 ),
			'updated_at' => current_time( 'mysql', true ),
			'updated_by' => get_current_user_id(),
		);
	}

	/**
	 * Locks rules, all of them or none.
	 *
	 * @param string[] $chunks Numbers of the rules, with commas between.
	 * @return array[]|WP_Error The id and KEPT of each.
	 */
	private function lock( array $chunks ) {
		global $wpdb;
		$table   = Schema::rules_table();
		$columns = implode( ', ', self::KEPT );
		$missing = array();
		$kept    = array();
		foreach ( $chunks as $chunk ) {
			$found = $wpdb->get_results( "SELECT id, $columns FROM $table WHERE id IN ($chunk) FOR UPDATE", ARRAY_A );
			DatabaseError::check( ! $wpdb->last_error );
			foreach ( $found as $row ) {
				$kept[] = array_replace( $row, array_map( 'intval', array_intersect_key( $row, array( 'id' => 0, 'hits_before' => 0 ) ) ) );
			}
			array_push( $missing, ...array_diff( explode( ',', $chunk ), array_column( $found, 'id' ) ) );
		}
		return $missing ? Repository::not_found( array_map( 'intval', $missing ) ) : $kept;
	}

	/**
	 * Runs one statement on many rules, after making sure that they all exist.
	 *
	 * @param int[]  $ids       Numbers of the rules.
	 * @param string $statement SQL without its WHERE.
	 * @return array[]|WP_Error As lock().
	 */
	private function for_each_chunk( array $ids, string $statement ) {
		global $wpdb;
		$chunks = array_map( static fn( array $chunk ): string => implode( ',', $chunk ), array_chunk( $ids, self::CHUNK ) );
		$kept   = $this->lock( $chunks );
		if ( ! is_wp_error( $kept ) ) {
			$this->history->before( $ids );
			foreach ( $chunks as $chunk ) {
				DatabaseError::check( $wpdb->query( "$statement WHERE id IN ($chunk)" ) );
			}
		}
		return $kept;
	}
}
