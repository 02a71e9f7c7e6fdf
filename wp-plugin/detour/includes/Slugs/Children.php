<?php
/**
 * Pages and terms below one that has moved.
 *
 * @package Detour
 */

namespace Detour\WordPress\Slugs;

/**
 * Moves what lies below a page or term along with it: a few at once, the others by cron.
 */
final class Children {
	/**
	 * Hook that WordPress' cron runs.
	 */
	public const EVENT = 'detour_follow_children';

	/**
	 * How many are moved in one step.
	 */
	private const STEP = 50;

	/**
	 * Takes who makes the rules.
	 *
	 * @param Moves $moves Rules for addresses that have changed.
	 */
	public function __construct( private Moves $moves ) {}

	/**
	 * Moves some of what lies below, and lets cron go on with the rest.
	 *
	 * Where a child was is told by where it is: below the new address as it was below the old one. So it does not matter
	 * if its parent has moved again meanwhile.
	 *
	 * @param string $kind `post`, or the taxonomy of a term.
	 * @param int    $id   Number of the page or term that has moved.
	 * @param string $old  Path that it had.
	 * @param int    $done How many have been moved already.
	 */
	public function follow( string $kind, int $id, string $old, int $done = 0 ): void {
		$parent = self::path( $kind, $id );
		if ( null === $parent ) {
			return;
		}
		$all   = 'post' === $kind ? self::pages_below( $id ) : self::terms_below( $id, $kind );
		$moves = array();
		foreach ( array_slice( $all, $done, self::STEP ) as $child ) {
			$now = self::path( $kind, $child );
			if ( null !== $now && str_starts_with( $now, trailingslashit( $parent ) ) ) {
				$moves[] = array( trailingslashit( $old ) . substr( $now, strlen( trailingslashit( $parent ) ) ), $now );
			}
		}
		$this->moves->move( $moves );
		if ( count( $all ) > $done + self::STEP ) {
			wp_schedule_single_event( time(), self::EVENT, array( $kind, $id, $old, $done + self::STEP ) );
		}
	}

	/**
	 * Path of a page or term.
	 *
	 * @param string $kind `post`, or the taxonomy of a term.
	 * @param int    $id   Its number.
	 */
	private static function path( string $kind, int $id ): ?string {
		return 'post' === $kind ? Address::of_post( $id ) : Address::of_term( $id, $kind );
	}

	/**
	 * Numbers of the published pages below one, by number.
	 *
	 * @param int $id Number of the page.
	 * @return int[]
	 */
	private static function pages_below( int $id ): array {
		$type = (string) get_post_type( $id );
		if ( ! is_post_type_hierarchical( $type ) ) {
			return array();
		}
		$below = array();
		$level = array( $id );
		while ( $level ) {
			$level = get_posts(
				array(
					'post_type'        => $type,
					'post_status'      => 'publish',
					'post_parent__in'  => $level,
					'post__not_in'     => array( $id ),
					'posts_per_page'   => -1,
					'fields'           => 'ids',
					'orderby'          => 'ID',
					'suppress_filters' => false,
				)
			);
			// A tree that bites its own tail has an end here.
			$level = array_values( array_diff( $level, $below ) );
			$below = array_merge( $below, $level );
		}
		sort( $below );
		return $below;
	}

	/**
	 * Numbers of the terms below one, by number; none if their addresses don't name it.
	 *
	 * @param int    $id       Number of the term.
	 * @param string $taxonomy Its taxonomy.
	 * @return int[]
	 */
	private static function terms_below( int $id, string $taxonomy ): array {
		$children = get_term_children( $id, $taxonomy );
		if ( is_wp_error( $children ) ) {
			return array();
		}
		sort( $children );
		return $children;
	}
}
