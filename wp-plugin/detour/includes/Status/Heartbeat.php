<?php
/**
 * Whether an agent is at work.
 *
 * @package Detour
 */

namespace Detour\WordPress\Status;

/**
 * An agent that brings hits in signs every ten minutes, beside how far it has read each spool.
 */
final class Heartbeat {
	/**
	 * After this many seconds without a sign it is not at work: twice the time between two.
	 */
	private const PATIENCE = 20 * MINUTE_IN_SECONDS;

	/**
	 * Seconds since the last sign of any agent, by the database's own clock; null if there never was one.
	 */
	public function seconds(): ?int {
		global $wpdb;
		// The agents of a network sign in the tables of its first site.
		$table   = ( is_multisite() ? $wpdb->base_prefix : $wpdb->prefix ) . 'detour_spool';
		$quiet   = $wpdb->suppress_errors();
		$seconds = $wpdb->get_var( "SELECT UNIX_TIMESTAMP() - MAX(updated_at) FROM $table" ); // phpcs:ignore WordPress.DB -- Only the table's name is put in.
		$wpdb->suppress_errors( $quiet );
		return null === $seconds ? null : max( 0, (int) $seconds );
	}

	/**
	 * Whether an agent is at work; null if it can't be told.
	 */
	public function beats(): ?bool {
		$seconds = $this->seconds();
		return null === $seconds ? null : $seconds <= self::PATIENCE;
	}
}
