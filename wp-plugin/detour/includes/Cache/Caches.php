<?php
/**
 * The page caches of a site.
 *
 * @package Detour
 */

namespace Detour\WordPress\Cache;

/**
 * Tells WordPress and the page caches that are there, by the functions that each of them documents for this.
 */
final class Caches {
	/**
	 * Lets all caches forget some URLs.
	 *
	 * @param string[] $urls Absolute URLs.
	 */
	public function forget( array $urls ): void {
		foreach ( $urls as $url ) {
			$post = url_to_postid( $url );
			if ( $post ) {
				// What caches that are not named here listen to.
				clean_post_cache( $post );
			}
			// WP Super Cache.
			if ( function_exists( 'wpsc_delete_url_cache' ) ) {
				wpsc_delete_url_cache( $url );
			}
			// W3 Total Cache.
			if ( function_exists( 'w3tc_flush_url' ) ) {
				w3tc_flush_url( $url );
			}
			// LiteSpeed Cache.
			do_action( 'litespeed_purge_url', $url ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- Their name.
		}
		// WP Rocket.
		if ( function_exists( 'rocket_clean_files' ) ) {
			rocket_clean_files( $urls );
		}
	}

	/**
	 * Lets all caches forget all pages.
	 */
	public function forget_all(): void {
		if ( function_exists( 'wp_cache_clear_cache' ) ) {
			wp_cache_clear_cache( is_multisite() ? get_current_blog_id() : 0 );
		}
		if ( function_exists( 'w3tc_flush_posts' ) ) {
			w3tc_flush_posts();
		}
		do_action( 'litespeed_purge_all' ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- Their name.
		if ( function_exists( 'rocket_clean_domain' ) ) {
			rocket_clean_domain();
		}
	}
}
