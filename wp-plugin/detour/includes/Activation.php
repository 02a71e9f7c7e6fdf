<?php
/**
 * What happens when the plugin is switched on.
 *
 * @package Detour
 */

namespace Detour\WordPress;

use Detour\WordPress\Rules\Schema;

/**
 * Makes the tables. Deactivation leaves everything as it is: the agent goes on serving the saved rules.
 */
final class Activation {
	/**
	 * Activation hook.
	 *
	 * On a network each further site makes its own tables with its first request (Schema::upgrade()).
	 */
	public static function activate(): void {
		$error = ( new Schema() )->install();
		if ( $error ) {
			wp_die( esc_html( $error->get_error_message() ), '', array( 'back_link' => true ) );
		}
	}
}
