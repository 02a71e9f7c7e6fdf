<?php
/**
 * A must-use plugin of the test site.
 */

// WordPress' own page would ask another server for them; the tests fail when anything does.
add_filter( 'pre_option_show_avatars', '__return_zero' );

// Shows the site from right to left to a browser with this cookie, as no translation is installed that would.
add_action(
	'init',
	static function (): void {
		if ( 'rtl' === ( $_COOKIE['detour_direction'] ?? '' ) ) {
			$GLOBALS['wp_locale']->text_direction = 'rtl';
			// Made before, by the direction of the language.
			wp_styles()->text_direction = 'rtl';
		}
	}
);

// Shows the site without pretty permalinks to a browser with this cookie: REST is under /?rest_route= then.
add_filter(
	'pre_option_permalink_structure',
	static fn( $value ) => 'plain' === ( $_COOKIE['detour_permalinks'] ?? '' ) ? '' : $value
);
