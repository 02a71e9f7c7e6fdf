<?php
/**
 * Who may see and change rules.
 *
 * @package Detour
 */

namespace Detour\WordPress;

use WP_Error;

/**
 * One capability for the screen and every REST route.
 */
final class Capability {
	/**
	 * Name of the capability.
	 */
	public static function name(): string {
		/**
		 * Filters the capability that is needed to see and change redirects.
		 *
		 * @param string $capability Default `manage_options`.
		 */
		$capability = apply_filters( 'detour_capability', 'manage_options' );

		// A filter that returns nonsense must not open the door.
		return is_string( $capability ) && '' !== $capability ? $capability : 'manage_options';
	}

	/**
	 * Permission callback of the REST routes.
	 *
	 * @return true|WP_Error
	 */
	public static function check_rest() {
		if ( current_user_can( self::name() ) ) {
			return true;
		}
		$message = is_user_logged_in()
			/* translators: %s: name of a capability. */
			? sprintf( __( 'Your account may not manage redirects: it lacks the capability "%s". Ask an administrator.', 'detour' ), self::name() )
			: __( 'Log in, or send the REST nonce or an application password, to manage redirects.', 'detour' );
		return new WP_Error( 'detour_forbidden', $message, array( 'status' => rest_authorization_required_code() ) );
	}
}
