<?php
/**
 * Detour
 *
 * @wordpress-plugin
 * Plugin Name:       Detour
 * Description:       Redirects that PHP answers before WordPress boots: keep the rules here, the detour extension serves them.
 * Version:           0.1.0
 * Requires at least: 6.6
 * Requires PHP:      8.1
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       detour
 * Domain Path:       /languages
 *
 * This file and the two it loads first stay readable for PHP 7.2, so that an old PHP gets a notice instead of a parse error.
 *
 * @package Detour
 */

namespace Detour\WordPress;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

define( 'DETOUR_PLUGIN_VERSION', '0.1.0' );

require_once __DIR__ . '/includes/Autoloader.php';

Autoloader::register( __DIR__ . '/includes' );

if ( Requirements::met() ) {
	( new Plugin( __FILE__ ) )->hook();
}
