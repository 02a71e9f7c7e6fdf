<?php
/**
 * Addresses of pages and terms.
 *
 * @package Detour
 */

namespace Detour\WordPress\Slugs;

use WP_Error;

/**
 * The path of a page as rules write it.
 */
final class Address {
	/**
	 * The path of a published page that has one of its own; null otherwise.
	 *
	 * @param int $post Number of the page.
	 */
	public static function of_post( int $post ): ?string {
		$type = (string) get_post_type( $post );
		if ( 'publish' !== get_post_status( $post ) || 'attachment' === $type || ! is_post_type_viewable( $type ) ) {
			return null;
		}
		return self::path( get_permalink( $post ) );
	}

	/**
	 * The path of a term that can be visited; null otherwise.
	 *
	 * @param int    $term     Number of the term.
	 * @param string $taxonomy Its taxonomy.
	 */
	public static function of_term( int $term, string $taxonomy ): ?string {
		return is_taxonomy_viewable( $taxonomy ) ? self::path( get_term_link( $term, $taxonomy ) ) : null;
	}

	/**
	 * The spellings in which a rule may name the same path.
	 *
	 * @param string $path Path as path() gives it.
	 * @return string[]
	 */
	public static function spellings( string $path ): array {
		$bare = untrailingslashit( $path );
		// Paths are whole ones, so the folder of the site is in them already.
		preg_match( '~^[^:]+://[^/]+~', home_url(), $site );
		return array_values( array_unique( array( $path, $bare, "$bare/", ( $site[0] ?? '' ) . $path ) ) );
	}

	/**
	 * The path of a URL, decoded as people write it. Null if it is not of this site, or if only its query tells the page.
	 *
	 * @param string|false|WP_Error $url URL.
	 */
	public static function path( $url ): ?string {
		$parts = is_string( $url ) ? wp_parse_url( $url ) : false;
		if ( ! $parts || isset( $parts['query'] ) || ( $parts['host'] ?? '' ) !== wp_parse_url( home_url(), PHP_URL_HOST ) ) {
			return null;
		}
		return self::decoded( $parts['path'] ?? '/' );
	}

	/**
	 * A path as people write it.
	 *
	 * @param string $path Path of a URL.
	 */
	public static function decoded( string $path ): string {
		$decoded = rawurldecode( $path );
		// What means something else in a source or target stays escaped, and so does what is no text.
		return preg_match( '/[\x00-\x1f%?#*${}\\\\]|\/\//', $decoded ) || ! mb_check_encoding( $decoded, 'UTF-8' ) ? $path : $decoded;
	}
}
