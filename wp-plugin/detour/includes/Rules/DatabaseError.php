<?php
/**
 * A query that failed.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

use RuntimeException;

/**
 * Stops a transaction. Revision catches it and answers with a WP_Error.
 */
final class DatabaseError extends RuntimeException {
	/**
	 * Stops the transaction if a statement failed.
	 *
	 * @param int|bool $result What wpdb answered.
	 * @throws self With the database's own words.
	 */
	public static function check( $result ): void {
		global $wpdb;
		if ( false === $result ) {
			throw new self( $wpdb->last_error ? $wpdb->last_error : __( 'no reason given', 'detour' ) );
		}
	}
}
