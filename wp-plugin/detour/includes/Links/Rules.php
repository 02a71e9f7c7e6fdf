<?php
/**
 * Rules that let pages name others, in the database.
 *
 * @package Detour
 */

namespace Detour\WordPress\Links;

use Detour\WordPress\Rules\RuleJson;
use Detour\WordPress\Rules\Schema;

// phpcs:disable WordPress.DB -- SQL over all rules; names of tables and columns are ours, values go through prepare().

/**
 * Finds the rules with `canonical` or `alternates`.
 */
final class Rules {
	/**
	 * Most of them: what is made of them is loaded with every page.
	 */
	public const MOST = 300;

	/**
	 * How these fields look in the JSON of a rule. No text in it can: its quotation marks would have backslashes.
	 */
	private const SIGNS = array( '"canonical":true', '"alternates":{' );

	/**
	 * Whether a rule is one of them.
	 *
	 * @param string $json Rule.
	 */
	public static function is_one( string $json ): bool {
		return str_contains( $json, self::SIGNS[0] ) || str_contains( $json, self::SIGNS[1] );
	}

	/**
	 * Whether all that is read of a rule is what it should be. Somebody may have edited the table by hand, and no page is to fail.
	 *
	 * @param array $rule Rule.
	 */
	private static function is_sound( array $rule ): bool {
		$texts = array( ...array_values( $rule['source'] ), ...array_values( (array) ( $rule['schedule'] ?? array() ) ) );
		foreach ( array( $rule['then'], $rule['else'] ?? array() ) as $action ) {
			$redirect = is_array( $action ) ? $action['redirect'] ?? array( 'to' => '' ) : array();
			if ( ! is_array( $redirect ) || ! is_array( $redirect['alternates'] ?? array() ) ) {
				return false;
			}
			// A name with anything else in it could end its place in a header.
			$names = array_filter( array_keys( $redirect['alternates'] ?? array() ), static fn( $name ): bool => ! preg_match( '/\A[A-Za-z0-9-]+\z/', $name ) );
			$texts = array( ...$texts, $redirect['to'] ?? null, ...array_values( $redirect['alternates'] ?? array() ), ...( $names ? array( null ) : array() ) );
		}
		return array_filter( $texts, 'is_string' ) === $texts;
	}

	/**
	 * Those that are enabled, in their order.
	 *
	 * @return array[]
	 */
	public function enabled(): array {
		global $wpdb;
		$table = Schema::rules_table();
		$rows  = $wpdb->get_results( $wpdb->prepare( "SELECT id, position, enabled, rule, kind, source FROM $table WHERE enabled = 1 AND (LOCATE(%s, CAST(rule AS BINARY)) OR LOCATE(%s, CAST(rule AS BINARY))) ORDER BY position, id LIMIT %d", ...self::SIGNS, ...array( self::MOST ) ), ARRAY_A );
		return array_filter( array_map( array( RuleJson::class, 'decode' ), $rows ), array( self::class, 'is_sound' ) );
	}
}
