<?php
/**
 * Where visitors of a URL without a page may have wanted to go.
 *
 * @package Detour
 */

namespace Detour\WordPress\NotFound;

use WP_Post;
use WP_Term;

// phpcs:disable WordPress.DB -- This is the one place for SQL; names of tables and columns are ours, values go through prepare().

/**
 * Looks for published posts, pages and terms whose slug or title is like the end of the URL.
 *
 * The database finds candidates by words, a bounded number of them; Similarity says how good they are.
 */
final class Suggestions {
	/**
	 * Words that are looked for, the longest first.
	 */
	private const WORDS = 5;

	/**
	 * Posts, and as many terms, that are compared.
	 */
	private const CANDIDATES = 100;

	/**
	 * Suggestions at most.
	 */
	private const MOST = 5;

	/**
	 * What is less like the URL is no suggestion.
	 */
	private const LEAST = 0.4;

	/**
	 * Suggestions for a URL, the best first.
	 *
	 * @param string $url Path with or without a query.
	 * @return array[] `to`, `title`, `kind` (name of the type of post or of the taxonomy), `score` from 0 to 1, `renamed`:
	 *                 whether the page once had this slug.
	 */
	public function find( string $url ): array {
		$path = rawurldecode( (string) strtok( $url, '?#' ) );
		$path = (string) preg_replace( '/\.(html?|php|aspx?)$/i', '', rtrim( $path, '/' ) );
		$slug = mb_strtolower( mb_scrub( basename( $path ), 'UTF-8' ) );
		if ( '' === $slug ) {
			return array();
		}
		$found = array();
		foreach ( $this->renamed( $slug ) as $post ) {
			$found[] = $this->of_post( $post, 1.0, true );
		}
		$words = $this->words( $path );
		foreach ( $this->posts( $slug, $words ) as $row ) {
			$score = $this->score( $slug, $words, $row->post_name, $row->post_title );
			$post  = $score < self::LEAST ? null : get_post( $row->ID );
			$found[] = $post ? $this->of_post( $post, $score, false ) : null;
		}
		foreach ( $this->terms( $slug, $words ) as $row ) {
			$score = $this->score( $slug, $words, $row->slug, $row->name );
			$term  = $score < self::LEAST ? null : get_term( (int) $row->term_id, $row->taxonomy );
			$found[] = $term instanceof WP_Term ? $this->of_term( $term, $score ) : null;
		}
		$found = array_values( array_column( array_reverse( array_filter( $found ) ), null, 'to' ) );
		usort( $found, static fn( array $one, array $other ): int => array( $other['score'], $one['to'] ) <=> array( $one['score'], $other['to'] ) );
		return array_slice( $found, 0, self::MOST );
	}

	/**
	 * How like the URL a slug or a title is.
	 *
	 * @param string   $slug  End of the URL.
	 * @param string[] $words Words of the URL.
	 * @param string   $name  Slug of a candidate.
	 * @param string   $title Its title.
	 */
	private function score( string $slug, array $words, string $name, string $title ): float {
		$name = mb_strtolower( rawurldecode( $name ) );
		return max(
			Similarity::of_letters( $slug, $name ),
			Similarity::of_words( $words, Similarity::words( $name ) ),
			Similarity::of_words( $words, Similarity::words( $title ) )
		);
	}

	/**
	 * The words to look for: those of the last part of the path, or of the whole path if that says nothing.
	 *
	 * @param string $path Path.
	 * @return string[]
	 */
	private function words( string $path ): array {
		$telling = static fn( string $text ): array => array_filter( Similarity::words( $text ), static fn( string $word ): bool => mb_strlen( $word ) > 2 && ! is_numeric( $word ) );
		$words   = $telling( basename( $path ) );
		$words   = $words ? $words : $telling( $path );
		usort( $words, static fn( string $one, string $other ): int => mb_strlen( $other ) <=> mb_strlen( $one ) );
		return array_slice( $words, 0, self::WORDS );
	}

	/**
	 * Published posts that had this slug once.
	 *
	 * @param string $slug End of the URL.
	 * @return WP_Post[]
	 */
	private function renamed( string $slug ): array {
		global $wpdb;
		$ids = $wpdb->get_col( $wpdb->prepare( "SELECT post_id FROM $wpdb->postmeta WHERE meta_key = '_wp_old_slug' AND meta_value = %s LIMIT %d", sanitize_title( $slug ), self::MOST ) );
		return array_filter( array_map( 'get_post', $ids ), static fn( $post ): bool => $post && is_post_publicly_viewable( $post ) );
	}

