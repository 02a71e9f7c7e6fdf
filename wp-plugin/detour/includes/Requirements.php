<?php
/**
 * What the plugin needs to run at all.
 *
 * @package Detour
 */

namespace Detour\WordPress;

/**
 * Says in a notice what is too old and keeps the plugin from starting.
 *
 * The PHP extension is no requirement: rules can be looked at without it, and Status says what is missing.
 */
final class Requirements {
	public const PHP       = '8.1';
	public const WORDPRESS = '6.6';

	/**
	 * True when the plugin can start; otherwise an admin notice is set up.
	 *
	 * @return bool
	 */
	public static function met() {
		$unmet = self::unmet( PHP_VERSION, get_bloginfo( 'version' ) );
		if ( ! $unmet ) {
			return true;
		}
		add_action(
			'admin_notices',
			static function () use ( $unmet ) {
				if ( ! current_user_can( 'activate_plugins' ) ) {
					return;
				}
				foreach ( $unmet as $requirement ) {
					/* translators: 1: name of a program, 2: version needed, 3: version found. */
					$text = __( 'Detour is not running: it needs %1$s %2$s or newer, and this site has %3$s. Update it, or deactivate Detour.', 'detour' );
					printf(
						'<div class="notice notice-error"><p>%s</p></div>',
						esc_html( sprintf( $text, $requirement[0], $requirement[1], $requirement[2] ) )
					);
				}
			}
		);
		return false;
	}

	/**
	 * The requirements that the given versions do not meet.
	 *
	 * @param string $php       Version of PHP.
	 * @param string $wordpress Version of WordPress, possibly a pre-release as "6.6-RC1".
	 * @return array[] Lists of name, version needed, version found.
	 */
	public static function unmet( $php, $wordpress ) {
		$unmet = array();
		if ( version_compare( $php, self::PHP, '<' ) ) {
			$unmet[] = array( 'PHP', self::PHP, $php );
		}
		// A release candidate of the first good version is good enough.
		if ( version_compare( preg_replace( '/-.*$/', '', $wordpress ), self::WORDPRESS, '<' ) ) {
			$unmet[] = array( 'WordPress', self::WORDPRESS, $wordpress );
		}
		return $unmet;
	}
}
