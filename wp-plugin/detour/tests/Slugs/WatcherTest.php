<?php

namespace Detour\WordPress\Tests\Slugs;

use Detour\WordPress\Rules\ListQuery;
use Detour\WordPress\Settings\Options;
use Detour\WordPress\Slugs\Children;
use Detour\WordPress\Slugs\Moves;
use Detour\WordPress\Tests\TestCase;

final class WatcherTest extends TestCase {
	/** @var int[] */
	private array $posts = array();

	/** @var int[] */
	private array $terms = array();

	private string $root;

	protected function setUp(): void {
		parent::setUp();
		Options::delete();
		$this->root = uniqid( 'w' );
		$this->assertNotSame( '', get_option( 'permalink_structure' ), 'the site has permalinks' );
	}

	protected function tearDown(): void {
		Options::delete();
		array_map( static fn( int $post ) => wp_delete_post( $post, true ), array_reverse( $this->posts ) );
		array_map( static fn( int $term ) => wp_delete_term( $term, 'category' ), $this->terms );
		parent::tearDown();
	}

	public function test_the_old_address_of_a_page_leads_to_the_new_one(): void {
		$page = $this->page( 'a' );
		$this->assertSame( array(), $this->moved() );
		$this->rename( $page, 'b' );
		$this->assertSame( array( array( 'a', 301, 'b' ) ), $this->moved() );

		$rule = $this->rules()[0];
		$this->assertSame( array( Moves::MOVED, 'none', 'ignore', 'pass' ), array( $rule['group'], $rule['then']['redirect']['cache'], $rule['source']['slash'], $rule['source']['query'] ) );
	}

	public function test_such_a_rule_is_as_the_extension_would_have_it(): void {
		$this->need_extension();
		$this->rename( $this->page( '日本', 'post' ), '中国' );
		$this->rename( $this->page( 'a' ), 'b' );
		foreach ( $this->rules() as $rule ) {
			$this->assertEquals( $rule, \Detour\validate( $rule )['rule'] );
		}
		$this->assertSame( "/{$this->root}-日本/", $this->rules()[0]['source']['value'], 'written as people read it' );
	}

	public function test_a_chain_becomes_single_hops_and_a_circle_ends(): void {
		$page = $this->page( 'a' );
		$this->rename( $page, 'b' );
		$this->rename( $page, 'c' );
		$this->assertSame( array( array( 'a', 301, 'c' ), array( 'b', 301, 'c' ) ), $this->moved() );
		$this->rename( $page, 'a' );
		$this->assertSame( array( array( 'b', 301, 'a' ), array( 'c', 301, 'a' ) ), $this->moved() );
		$this->rename( $page, 'b' );
		$this->assertSame( array( array( 'a', 301, 'b' ), array( 'c', 301, 'b' ) ), $this->moved() );
	}

	public function test_two_pages_that_swap_their_addresses(): void {
		$one = $this->page( 'a' );
		$two = $this->page( 'b' );
		$this->rename( $one, 'c' );
		$this->rename( $two, 'a' );
		$this->assertSame( array( array( 'b', 301, 'a' ) ), $this->moved(), 'the page that is there now is not hidden' );
		$this->rename( $one, 'b' );
		$this->assertSame( array( array( 'c', 301, 'b' ) ), $this->moved() );
	}

	public function test_a_new_page_is_not_hidden_by_an_old_address(): void {
		$this->rename( $this->page( 'a' ), 'b' );
		$this->page( 'a' );
		$this->assertSame( array(), $this->moved() );
	}

	public function test_a_rule_that_somebody_made_is_left_alone_unless_it_leads_in_a_circle(): void {
		$page = $this->page( 'a' );
		$this->repository->create( $this->rule( "/{$this->root}-a/", array( 'then' => array( 'redirect' => array( 'to' => '/elsewhere' ) ) ) ) );
		$this->repository->create( $this->rule( "/{$this->root}-b", array( 'then' => array( 'redirect' => array( 'to' => "/{$this->root}-a/" ) ) ) ) );
		$this->repository->create( $this->rule( "/{$this->root}-B/", array( 'then' => array( 'redirect' => array( 'to' => "/{$this->root}-a/" ) ) ) ) );
		$this->repository->create( $this->rule( "/{$this->root}-b", array( 'enabled' => false, 'then' => array( 'redirect' => array( 'to' => "/{$this->root}-a" ) ) ) ) );
		$this->rename( $page, 'b' );
		$targets = array_column( array_column( array_column( $this->rules(), 'then' ), 'redirect' ), 'to' );
		$this->assertSame( array( '/elsewhere', "/{$this->root}-a/", "/{$this->root}-a" ), $targets, 'only the one with the very address, and served, went' );
	}

	public function test_what_is_not_public_is_nobodys_address(): void {
		$draft = $this->page( 'a', 'page', 'draft' );
		$this->rename( $draft, 'b' );
		wp_update_post( array( 'ID' => $draft, 'post_status' => 'publish' ) );
		wp_update_post( array( 'ID' => $draft, 'post_title' => 'Other' ) );
		$private = $this->page( 'x', 'page', 'private' );
		$this->rename( $private, 'y' );
		wp_update_post( array( 'ID' => $private, 'post_type' => 'nav_menu_item' ) );
		$this->assertSame( array(), $this->moved() );
	}

	public function test_the_settings_are_heeded(): void {
		update_option( 'detour_watch_permalinks', 0 );
		$page = $this->page( 'a' );
		$this->rename( $page, 'b' );
		$this->assertSame( array(), $this->moved() );
		update_option( 'detour_watch_permalinks', 1 );
		update_option( 'detour_permalink_code', 307 );
		$this->rename( $page, 'c' );
		$this->assertSame( array( array( 'b', 307, 'c' ) ), $this->moved() );
	}

