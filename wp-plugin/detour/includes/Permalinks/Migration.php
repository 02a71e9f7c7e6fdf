<?php
/**
 * Posts that had other addresses under an old permalink structure.
 *
 * @package Detour
 */

namespace Detour\WordPress\Permalinks;

use Detour\WordPress\Slugs\Address;
use Detour\WordPress\Slugs\Moves;
use WP_Error;

/**
 * Takes some posts at a time, so that no request lasts long whatever their number: each step is a change of its own. A step
 * that is done again makes nothing twice.
 */
final class Migration {
	/**
	 * Posts of one step.
	 */
	public const STEP = 100;

	/**
	 * Takes who makes the rules.
	 *
	 * @param Moves $moves Rules for addresses that have changed.
	 */
	public function __construct( private Moves $moves ) {}

	/**
	 * Old and new paths of the next posts.
	 *
	 * @param Structure $old   Structure that they had.
	 * @param int       $after Number of the last post of the step before; 0 to begin.
	 * @return array{moves: string[][], taken: string[], posts: int, next: ?int} `moves`: pairs of an old and a new path; `taken`:
	 *                                                                           old paths at which there is another page now;
	 *                                                                           `next`: null at the end.
	 */
	public function step( Structure $old, int $after ): array {
		$posts = Posts::after( $after, self::STEP );
		$moves = array();
		$taken = array();
		foreach ( $old->paths( $posts ) as $post => $path ) {
			$now = Address::of_post( $post );
			if ( null === $now || untrailingslashit( $now ) === untrailingslashit( $path ) ) {
				continue;
			}
			if ( in_array( self::at( $path ), array( 0, $post ), true ) ) {
				$moves[] = array( $path, $now );
			} else {
				$taken[] = $path;
			}
		}
		return array(
			'moves' => $moves,
			'taken' => $taken,
			'posts' => count( $posts ),
			'next'  => count( $posts ) < self::STEP ? null : end( $posts ),
		);
	}

	/**
	 * Saves redirects.
	 *
	 * @param string[][] $moves Pairs of an old and a new path.
	 * @return array{revision: int}|WP_Error|null Null if there is nothing to save.
	 */
	public function save( array $moves ) {
		return $this->moves->move( $moves );
	}

	/**
	 * Number of the page that WordPress has at a path; 0 if there is none.
	 *
	 * @param string $path Path.
	 */
	private static function at( string $path ): int {
		preg_match( '~^[^:]+://[^/]+~', home_url(), $site );
		return url_to_postid( ( $site[0] ?? '' ) . $path );
	}
}
