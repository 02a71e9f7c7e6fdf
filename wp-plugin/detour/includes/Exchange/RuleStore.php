<?php
/**
 * Many rules at once, into the database and out of it.
 *
 * @package Detour
 */

namespace Detour\WordPress\Exchange;

use Detour\WordPress\Rules\Change;
use Detour\WordPress\Rules\DatabaseError;
use Detour\WordPress\Rules\Order;
use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Rules\RuleJson;
use Detour\WordPress\Rules\Schema;
use WP_Error;

// phpcs:disable WordPress.DB -- SQL for many rows; names of tables and columns are ours, values go through prepare().

/**
 * Adds the rules of an import in one transaction, or none, and takes them back.
 *
 * What an import leaves in the table of state is shared with the agent: a row `import_FIRST_LAST` with the ids of its first
 * and last rule, whose value is the import's number (the revision that it made); and a row `imported_SECTION` for each
 * section of the settings that it brought.
 */
final class RuleStore {
	/**
	 * Rows in one statement.
	 */
	private const CHUNK = 200;

	/**
	 * Takes the repository, whose transactions are used.
	 *
	 * @param Repository $repository Repository of the rules.
	 */
	public function __construct( private Repository $repository ) {}

	/**
	 * The revision of the rules as committed.
	 */
	public function revision(): int {
		return $this->repository->revision();
	}

	/**
	 * All rules in their order, as canonical JSON. A damaged row gives what is left of it, which is no rule.
	 *
	 * @return string[]|WP_Error
	 */
	public function texts() {
		global $wpdb;
		$table    = Schema::rules_table();
		$rules    = array();
		$position = -1;
		$id       = 0;
		do {
			$rows = $wpdb->get_results(
				$wpdb->prepare( "SELECT id, position, enabled, rule, kind, source FROM $table WHERE position > %d OR (position = %d AND id > %d) ORDER BY position, id LIMIT 2000", $position, $position, $id )
			);
			if ( $wpdb->last_error ) {
				/* translators: %s: error message of the database. */
				return new WP_Error( 'detour_database', sprintf( __( 'The rules could not be read from the database: %s', 'detour' ), $wpdb->last_error ), array( 'status' => 500 ) );
			}
			foreach ( $rows as $row ) {
				$id       = (int) $row->id;
				$position = (int) $row->position;
				// Decoding would lose which of its empty arrays are objects.
				$rules[] = str_starts_with( $row->rule, '{"' ) && is_array( json_decode( $row->rule, true ) )
					? sprintf( '{"id":%d,"enabled":%s,"position":%d,', $id, $row->enabled ? 'true' : 'false', $position ) . substr( $row->rule, 1 )
					: wp_json_encode( RuleJson::decode( (array) $row ) );
			}
		} while ( $rows );
		return $rules;
	}

	/**
	 * Adds the rules that were read behind those that are there, unless the site has the very same ones.
	 *
	 * @param array        $read     What the extension has read, with rules in JSON.
	 * @param int          $revision Of the rules that it was compared with.
	 * @param Running|null $running  Who may call it off.
	 * @return array{import: ?int, added: int, already_there: int, revision: int}|WP_Error
	 */
	public function add( array $read, int $revision, ?Running $running = null ) {
		$new = array();
		foreach ( $read['rules'] as $index => $text ) {
			if ( 'present' !== ( $read['changes'][ $index ]['change'] ?? '' ) ) {
				$rule = json_decode( $text, true );
				// Position, then id: in one number, because there may be a hundred thousand.
				$new[ $index ] = ( $rule['position'] << 31 ) + min( $rule['id'], 0x7fffffff );
			}
		}
		$counts = array(
			'added'         => count( $new ),
			'already_there' => count( $read['rules'] ) - count( $new ),
		);
		if ( ! $new ) {
			return array( 'import' => null ) + $counts + array( 'revision' => $this->revision() );
		}
		asort( $new );
		$done = $this->repository->change(
			'import',
			function ( Change $change ) use ( $read, $new, $revision, $running ) {
				global $wpdb;
				if ( $change->revision !== $revision + 1 ) {
					return new WP_Error( 'detour_import_conflict', __( 'Nothing was imported: somebody else has just changed rules, or imported the same. Look at the rules, and try again.', 'detour' ), array( 'status' => 409 ) );
				}
				$table  = Schema::rules_table();
				$last   = (int) $wpdb->get_var( "SELECT MAX(id) FROM $table" );
				$behind = ( Order::last() ?? -1 ) + 1;
				foreach ( array_chunk( array_keys( $new ), self::CHUNK ) as $indexes ) {
					if ( $running?->is_cancelled() ) {
						return self::cancelled();
					}
					$this->insert( $change, $read, $indexes, $behind );
				}
				$change->history->added( "id > $last" );
				if ( $running?->is_cancelled() ) {
					return self::cancelled();
				}
				$import = $change->revision;
				$this->add_settings( $change, $read['settings'] ?? array() );
				$state = Schema::state_table();
				DatabaseError::check( $wpdb->query( "INSERT INTO $state (name, value) SELECT CONCAT('import_', MIN(id), '_', MAX(id)), $import FROM $table WHERE id > $last" ) );
				return array();
			}
		);
		return is_wp_error( $done ) ? $done : array( 'import' => $done['revision'] ) + $counts + $done;
	}

