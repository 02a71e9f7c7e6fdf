<?php
/**
 * The condition for a path as people write it.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

/**
 * A path, or with a star at its end all paths that begin so.
 */
final class PathCondition {
	/**
	 * The condition in a rule's JSON.
	 *
	 * @param string $path Path; a query is left aside.
	 */
	public static function of( string $path ): array {
		$path = (string) strtok( $path, '?#' );
		return array(
			'path' => str_ends_with( $path, '*' )
				? array( 'matches' => '^' . addcslashes( substr( $path, 0, -1 ), '\\.+*?()[]{}|^$' ) )
				: array( 'is' => $path ),
		);
	}
}
