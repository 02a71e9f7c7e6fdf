<?php
/**
 * Which URLs a rule takes, by way of example.
 *
 * @package Detour
 */

namespace Detour\WordPress\Trial;

use ValueError;

/**
 * URLs made from a rule, each with what the engine says of it.
 */
final class Likenesses {
	/**
	 * As `Detour\preview()` gives them. None if it can't be told, as by an extension that is older than this plugin.
	 *
	 * @param array $rule     Sound rule.
	 * @param array $settings Settings of the site.
	 * @return array{url: string, variant: string, read_as: string, matches: bool, location: ?string}[]
	 */
	public static function of( array $rule, array $settings ): array {
		if ( ! function_exists( 'Detour\preview' ) ) {
			return array();
		}
		try {
			return \Detour\preview( $rule, home_url(), $settings )['urls'];
		} catch ( ValueError $error ) {
			// The address of the site is none that can be asked.
			return array();
		}
	}
}
