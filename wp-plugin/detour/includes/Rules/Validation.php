<?php
/**
 * Asks the PHP extension whether a rule is valid.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

use Throwable;
use WP_Error;

/**
 * The plugin has no validator of its own: what a rule may be is decided once, by the code that will serve it.
 */
final class Validation {
	/**
	 * The extension's function, or null when the extension is not loaded.
	 *
	 * @var callable|null
	 */
	private $validate;

	/**
	 * Takes the function to ask, for tests.
	 *
	 * @param callable|null|false $validate Default `Detour\validate`; null for "not loaded".
	 */
	public function __construct( $validate = false ) {
		$this->validate = false === $validate ? ( function_exists( 'Detour\validate' ) ? 'Detour\validate' : null ) : $validate;
	}

	/**
	 * Checks a rule and fills in what it leaves out.
	 *
	 * @param array $rule Rule as it came in.
	 * @return array{rule: array, warnings: array[]}|WP_Error
	 */
	public function check( array $rule ) {
		if ( null === $this->validate ) {
			return new WP_Error(
				'detour_extension_missing',
				__( 'Nothing was saved: the PHP extension "detour" is not loaded in this PHP, so the rule can\'t be checked. Ask your host to install it (extension=detour.so in php.ini) and to reload PHP, then save again.', 'detour' ),
				array( 'status' => 503 )
			);
		}
		try {
			$result = ( $this->validate )( $rule );
		} catch ( Throwable $error ) {
			return new WP_Error(
				'detour_extension_failed',
				/* translators: %s: error message of the PHP extension. */
				sprintf( __( 'Nothing was saved: the PHP extension "detour" failed while it checked the rule: %s', 'detour' ), $error->getMessage() ),
				array( 'status' => 500 )
			);
		}
		if ( empty( $result['valid'] ) ) {
			return self::invalid( $result['errors'] ?? array() );
		}
		return array(
			'rule'     => $result['rule'],
			'warnings' => array_values( $result['warnings'] ?? array() ),
		);
	}

	/**
	 * The error for a rule with problems.
	 *
	 * @param array[] $problems Field, value, message and fix of each.
	 */
	public static function invalid( array $problems ): WP_Error {
		$first   = $problems[0] ?? array();
		$message = self::sentence( $first['message'] ?? __( 'The rule is not valid', 'detour' ) );
		$fix     = self::sentence( $first['fix'] ?? '' );
		$text    = empty( $first['field'] )
			/* translators: 1: what is wrong with a rule, 2: what to do. */
			? sprintf( __( 'Nothing was saved. %1$s %2$s', 'detour' ), $message, $fix )
			/* translators: 1: name of a field as source.value, 2: the value given, 3: what is wrong with it, 4: what to do. */
			: sprintf( __( 'Nothing was saved. %1$s is "%2$s": %3$s %4$s', 'detour' ), $first['field'], $first['value'] ?? '', $message, $fix );
		return new WP_Error(
			'detour_invalid_rule',
			trim( $text ),
			array(
				'status'   => 400,
				'problems' => array_values( $problems ),
			)
		);
	}

	/**
	 * Ends a text with a full stop if it has no end of its own.
	 *
	 * @param string $text Text without markup.
	 */
	private static function sentence( string $text ): string {
		$text = trim( $text );
		return '' === $text || preg_match( '/[.!?:]$/', $text ) ? $text : $text . '.';
	}
}