	/**
	 * The error for an import that was called off.
	 */
	private static function cancelled(): WP_Error {
		return new WP_Error( 'detour_import_cancelled', __( 'The import was cancelled. Nothing was imported.', 'detour' ), array( 'status' => 409 ) );
	}

	/**
	 * Imports that can be taken back, the last first.
	 *
	 * @return array[] Of each: number, how many rules are left, and, while the history knows, `time` (Unix) and `user_name`.
	 */
	public function imports(): array {
		global $wpdb;
		$found = array();
		foreach ( $wpdb->get_results( 'SELECT name, value FROM ' . Schema::state_table() . " WHERE name LIKE 'import\\_%\\_%' ORDER BY value DESC LIMIT 20" ) as $row ) {
			$where   = $this->condition( $row->name );
			$made    = $wpdb->get_row( $wpdb->prepare( 'SELECT time, user_id FROM ' . Schema::table( 'history' ) . ' WHERE batch = %d LIMIT 1', $row->value ) );
			$user    = $made ? get_userdata( (int) $made->user_id ) : false;
			$found[] = array(
				'import'    => (int) $row->value,
				'rules'     => $where ? (int) $wpdb->get_var( 'SELECT COUNT(*) FROM ' . Schema::rules_table() . " WHERE $where" ) : 0,
				'time'      => $made ? (int) $made->time : null,
				'user_name' => $user ? $user->display_name : '',
			);
		}
		return $found;
	}

	/**
	 * Takes an import back: all its rules but those that were changed since.
	 *
	 * @param int|null $import Number of the import; the last one if none is given.
	 * @return array{import: int, removed: int, kept: int, revision: int}|WP_Error
	 */
	public function undo( ?int $import ) {
		return $this->repository->change( 'undo', fn( Change $change ) => $this->take_back( $change, $import ) );
	}

	/**
	 * Takes an import back within a change.
	 *
	 * @param Change   $change Open change.
	 * @param int|null $import Number of the import; the last one if none is given.
	 * @return array{import: int, removed: int, kept: int}|WP_Error
	 */
	public function take_back( Change $change, ?int $import ) {
		global $wpdb;
		$state = Schema::state_table();
		$which = null === $import ? '' : $wpdb->prepare( ' AND value = %d', $import );
		$found = $wpdb->get_row( "SELECT name, value FROM $state WHERE name LIKE 'import\\_%\\_%'$which ORDER BY value DESC LIMIT 1" );
		$where = $found ? $this->condition( $found->name ) : '';
		if ( ! $where ) {
			return new WP_Error( 'detour_no_import', __( 'There is no such import to take back. Nothing was changed; reload the list.', 'detour' ), array( 'status' => 404 ) );
		}
		$rules     = Schema::rules_table();
		$untouched = "$where AND updated_at <=> created_at";
		$change->history->before_where( $untouched );
		$removed = $wpdb->query( "DELETE FROM $rules WHERE $untouched" );
		DatabaseError::check( $removed );
		$kept = (int) $wpdb->get_var( "SELECT COUNT(*) FROM $rules WHERE $where" );
		DatabaseError::check( $wpdb->delete( $state, array( 'name' => $found->name ) ) );
		$this->remove_settings( $change );
		return array(
			'import'  => (int) $found->value,
			'removed' => (int) $removed,
			'kept'    => $kept,
		);
	}

