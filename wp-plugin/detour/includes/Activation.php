<?php
/**
 * What happens when the plugin is switched on and off.
 *
 * @package Detour
 */

namespace Detour\WordPress;

use Detour\WordPress\Audit\Schedule;
use Detour\WordPress\History\Retention;
use Detour\WordPress\Network\Sites;
use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Slugs\Children;

/**
 * Makes the tables. Deactivation leaves all data as it is: the agent goes on serving the saved rules.
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

	/**
	 * Deactivation hook.
	 *
	 * @param bool $on_network Whether all sites of the network lose the plugin at once.
	 */
	public static function deactivate( $on_network = false ): void {
		$on_network ? Sites::each( array( self::class, 'unschedule' ) ) : self::unschedule();
	}

	/**
	 * Takes back what the current site has asked of cron, which has nothing to call any more.
	 */
	public static function unschedule(): void {
		wp_unschedule_hook( Retention::EVENT );
		wp_unschedule_hook( Children::EVENT );
		wp_unschedule_hook( Schedule::HOOK );
	}
}