	/**
	 * Posts that share a word, or the beginning, with the URL.
	 *
	 * @param string   $slug  End of the URL.
	 * @param string[] $words Words of it.
	 * @return object[]
	 */
	private function posts( string $slug, array $words ): array {
		global $wpdb;
		$types = array_filter( array_diff( get_post_types(), array( 'attachment' ) ), 'is_post_type_viewable' );
		if ( ! $types ) {
			return array();
		}
		$marks = implode( ', ', array_fill( 0, count( $types ), '%s' ) );
		$likes = $this->likes( 'post_name', 'post_title', $slug, $words );
		return $wpdb->get_results(
			$wpdb->prepare( "SELECT ID, post_name, post_title FROM $wpdb->posts WHERE post_status = 'publish' AND post_type IN ($marks)", $types )
			. ' AND (' . implode( ' OR ', $likes ) . ') ORDER BY ' . implode( ' + ', $likes ) . ' DESC, ID DESC LIMIT ' . self::CANDIDATES
		);
	}

	/**
	 * Terms with posts that share a word, or the beginning, with the URL.
	 *
	 * @param string   $slug  End of the URL.
	 * @param string[] $words Words of it.
	 * @return object[]
	 */
	private function terms( string $slug, array $words ): array {
		global $wpdb;
		$taxonomies = array_filter( get_taxonomies(), 'is_taxonomy_viewable' );
		if ( ! $taxonomies ) {
			return array();
		}
		$marks = implode( ', ', array_fill( 0, count( $taxonomies ), '%s' ) );
		$likes = $this->likes( 'slug', 'name', $slug, $words );
		return $wpdb->get_results(
			$wpdb->prepare( "SELECT term_id, slug, name, taxonomy FROM $wpdb->terms INNER JOIN $wpdb->term_taxonomy USING (term_id) WHERE count > 0 AND taxonomy IN ($marks)", $taxonomies )
			. ' AND (' . implode( ' OR ', $likes ) . ') ORDER BY ' . implode( ' + ', $likes ) . ' DESC, term_id DESC LIMIT ' . self::CANDIDATES
		);
	}

	/**
	 * Conditions, each of which makes a candidate.
	 *
	 * @param string   $name  Column of the slug.
	 * @param string   $title Column of the title.
	 * @param string   $slug  End of the URL.
	 * @param string[] $words Words of it.
	 * @return string[]
	 */
	private function likes( string $name, string $title, string $slug, array $words ): array {
		global $wpdb;
		// Slugs are kept as sanitize_title() makes them: other letters than a to z in percent-encoding.
		$beginning = sanitize_title( mb_substr( $slug, 0, 4 ) );
		$likes     = '' === $beginning ? array( '(1 = 0)' ) : array( $wpdb->prepare( "($name LIKE %s)", $wpdb->esc_like( $beginning ) . '%' ) );
		foreach ( $words as $word ) {
			$likes[] = $wpdb->prepare( "($name LIKE %s OR $title LIKE %s)", '%' . $wpdb->esc_like( sanitize_title( $word ) ) . '%', '%' . $wpdb->esc_like( $word ) . '%' );
		}
		return $likes;
	}

	/**
	 * A suggestion.
	 *
	 * @param WP_Post $post    Post.
	 * @param float   $score   How good it is.
	 * @param bool    $renamed Whether it had this slug once.
	 */
	private function of_post( WP_Post $post, float $score, bool $renamed ): array {
		return array(
			'to'      => wp_make_link_relative( (string) get_permalink( $post ) ),
			'title'   => wp_strip_all_tags( html_entity_decode( get_the_title( $post ), ENT_QUOTES | ENT_HTML5, 'UTF-8' ) ),
			'kind'    => get_post_type_object( $post->post_type )->labels->singular_name ?? $post->post_type,
			'score'   => round( $score, 2 ),
			'renamed' => $renamed,
		);
	}

	/**
	 * A suggestion.
	 *
	 * @param WP_Term $term  Term.
	 * @param float   $score How good it is.
	 */
	private function of_term( WP_Term $term, float $score ): array {
		return array(
			'to'      => wp_make_link_relative( (string) get_term_link( $term ) ),
			'title'   => wp_strip_all_tags( html_entity_decode( $term->name, ENT_QUOTES | ENT_HTML5, 'UTF-8' ) ),
			'kind'    => get_taxonomy( $term->taxonomy )->labels->singular_name ?? $term->taxonomy,
			'score'   => round( $score, 2 ),
			'renamed' => false,
		);
	}
}
