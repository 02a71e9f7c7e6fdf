<?php
/**
 * Runs when the plugin is deleted.
 *
 * Keeps everything unless the site said otherwise: rules are worth more than the table they take.
 * To have them deleted: Tools → Detour → Settings, or wp option update detour_delete_data_on_uninstall 1
 *
 * @package Detour
 */

namespace Detour\WordPress;

use Detour\WordPress\Links\Index;
use Detour\WordPress\Maintenance\Maintenance;
use Detour\WordPress\Network\EachSite;
use Detour\WordPress\Permalinks\Former;
use Detour\WordPress\Privacy\PolicyText;
use Detour\WordPress\Rules\Nudge;
use Detour\WordPress\Rules\ListViews;
use Detour\WordPress\Rules\SavedViews;
use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Runtime\Agent;
use Detour\WordPress\Settings\Options;

if ( ! defined( 'WP_UNINSTALL_PLUGIN' ) ) {
	exit;
}

require_once __DIR__ . '/includes/Autoloader.php';
Autoloader::register( __DIR__ . '/includes' );

/**
 * Deletes the data of the current site, if its option says so.
 *
 * @param Nudge $nudge File that the agent watches.
 */
function uninstall_site( Nudge $nudge ): void {
	Activation::unschedule();
	if ( ! Options::get( 'delete_data_on_uninstall' ) ) {
		return;
	}
	( new Schema() )->drop();
	Options::delete();
	delete_option( Maintenance::OPTION );
	delete_option( Index::OPTION );
	delete_option( Former::OPTION );
	if ( ! is_multisite() ) {
		// The users of a network belong to its other sites as well.
		delete_metadata( 'user', 0, SavedViews::META, '', true );
		delete_metadata( 'user', 0, ListViews::META, '', true );
	}
	delete_option( Agent::OPTION );
	delete_option( PolicyText::OPTION );
	delete_option( 'detour_audit' );
	delete_option( 'detour_audit_settings' );
	$nudge->remove();
}

EachSite::visit( static fn() => uninstall_site( new Nudge() ) );
