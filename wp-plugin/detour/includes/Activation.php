<?php
/**
 * What happens when the plugin is switched on and off.
 *
 * @package Detour
 */

namespace Detour\WordPress;

use Detour\WordPress\Audit\Schedule;
use Detour\WordPress\Cache\Due;
use Detour\WordPress\History\Retention;
use Detour\WordPress\Network\EachSite;
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
	 * Deactivation hook: cron has nothing to call any more.
	 *
	 * @param bool $network_wide Whether it is switched off for all sites of a network.
	 */
	public static function deactivate( $network_wide = false ): void {
		if ( $network_wide ) {
			EachSite::visit( array( self::class, 'unschedule' ) );
		} else {
			self::unschedule();
		}
	}

	/**
	 * Takes what is planned on the current site out of cron.
	 */
	public static function unschedule(): void {
		wp_unschedule_hook( Retention::EVENT );
		wp_unschedule_hook( Children::EVENT );
		wp_unschedule_hook( Schedule::HOOK );
		wp_unschedule_hook( Due::EVENT );
	}
}
