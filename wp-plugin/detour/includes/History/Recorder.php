<?php
/**
 * What a change does, for the history.
 *
 * @package Detour
 */

namespace Detour\WordPress\History;

use Detour\WordPress\Rules\DatabaseError;
use Detour\WordPress\Rules\Schema;

// phpcs:disable WordPress.DB -- SQL for an open transaction; names of tables and columns are ours, values go through prepare().

/**
 * Writes the history of one change in the change's own transaction: each rule as it was before and as it is afterwards.
 *
 * The database copies the rules itself, so a change of a hundred thousand of them costs PHP nothing.
 */
final class Recorder {
	/**
	 * What can be done to rules. `permalink` and `trash`: WordPress moved or removed a page. `campaign`, `domain-move` and
	 * `languages` are the work of an assistant, FALLBACKS that of the agent.
	 */
	public const ACTIONS = array( 'create', 'update', 'enable', 'disable', 'delete', 'move', 'restore', 'import', 'undo', 'settings', 'permalink', 'trash', 'campaign', 'domain-move', 'languages', ...self::FALLBACKS );

	/**
	 * What the agent does: a rule leads to its fallback because its target is broken, or no longer does. There is nothing to take back.
	 */
	public const FALLBACKS = array( 'fallback', 'fallback-over' );

	/**
	 * A row of the table `rules` as the JSON of its rule. One that is damaged gives no JSON, and can't be put back.
	 */
	public const IMAGE = "CONCAT('{\"id\":', rules.id, ',\"enabled\":', IF(rules.enabled, 'true', 'false'), ',\"position\":', rules.position, ',', SUBSTRING(rules.rule, 2))";

	/**
	 * Ids in one statement.
	 */
	private const CHUNK = 500;

	/**
	 * Numbers of rules that are kept already, as keys.
	 *
	 * @var array<int, int>
	 */
	private array $kept = array();

	/**
	 * Takes what is recorded.
	 *
	 * @param int    $batch  Revision that the change makes: everything of one change has the same number.
	 * @param string $action One of ACTIONS.
	 */
	public function __construct( private int $batch, private string $action ) {}

	/**
	 * Keeps rules that are about to be changed or deleted. What a rule was at first counts.
	 *
	 * @param int[] $ids Numbers of the rules.
	 */
	public function before( array $ids ): void {
		$new         = array_diff_key( array_flip( $ids ), $this->kept );
		$this->kept += $new;
		foreach ( array_chunk( array_keys( $new ), self::CHUNK ) as $chunk ) {
			$this->before_where( 'id IN (' . implode( ',', $chunk ) . ')' );
		}
	}

	/**
	 * Keeps rules that are about to be changed or deleted.
	 *
	 * @param string $where Condition for them.
	 */
	public function before_where( string $where ): void {
		$this->copy( self::IMAGE . ', NULL, rules.created_at, rules.hits_before, rules.last_hit', $where );
	}

	/**
	 * Notes rules that were added.
	 *
	 * @param string $where Condition for the rules.
	 */
	public function added( string $where ): void {
		$this->copy( 'NULL, ' . self::IMAGE . ', NULL, 0, NULL', $where );
	}

	/**
	 * Keeps the settings, as the rule with the number 0.
	 *
	 * @param string|null $old JSON before; null for none.
	 * @param string|null $new JSON afterwards.
	 */
	public function settings( ?string $old, ?string $new ): void {
		global $wpdb;
		$value = static fn( ?string $json ): string => null === $json ? 'NULL' : $wpdb->prepare( '%s', $json );
		DatabaseError::check( $wpdb->query( $this->insert() . ' VALUES (' . $this->head( '0' ) . ", {$value( $old )}, {$value( $new )}, NULL, 0, NULL) ON DUPLICATE KEY UPDATE new_rule = VALUES(new_rule)" ) );
	}

	/**
	 * Notes what has become of the rules, and forgets those that have stayed as they were.
	 */
	public function finish(): void {
		global $wpdb;
		$history = Schema::table( 'history' );
		$rules   = Schema::rules_table();
		DatabaseError::check( $wpdb->query( "UPDATE $history AS history INNER JOIN $rules AS rules ON rules.id = history.rule SET history.new_rule = " . self::IMAGE . " WHERE history.batch = {$this->batch}" ) );
		DatabaseError::check( $wpdb->query( "DELETE FROM $history WHERE batch = {$this->batch} AND CAST(old_rule AS BINARY) <=> CAST(new_rule AS BINARY)" ) );
	}

	/**
	 * Notes rules, unless they have been already.
	 *
	 * @param string $columns What is noted of each, in SQL: old and new rule, and what is no part of the old one.
	 * @param string $where   Condition for them.
	 */
	private function copy( string $columns, string $where ): void {
		global $wpdb;
		$head = $this->head( 'rules.id' );
		DatabaseError::check( $wpdb->query( $this->insert() . " SELECT $head, $columns FROM " . Schema::rules_table() . " AS rules WHERE $where ON DUPLICATE KEY UPDATE batch = VALUES(batch)" ) );
	}

	/**
	 * The beginning of a statement that notes something.
	 */
	private function insert(): string {
		return 'INSERT INTO ' . Schema::table( 'history' ) . ' (batch, rule, time, user_id, action, old_rule, new_rule, created_at, hits_before, last_hit)';
	}

	/**
	 * The first columns of what is noted.
	 *
	 * @param string $rule Number of the rule, in SQL.
	 */
	private function head( string $rule ): string {
		global $wpdb;
		return $wpdb->prepare( "%d, $rule, UNIX_TIMESTAMP(), %d, %s", $this->batch, get_current_user_id(), $this->action );
	}
}
