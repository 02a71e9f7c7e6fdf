<?php
/**
 * Every site of an installation.
 *
 * @package Detour
 */

namespace Detour\WordPress\Network;

/**
 * Does something on each site of a network, or on the one site there is.
 */
final class EachSite {
	/**
	 * Sites that are read at a time: a network may have more than fit into memory.
	 */
	private const CHUNK = 100;

	/**
	 * Visits each site.
	 *
	 * @param callable $work  Does the work for the current site.
	 * @param int      $chunk Sites that are read at a time, for tests.
	 */
	public static function visit( callable $work, int $chunk = self::CHUNK ): void {
		if ( ! is_multisite() ) {
			$work();
			return;
		}
		$offset = 0;
		do {
			$sites = get_sites(
				array(
					'fields' => 'ids',
					'number' => $chunk,
					'offset' => $offset,
				)
			);
			foreach ( $sites as $site ) {
				switch_to_blog( $site );
				$work();
				restore_current_blog();
			}
			$offset += $chunk;
		} while ( $sites );
	}
}
