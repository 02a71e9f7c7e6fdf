<?php
/**
 * Posts of the site, some at a time.
 *
 * @package Detour
 */

namespace Detour\WordPress\Permalinks;

// phpcs:disable WordPress.DB -- SQL by the number of a post: with pages of WP_Query, posts would be left out as others go.

/**
 * The permalink structure is that of posts; pages and other types have their own.
 */
final class Posts {
	/**
	 * How many are published.
	 */
	public static function count(): int {
		return (int) ( wp_count_posts()->publish ?? 0 );
	}

	/**
	 * The next ones, ready to be asked for their addresses.
	 *
	 * @param int $after Number of the last one.
	 * @param int $most  How many.
	 * @return int[]
	 */
	public static function after( int $after, int $most ): array {
		global $wpdb;
		$posts = array_map( 'intval', $wpdb->get_col( $wpdb->prepare( "SELECT ID FROM $wpdb->posts WHERE post_type = 'post' AND post_status = 'publish' AND ID > %d ORDER BY ID LIMIT %d", $after, $most ) ) );
		_prime_post_caches( $posts, true, false );
		return $posts;
	}
}
