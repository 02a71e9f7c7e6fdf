<?php
/**
 * Numbers of rules in the tables of events.
 *
 * @package Detour
 */

namespace Detour\WordPress\Log;

/**
 * An id with its origin in the bits above, as the extension counts them.
 */
final class RuleNumber {
	private const SHIFT = 60;

	/**
	 * Origins by their bits; the words are those of the extension.
	 */
	public const ORIGINS = array( 'native', 'redirection', 'rank-math' );

	/**
	 * Id and origin of a number; both null for 0, which stands for no rule.
	 *
	 * @param int $number Number.
	 * @return array{rule: ?int, origin: ?string}
	 */
	public static function name( int $number ): array {
		return array(
			'rule'   => $number ? $number & ( ( 1 << self::SHIFT ) - 1 ) : null,
			'origin' => $number ? self::ORIGINS[ $number >> self::SHIFT ] ?? 'native' : null,
		);
	}

	/**
	 * The number of a rule.
	 *
	 * @param int    $id     Id within its origin.
	 * @param string $origin One of ORIGINS.
	 */
	public static function of( int $id, string $origin = 'native' ): int {
		return $id | ( (int) array_search( $origin, self::ORIGINS, true ) << self::SHIFT );
	}
}
