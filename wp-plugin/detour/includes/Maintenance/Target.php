<?php
/**
 * Where visitors are sent during the maintenance.
 *
 * @package Detour
 */

namespace Detour\WordPress\Maintenance;

/**
 * Tells what is wrong with a target that no check of the rule can see: it knows neither the pages of the site nor its host.
 */
final class Target {
	/**
	 * What visitors would meet instead of a page; null if all is well.
	 *
	 * @param string $to A path of the site, or a URL.
	 */
	public static function warning( string $to ): ?string {
		if ( '' === $to ) {
			return null;
		}
		preg_match( '~^[^:]+://[^/]+~', home_url(), $site );
		if ( ! str_starts_with( $to, '/' ) ) {
			$is_here = strtolower( (string) wp_parse_url( $to, PHP_URL_HOST ) ) === strtolower( (string) wp_parse_url( home_url(), PHP_URL_HOST ) );
			return $is_here
				/* translators: %s: URL. */
				? sprintf( __( '%s is on this site, so visitors are redirected there again and again. Write its path, as /back-soon/, which is let through.', 'detour' ), $to )
				: null;
		}
		$path = (string) wp_parse_url( $to, PHP_URL_PATH );
		$home = trailingslashit( (string) wp_parse_url( home_url(), PHP_URL_PATH ) );
		if ( trailingslashit( $path ) === $home || url_to_postid( ( $site[0] ?? '' ) . $path ) || is_file( ABSPATH . rawurldecode( substr( $path, strlen( $home ) ) ) ) ) {
			return null;
		}
		/* translators: %s: path. */
		return sprintf( __( 'There is no page of this site at %s, so visitors may find nothing there. Publish one, or choose the address of another site.', 'detour' ), $to );
	}
}
