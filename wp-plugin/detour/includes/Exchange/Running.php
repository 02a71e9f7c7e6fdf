<?php
/**
 * An import that is under way.
 *
 * @package Detour
 */

namespace Detour\WordPress\Exchange;

use Detour\WordPress\Rules\Schema;
use wpdb;

// phpcs:disable WordPress.DB -- Locks, and rules that are not committed; names of tables are ours, values go through prepare().

/**
 * Lets one request see how far the import of another has come, and call it off.
 *
 * Nothing is written for it: the importing connection holds a lock of the database, and another lock tells it to stop. Both
 * go with their connection, however a request ends.
 */
final class Running {
	/**
	 * Longest time to wait for an import to stop, seconds. It looks once in some hundred rules.
	 */
	private const PATIENCE = 20;

	/**
	 * Takes the connection, for tests.
	 *
	 * @param wpdb|null $database Default: WordPress' own.
	 */
	public function __construct( private ?wpdb $database = null ) {}

	/**
	 * From here on this request's import can be called off.
	 */
	public function begin(): void {
		$this->ask( 'GET_LOCK(%s, 0)', 'import' );
	}

	/**
	 * The import is over.
	 */
	public function end(): void {
		$this->ask( 'RELEASE_LOCK(%s)', 'import' );
	}

	/**
	 * Whether somebody has called it off.
	 */
	public function is_cancelled(): bool {
		return null !== $this->ask( 'IS_USED_LOCK(%s)', 'cancel' );
	}

	/**
	 * Calls the import of another request off.
	 *
	 * @return bool Whether there is one.
	 */
	public function cancel(): bool {
		return null !== $this->ask( 'IS_USED_LOCK(%s)', 'import' ) && '1' === $this->ask( 'GET_LOCK(%s, 0)', 'cancel' );
	}

	/**
	 * Waits until the import that was called off has ended, and lets others begin.
	 *
	 * @return bool Whether it has ended in time.
	 */
	public function wait(): bool {
		$ended = '1' === $this->ask( 'GET_LOCK(%s, ' . self::PATIENCE . ')', 'import' );
		$this->ask( 'RELEASE_LOCK(%s)', 'import' );
		$this->ask( 'RELEASE_LOCK(%s)', 'cancel' );
		return $ended;
	}

	/**
	 * Rules that were added and that nobody else sees yet.
	 */
	public function added(): int {
		$database = $this->database();
		$table    = Schema::rules_table();
		$last     = (int) $database->get_var( "SELECT MAX(id) FROM $table" );
		// For the next question only.
		$database->query( 'SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED' );
		return (int) $database->get_var( "SELECT COUNT(*) FROM $table WHERE id > $last" );
	}

	/**
	 * Asks about a lock. Its name is that of the site's table: locks are shared by all databases of a server.
	 *
	 * @param string $question Function of the database.
	 * @param string $lock     Which lock.
	 */
	private function ask( string $question, string $lock ): ?string {
		return $this->database()->get_var( $this->database()->prepare( "SELECT $question", "detour_$lock" . md5( DB_NAME . Schema::rules_table() ) ) );
	}

	/**
	 * The connection.
	 */
	private function database(): wpdb {
		return $this->database ?? $GLOBALS['wpdb'];
	}
}
