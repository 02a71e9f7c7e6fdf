<?php
/**
 * A permalink structure that posts had.
 *
 * @package Detour
 */

namespace Detour\WordPress\Permalinks;

use Detour\WordPress\Slugs\Address;
use WP_Error;

/**
 * Tells the addresses that posts have under it. WordPress makes them, so that whatever a tag means to it holds here too.
 */
final class Structure {
	/**
	 * Takes a structure that read() has found sound.
	 *
	 * @param string $text As under Settings → Permalinks.
	 */
	private function __construct( public readonly string $text ) {}

	/**
	 * A structure as somebody typed it.
	 *
	 * @param string $text As "/%year%/%monthnum%/%postname%/".
	 * @return self|WP_Error
	 */
	public static function read( string $text ) {
		global $wp_rewrite;
		$text = '/' . ltrim( trim( $text ), '/' );
		preg_match_all( '/%[^%\/]*%?/', $text, $tags );
		$unknown = array_diff( $tags[0], $wp_rewrite->rewritecode );
		$error   = static fn( string $code, string $message ): WP_Error => new WP_Error( "detour_permalinks_$code", $message, array( 'status' => 400 ) );
		if ( $unknown ) {
			/* translators: 1: permalink structure, 2: tag such as %author%. */
			return $error( 'tag', sprintf( __( 'Nothing was changed: "%1$s" has %2$s, which is no tag that WordPress knows. Settings → Permalinks shows those there are.', 'detour' ), $text, reset( $unknown ) ) );
		}
		if ( preg_match( '/[\s?#]|\/\//', $text ) || ! array_intersect( array( '%postname%', '%post_id%' ), $tags[0] ) ) {
			/* translators: %s: permalink structure. */
			return $error( 'structure', sprintf( __( 'Nothing was changed: "%s" doesn\'t tell one post from another. Write it as it was under Settings → Permalinks, with %%postname%% or %%post_id%% in it.', 'detour' ), $text ) );
		}
		if ( untrailingslashit( $text ) === untrailingslashit( (string) get_option( 'permalink_structure' ) ) ) {
			/* translators: %s: permalink structure. */
			return $error( 'same', sprintf( __( 'Nothing was changed: "%s" is the structure that the site has. Give the one that it had before.', 'detour' ), $text ) );
		}
		return new self( $text );
	}

	/**
	 * The paths of posts under it.
	 *
	 * @param int[] $posts Numbers of the posts.
	 * @return array<int, string> By number; without those that had no path of their own.
	 */
	public function paths( array $posts ): array {
		$structure = fn(): string => $this->text;
		add_filter( 'pre_option_permalink_structure', $structure );
		try {
			return array_filter( array_map( array( Address::class, 'of_post' ), array_combine( $posts, $posts ) ), 'is_string' );
		} finally {
			remove_filter( 'pre_option_permalink_structure', $structure );
		}
	}
}
