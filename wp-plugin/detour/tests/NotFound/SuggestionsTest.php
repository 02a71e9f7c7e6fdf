<?php

namespace Detour\WordPress\Tests\NotFound;

use Detour\WordPress\NotFound\Similarity;
use Detour\WordPress\NotFound\Suggestions;
use Detour\WordPress\Tests\TestCase;

final class SuggestionsTest extends TestCase {
	/**
	 * @var int[]
	 */
	private array $posts = array();

	private ?int $term = null;

	protected function tearDown(): void {
		array_map( static fn( int $post ) => wp_delete_post( $post, true ), $this->posts );
		if ( $this->term ) {
			wp_delete_term( $this->term, 'category' );
		}
		parent::tearDown();
	}

	private function post( string $title, array $more = array() ): int {
		$id            = wp_insert_post( $more + array( 'post_title' => $title, 'post_type' => 'page', 'post_status' => 'publish' ) );
		$this->posts[] = $id;
		return $id;
	}

	private function titles( string $url ): array {
		return array_column( ( new Suggestions() )->find( $url ), 'title' );
	}

	public function test_a_misspelt_slug_another_order_and_a_title_are_found(): void {
		$this->post( 'Quokka Feeding Guide' );
		$this->post( 'Wombat', array( 'post_name' => 'animal-17' ) );
		$this->assertSame( array( 'Quokka Feeding Guide' ), $this->titles( '/blog/quoka-feedng-guide/' ) );
		$this->assertSame( array( 'Quokka Feeding Guide' ), $this->titles( '/guide-feeding-quokka.html?x=1' ) );
		$this->assertSame( array( 'Wombat' ), $this->titles( '/wombat' ) );
		$this->assertSame( array(), $this->titles( '/zzzz-nothing-of-the-kind' ) );
		$this->assertSame( array(), $this->titles( '/' ) );
	}

	public function test_the_page_that_had_the_address_comes_first(): void {
		$id = $this->post( 'Numbat' );
		$this->post( 'Bandicoots' );
		add_post_meta( $id, '_wp_old_slug', 'bandicoot' );
		$found = ( new Suggestions() )->find( '/2019/bandicoot' );
		$this->assertSame( array( 'Numbat', 'Bandicoots' ), array_column( $found, 'title' ) );
		$this->assertSame( array( true, 1.0, wp_make_link_relative( get_permalink( $id ) ) ), array( $found[0]['renamed'], $found[0]['score'], $found[0]['to'] ) );
	}

	public function test_nothing_is_told_of_what_visitors_cannot_see(): void {
		$this->post( 'Secret Dunnart', array( 'post_status' => 'draft' ) );
		$hidden = $this->post( 'Private Dunnart', array( 'post_status' => 'private' ) );
		add_post_meta( $hidden, '_wp_old_slug', 'secret-dunnart' );
		$this->assertSame( array(), $this->titles( '/secret-dunnart' ) );
	}

	public function test_terms_with_posts_are_found_and_other_letters_too(): void {
		$this->term = wp_insert_term( 'Opossums', 'category' )['term_id'];
		$this->assertSame( array(), $this->titles( '/topic/opossum' ) );
		$id = $this->post( 'Füchse & Dachse', array( 'post_type' => 'post', 'post_name' => 'füchse' ) );
		wp_set_object_terms( $id, $this->term, 'category' );
		$this->assertSame( array( 'Opossums' ), $this->titles( '/topic/opossum' ) );
		$this->assertSame( array( 'Füchse & Dachse' ), $this->titles( '/f%C3%BCchse-dachse' ) );
	}

	public function test_no_bytes_of_a_visitor_break_it(): void {
		foreach ( array( "/\xff\xfe", '/%ff%00', '/' . str_repeat( 'a', 5000 ), '/%', "/'; DROP TABLE x", '/*[', '/日本' ) as $url ) {
			$this->assertIsArray( ( new Suggestions() )->find( $url ) );
		}
	}

	public function test_the_measure(): void {
		$this->assertSame( 1.0, Similarity::of_letters( 'night', 'night' ) );
		$this->assertSame( 0.25, Similarity::of_letters( 'night', 'nacht' ) );
		$this->assertSame( 0.0, Similarity::of_letters( '', 'a' ) );
		$this->assertSame( 0.8, Similarity::of_words( array( 'a', 'b' ), array( 'b', 'c', 'a' ) ) );
		$this->assertSame( array( 'über', 'uns' ), Similarity::words( 'Über-uns/über' ) );
	}
}
