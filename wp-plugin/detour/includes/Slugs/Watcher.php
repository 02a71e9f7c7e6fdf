<?php
/**
 * Pages and terms whose address changes.
 *
 * @package Detour
 */

namespace Detour\WordPress\Slugs;

use Detour\WordPress\Settings\Options;
use WP_Post;

/**
 * Notices the address of a page or term before and after a change, and of a page that goes to the trash.
 */
final class Watcher {
	/**
	 * Paths before the change that is under way, by what has it.
	 *
	 * @var array<string, string>
	 */
	private array $before = array();

	/**
	 * Takes who makes the rules.
	 *
	 * @param Moves    $moves    Rules for addresses that have changed.
	 * @param Children $children What lies below.
	 */
	public function __construct( private Moves $moves, private Children $children ) {}

	/**
	 * A page is about to change.
	 *
	 * @param int $post Number of the page.
	 */
	public function remember_post( $post ): void {
		$path = Address::of_post( (int) $post );
		if ( null !== $path ) {
			// What it was at first counts: one save may write the page several times.
			$this->before[ "post $post" ] ??= $path;
		}
	}

	/**
	 * A page was saved.
	 *
	 * @param int          $post   Number of the page.
	 * @param WP_Post      $saved  The page.
	 * @param bool         $update Whether it was there before.
	 * @param WP_Post|null $before The page as it was.
	 */
	public function post_saved( $post, $saved, $update, $before ): void {
		$old = $this->forget( "post $post" );
		$new = Address::of_post( $post );
		if ( null === $new ) {
			return;
		}
		if ( ! $before || 'publish' !== $before->post_status ) {
			$this->moves->release( $new );
		}
		if ( null !== $old && $old !== $new && Options::get( 'watch_permalinks' ) ) {
			$this->moves->move( array( array( $old, $new ) ) );
			$this->children->follow( 'post', $post, $old );
		}
	}

	/**
	 * A term is about to change.
	 *
	 * @param int    $term     Number of the term.
	 * @param string $taxonomy Its taxonomy.
	 */
	public function remember_term( $term, $taxonomy ): void {
		$path = Address::of_term( (int) $term, $taxonomy );
		if ( null !== $path ) {
			$this->before[ "term $term" ] ??= $path;
		}
	}

	/**
	 * A term was saved.
	 *
	 * @param int    $term     Number of the term.
	 * @param int    $unused   Number of the term within its taxonomy.
	 * @param string $taxonomy Its taxonomy.
	 */
	public function term_saved( $term, $unused, $taxonomy ): void {
		$old = $this->forget( "term $term" );
		$new = Address::of_term( $term, $taxonomy );
		if ( null !== $old && null !== $new && $old !== $new && Options::get( 'watch_permalinks' ) ) {
			$this->moves->move( array( array( $old, $new ) ) );
			$this->children->follow( $taxonomy, $term, $old );
		}
	}

	/**
	 * A page is about to go to the trash, or to be deleted without it.
	 *
	 * @param int $post Number of the page.
	 */
	public function remember_removal( $post ): void {
		$path = Address::of_post( (int) $post );
		if ( null !== $path ) {
			$this->before[ "removed $post" ] = $path;
		}
	}

	/**
	 * A page has gone to the trash, or is deleted.
	 *
	 * @param int $post Number of the page.
	 */
	public function post_removed( $post ): void {
		$old = $this->forget( "removed $post" );
		if ( null !== $old ) {
			$this->moves->trash( $old );
		}
	}

	/**
	 * What was remembered, once.
	 *
	 * @param string $what What has the address.
	 */
	private function forget( string $what ): ?string {
		$path = $this->before[ $what ] ?? null;
		unset( $this->before[ $what ] );
		return $path;
	}
}
