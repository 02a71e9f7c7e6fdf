<?php
/**
 * Which entries of the log are meant.
 *
 * @package Detour
 */

namespace Detour\WordPress\Log;

/**
 * Everything that the log can be filtered by. What is null or empty does not filter.
 */
final class Filter {
	/**
	 * Takes the filters.
	 *
	 * @param int|null $from     Unix time of the first entry.
	 * @param int|null $until    Unix time after the last entry.
	 * @param int|null $rule     Number of a rule, with its origin in the upper bits.
	 * @param int[]    $codes    Codes.
	 * @param string[] $kinds    Of hit, loop and not-found.
	 * @param string   $method   Method.
	 * @param string   $ip       Beginning of an address.
	 * @param string   $search   Part of the URL or the target.
	 * @param string   $referrer Part of the referrer.
	 * @param string   $agent    Part of the user agent.
	 */
	public function __construct(
		public readonly ?int $from = null,
		public readonly ?int $until = null,
		public readonly ?int $rule = null,
		public readonly array $codes = array(),
		public readonly array $kinds = array(),
		public readonly string $method = '',
		public readonly string $ip = '',
		public readonly string $search = '',
		public readonly string $referrer = '',
		public readonly string $agent = ''
	) {}

	/**
	 * The same filter for another stretch of time.
	 *
	 * @param int|null $from  Unix time of the first entry.
	 * @param int|null $until Unix time after the last entry.
	 */
	public function between( ?int $from, ?int $until ): self {
		return new self( ...array_replace( get_object_vars( $this ), compact( 'from', 'until' ) ) );
	}
}