	/**
	 * Condition for the rules of an import; '' if the name is that of none.
	 *
	 * @param string $name Name in the table of state.
	 */
	private function condition( string $name ): string {
		return preg_match( '/^import_(\d+)_(\d+)$/D', $name, $ids ) ? "id BETWEEN $ids[1] AND $ids[2]" : '';
	}

	/**
	 * Inserts some of the rules.
	 *
	 * @param Change $change  Open change.
	 * @param array  $read    What was read.
	 * @param int[]  $indexes Which rules of it.
	 * @param int    $behind  Position of the first.
	 */
	private function insert( Change $change, array $read, array $indexes, int $behind ): void {
		global $wpdb;
		$rows  = array();
		$names = '';
		foreach ( $indexes as $index ) {
			$columns             = $change->columns( json_decode( $read['rules'][ $index ], true ) );
			$columns['position'] = max( $columns['position'], min( $behind + $columns['position'], Order::BEHIND_ALL - 1 ) );
			$hits                = $read['hits'][ $index ] ?? array();
			$columns            += array(
				'created_at'  => $columns['updated_at'],
				'hits_before' => $hits['hits'] ?? 0,
				'last_hit'    => isset( $hits['last'] ) ? gmdate( 'Y-m-d H:i:s', $hits['last'] ) : null,
			);

			$names  = implode( ', ', array_keys( $columns ) );
			$values = array_map( static fn( $value ): string => null === $value ? 'NULL' : $wpdb->prepare( is_int( $value ) ? '%d' : '%s', $value ), $columns );
			$rows[] = '(' . implode( ', ', $values ) . ')';
		}
		DatabaseError::check( $wpdb->query( 'INSERT INTO ' . Schema::rules_table() . " ($names) VALUES " . implode( ', ', $rows ) ) );
	}

	/**
	 * Adds sections to the settings, unless the site has them. Settings that can't be read stay as they are.
	 *
	 * @param Change $change   Open change, the import.
	 * @param array  $sections Sections by name.
	 */
	private function add_settings( Change $change, array $sections ): void {
		global $wpdb;
		$settings = $this->settings();
		foreach ( $settings ? $sections : array() as $name => $section ) {
			if ( isset( $settings->$name ) ) {
				continue;
			}
			$settings->$name = $section;
			$this->save_settings( $change, $settings );
			$row = array(
				'name'  => "imported_$name",
				'value' => $change->revision,
			);
			DatabaseError::check( $wpdb->replace( Schema::state_table(), $row ) );
		}
	}

	/**
	 * Removes the sections that imports brought which are taken back, unless rules of their dialect are left.
	 *
	 * @param Change $change Open change.
	 */
	private function remove_settings( Change $change ): void {
		global $wpdb;
		$state = Schema::state_table();
		$rules = Schema::rules_table();
		$names = $wpdb->get_col(
			"SELECT name FROM $state WHERE name LIKE 'imported\\_%' AND value NOT IN (SELECT value FROM $state WHERE name LIKE 'import\\_%\\_%')
			AND REPLACE(SUBSTRING(name, 10), '_', '-') NOT IN (SELECT dialect FROM $rules)"
		);
		if ( ! $names ) {
			return;
		}
		$settings = $this->settings();
		if ( $settings ) {
			$sections = array_map( static fn( string $name ): string => substr( $name, strlen( 'imported_' ) ), $names );
			$this->save_settings( $change, (object) array_diff_key( (array) $settings, array_flip( $sections ) ) );
		}
		foreach ( $names as $name ) {
			DatabaseError::check( $wpdb->delete( $state, array( 'name' => $name ) ) );
		}
	}

	/**
	 * The settings as they are kept, with their empty objects; null if they can't be read.
	 */
	private function settings(): ?object {
		global $wpdb;
		$json     = $wpdb->get_var( 'SELECT value FROM ' . Schema::settings_table() . " WHERE name = 'site'" );
		$settings = json_decode( $json ?? '{}' );
		return is_object( $settings ) ? $settings : null;
	}

	/**
	 * Saves the settings.
	 *
	 * @param Change $change   Open change.
	 * @param object $settings All of them.
	 */
	private function save_settings( Change $change, object $settings ): void {
		$change->save_settings( wp_json_encode( $settings, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ) );
	}
}