	public function test_pages_below_move_along(): void {
		$parent = $this->page( 'a' );
		$child  = $this->page( 'child', 'page', 'publish', $parent );
		$this->page( 'grandchild', 'page', 'publish', $child );
		$this->page( 'draft', 'page', 'draft', $parent );
		$this->rename( $parent, 'b' );
		$this->assertSame(
			array( array( 'a', 301, 'b' ), array( 'a/child', 301, 'b/child' ), array( 'a/child/grandchild', 301, 'b/child/grandchild' ) ),
			$this->moved()
		);
		wp_update_post( array( 'ID' => $child, 'post_parent' => 0 ) );
		$this->assertContains( array( 'a/child/grandchild', 301, 'child/grandchild' ), $this->moved() );
		$this->assertContains( array( 'b/child', 301, 'child' ), $this->moved() );
	}

	public function test_a_big_tree_moves_in_steps(): void {
		$parent = $this->page( 'a' );
		for ( $number = 100; $number < 160; $number++ ) {
			$this->page( "n$number", 'page', 'publish', $parent );
		}
		$this->rename( $parent, 'b' );
		$this->assertCount( 51, $this->moved() );
		$next = array( 'post', $parent, "/{$this->root}-a/", 50 );
		$this->assertNotFalse( wp_next_scheduled( Children::EVENT, $next ) );

		// Before cron comes to it, the parent moves again.
		$this->rename( $parent, 'c' );
		do_action_ref_array( Children::EVENT, $next );
		wp_clear_scheduled_hook( Children::EVENT, $next );
		wp_clear_scheduled_hook( Children::EVENT, array( 'post', $parent, "/{$this->root}-b/", 50 ) );
		$this->assertContains( array( 'a/n159', 301, 'c/n159' ), $this->moved() );
		$this->assertContains( array( 'a/n100', 301, 'c/n100' ), $this->moved() );
	}

	public function test_a_term_and_those_below(): void {
		$parent = $this->term( 'a' );
		$this->term( 'child', $parent );
		wp_update_term( $parent, 'category', array( 'slug' => "{$this->root}-b" ) );
		$this->assertSame(
			array( array( 'category/a', 301, 'category/b' ), array( 'category/a/child', 301, 'category/b/child' ) ),
			array_map( fn( array $move ): array => array( str_replace( "{$this->root}-", '', $move[0] ), $move[1], str_replace( "{$this->root}-", '', $move[2] ) ), $this->moved() )
		);
	}

	public function test_a_page_in_the_trash_answers_as_the_site_wants(): void {
		$page = $this->page( 'a' );
		wp_trash_post( $page );
		$this->assertSame( array(), $this->rules(), 'off by default' );
		wp_untrash_post( $page );
		wp_update_post( array( 'ID' => $page, 'post_status' => 'publish' ) );

		update_option( 'detour_trashed', 'gone' );
		wp_trash_post( $page );
		$rule = $this->rules()[0];
		$this->assertSame( array( "/{$this->root}-a/", Moves::TRASHED, 410 ), array( $rule['source']['value'], $rule['group'], $rule['then']['respond']['code'] ) );
		$this->assertEquals( $rule, \Detour\validate( $rule )['rule'] );

		wp_untrash_post( $page );
		wp_update_post( array( 'ID' => $page, 'post_status' => 'publish' ) );
		$this->assertSame( array(), $this->rules(), 'the page is back' );

		update_option( 'detour_trashed', 'redirect' );
		update_option( 'detour_trashed_target', '/shop/' );
		wp_delete_post( $page, true );
		$this->assertSame( array( array( 'a', 307, '/shop/' ) ), $this->moved() );
	}

	public function test_the_history_says_that_a_page_was_moved(): void {
		$user = $this->act_as( 'administrator' );
		$this->rename( $this->page( 'a' ), 'b' );
		$change = $this->request( 'GET', '/history' )->get_data()[0];
		$this->assertSame( array( 'permalink', $user ), array( $change['action'], $change['user'] ) );
	}

	/**
	 * Publishes a page whose address ends like this.
	 */
	private function page( string $slug, string $type = 'page', string $status = 'publish', int $parent = 0 ): int {
		$post = wp_insert_post(
			array(
				'post_type'   => $type,
				'post_status' => $status,
				'post_title'  => $slug,
				'post_name'   => $parent ? $slug : "{$this->root}-$slug",
				'post_parent' => $parent,
			)
		);
		$this->posts[] = $post;
		return $post;
	}

	private function rename( int $post, string $slug ): void {
		wp_update_post( array( 'ID' => $post, 'post_name' => "{$this->root}-$slug" ) );
	}

	private function term( string $slug, int $parent = 0 ): int {
		$term          = wp_insert_term( uniqid( $slug ), 'category', array( 'slug' => "{$this->root}-$slug", 'parent' => $parent ) )['term_id'];
		$this->terms[] = $term;
		return $term;
	}

	/** @return array[] */
	private function rules(): array {
		return $this->repository->list( new ListQuery( per_page: 200, order_by: 'id' ) )['rules'];
	}

	/**
	 * The redirects there are, by source: from, code, to; without what only this test has in its addresses.
	 *
	 * @return array[]
	 */
	private function moved(): array {
		$short = fn( string $path ): string => preg_replace( "~^/(?:{$this->root}-)?(.+)/$~", '$1', '/shop/' === $path ? "/$path/" : $path );
		$moves = array_map( static fn( array $rule ): array => array( $short( $rule['source']['value'] ), $rule['then']['redirect']['code'], $short( $rule['then']['redirect']['to'] ) ), $this->rules() );
		sort( $moves );
		return $moves;
	}
}
