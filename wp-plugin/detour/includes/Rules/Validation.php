<?php
/**
 * Asks the PHP extension whether rules and settings are valid.
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
	 * The extension's functions: `rule` and `settings`. Null when the extension is not loaded.
	 *
	 * @var array<string, callable>|null
	 */
	private ?array $functions;

	/**
	 * Takes the function to ask, for tests.
	 *
	 * @param callable|null|false $validate Default those of the extension; null for "not loaded".
	 */
	public function __construct( $validate = false ) {
		if ( false === $validate ) {
			$this->functions = function_exists( 'Detour\validate_settings' )
				? array(
					'rule'     => 'Detour\validate',
					'settings' => 'Detour\validate_settings',
				)
				: null;
			return;
		}
		$this->functions = $validate ? array_fill_keys( array( 'rule', 'settings' ), $validate ) : null;
	}

	/**
	 * Checks a rule and fills in what it leaves out.
	 *
	 * @param array $rule     Rule as it came in.
	 * @param array $settings Settings of the site, which its examples depend on.
	 * @return array{rule: array, warnings: array[]}|WP_Error
	 */
	public function check( array $rule, array $settings = array() ) {
		// Only examples depend on the settings. Those that can't be used say so where they are kept.
		$usable = is_wp_error( $this->ask( 'settings', $settings ) ) ? array() : $settings;
		$result = $this->ask( 'rule', $rule, $usable );
		return is_wp_error( $result ) ? $result : array(
			'rule'     => $result['rule'],
			'warnings' => array_values( $result['warnings'] ?? array() ),
		);
	}

	/**
	 * Checks settings of the site and fills in what they leave out.
	 *
	 * @param array $settings Settings as they came in.
	 * @return array|WP_Error
	 */
	public function check_settings( array $settings ) {
		$result = $this->ask( 'settings', $settings );
		return is_wp_error( $result ) ? $result : $result['settings'];
	}

	/**
	 * Asks the extension.
	 *
	 * @param string $what         Which function.
	 * @param array  ...$arguments What it takes.
	 * @return array|WP_Error
	 */
	private function ask( string $what, array ...$arguments ) {
		if ( null === $this->functions ) {
			return new WP_Error(
				'detour_extension_missing',
				__( 'Nothing was saved: the PHP extension "detour" is not loaded in this PHP, so rules and settings can\'t be checked. Ask your host to install it (extension=detour.so in php.ini) and to reload PHP, then save again.', 'detour' ),
				array( 'status' => 503 )
			);
		}
		try {
			$result = ( $this->functions[ $what ] )( ...$arguments );
		} catch ( Throwable $error ) {
			return new WP_Error(
				'detour_extension_failed',
				/* translators: %s: error message of the PHP extension. */
				sprintf( __( 'Nothing was saved: the PHP extension "detour" failed while it checked what came in: %s', 'detour' ), $error->getMessage() ),
				array( 'status' => 500 )
			);
		}
		return empty( $result['valid'] ) ? self::invalid( $result['errors'] ?? array(), $what ) : $result;
	}

	/**
	 * The error for a rule or settings with problems.
	 *
	 * @param array[] $problems Field, value, message and fix of each.
	 * @param string  $what     `rule` or `settings`.
	 */
	public static function invalid( array $problems, string $what = 'rule' ): WP_Error {
		$first   = $problems[0] ?? array();
		$message = self::sentence( $first['message'] ?? __( 'This is not valid', 'detour' ) );
		$fix     = self::sentence( $first['fix'] ?? '' );
		$text    = empty( $first['field'] )
			/* translators: 1: what is wrong with a rule, 2: what to do. */
			? sprintf( __( 'Nothing was saved. %1$s %2$s', 'detour' ), $message, $fix )
			/* translators: 1: name of a field as source.value, 2: the value given, 3: what is wrong with it, 4: what to do. */
			: sprintf( __( 'Nothing was saved. %1$s is "%2$s": %3$s %4$s', 'detour' ), $first['field'], $first['value'] ?? '', $message, $fix );
		return new WP_Error(
			"detour_invalid_$what",
			trim( $text ),
			array(
				'status'   => 400,
				'problems' => array_values( $problems ),
			)
		);
	}

	/**
	 * A problem in words: what is wrong, and the way out.
	 *
	 * @param array $problem Message and fix.
	 */
	public static function words( array $problem ): string {
		return trim( self::sentence( $problem['message'] ?? '' ) . ' ' . self::sentence( $problem['fix'] ?? '' ) );
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
