<?php
/**
 * What WordPress does not check of the arguments of REST requests.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rest;

use WP_Error;
use WP_REST_Request;

/**
 * Refuses two things. What sanitizing has made of an argument, if its schema doesn't allow that: WordPress checks arguments
 * before, and null not at all, so that the JSON `{"per_page": null}` would become a page of no entries. And text that is not
 * UTF-8, of which the database makes an error.
 */
final class CheckedArguments {
	/**
	 * Format of an argument that takes any bytes, such as a file's.
	 */
	public const ANY_BYTES = 'binary';

	/**
	 * Hooks in.
	 */
	public static function register(): void {
		add_filter( 'rest_request_before_callbacks', array( self::class, 'check' ), 10, 3 );
	}

	/**
	 * Filters what is answered before a callback is called.
	 *
	 * @param mixed                $response Null, or the error that the request already has.
	 * @param array<string, mixed> $handler  Endpoint, with its `args`.
	 * @param WP_REST_Request      $request  Request.
	 * @return mixed
	 */
	public static function check( $response, $handler, $request ) {
		if ( is_wp_error( $response ) || ! str_starts_with( $request->get_route(), '/detour/v1/' ) ) {
			return $response;
		}
		foreach ( $handler['args'] ?? array() as $name => $argument ) {
			if ( null === $request[ $name ] || ! isset( $argument['type'] ) ) {
				continue;
			}
			// A rule is checked by the extension, which knows better words.
			$own   = array_key_exists( 'validate_callback', $argument ) && null === $argument['validate_callback'];
			$valid = $own ? true : rest_validate_value_from_schema( $request[ $name ], $argument, $name );
			if ( ! is_wp_error( $valid ) && self::ANY_BYTES !== ( $argument['format'] ?? '' ) && ! self::is_text( $request[ $name ] ) ) {
				/* translators: %s: name of an argument. */
				$valid = new WP_Error( 'rest_invalid_param', sprintf( __( 'The argument "%s" is not UTF-8. Send it in that encoding; other bytes of a URL as %%XX.', 'detour' ), $name ) );
			}
			if ( is_wp_error( $valid ) ) {
				$valid->add_data( array( 'status' => 400 ) );
				return $valid;
			}
		}
		return $response;
	}

	/**
	 * Whether every text in a value is UTF-8.
	 *
	 * @param mixed $value Value.
	 */
	private static function is_text( $value ): bool {
		if ( is_array( $value ) ) {
			foreach ( $value as $key => $inner ) {
				if ( ! self::is_text( (string) $key ) || ! self::is_text( $inner ) ) {
					return false;
				}
			}
		}
		return ! is_string( $value ) || 1 === preg_match( '//u', $value );
	}
}
