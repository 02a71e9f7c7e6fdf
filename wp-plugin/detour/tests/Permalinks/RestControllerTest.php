<?php

namespace Detour\WordPress\Tests\Permalinks;

use Detour\WordPress\Permalinks\Former;
use Detour\WordPress\Permalinks\Migration;
use Detour\WordPress\Rules\ListQuery;
use Detour\WordPress\Settings\Options;
use Detour\WordPress\Slugs\Moves;
use Detour\WordPress\Tests\TestCase;

final class RestControllerTest extends TestCase {
	private const OLD = '/%year%/%monthnum%/%postname%/';

	/** @var int[] */
	private array $posts = array();

	/** @var int[] Posts that the site has, which stay out of the tests. */
	private array $others = array();

	private string $root;

	private string $structure;

	protected function setUp(): void {
		global $wp_rewrite, $wpdb;
		parent::setUp();
		Options::delete();
		$this->act_as( 'administrator' );
		$this->root      = uniqid( 'p' );
		$this->structure = get_option( 'permalink_structure' );
		$wp_rewrite->set_permalink_structure( '/%postname%/' );
		$wp_rewrite->flush_rules( false );
		delete_option( Former::OPTION );
		$this->others = array_map( 'intval', $wpdb->get_col( "SELECT ID FROM $wpdb->posts WHERE post_type = 'post' AND post_status = 'publish'" ) );
	}

	protected function tearDown(): void {
		global $wp_rewrite;
		array_map( static fn( int $post ) => wp_delete_post( $post, true ), $this->posts );
		$wp_rewrite->set_permalink_structure( $this->structure );
		$wp_rewrite->flush_rules( false );
		delete_option( Former::OPTION );
		parent::tearDown();
	}

	public function test_a_dry_run_tells_and_saves_nothing(): void {
		$this->post( 'a' );
		$this->post( 'draft', 'draft' );
		$before = $this->snapshot();
		$tried  = $this->migrate( array( 'dry_run' => true ) );
		$this->assertSame( array( array( "/2020/03/{$this->root}-a/", "/{$this->root}-a/" ) ), $this->ours( $tried['moves'] ) );
		$this->assertSame( array( null, count( $this->others ) + 1 ), array( $tried['next'], $tried['total'] ) );
		$this->assertArrayNotHasKey( 'change', $tried );
		$this->assertSame( $before, $this->snapshot() );
		$this->assertSame( '/%postname%/', get_option( 'permalink_structure' ), 'the structure is as it was' );
	}

	public function test_it_is_one_change_that_can_be_taken_back_and_nothing_is_doubled(): void {
		$this->post( 'a' );
		$this->post( 'b' );
		$saved = $this->migrate( array() );
		$this->assertSame( array( "/2020/03/{$this->root}-a/ 301 /{$this->root}-a/", "/2020/03/{$this->root}-b/ 301 /{$this->root}-b/" ), $this->rules() );
		$again = $this->migrate( array() );
		$this->assertCount( 2, $this->rules() );
		$this->assertSame( array(), $this->request( 'GET', "/history/{$again['change']}" )->get_data(), 'nothing has changed' );
		$this->assertSame( 200, $this->request( 'POST', "/history/{$saved['change']}/undo", array() )->get_status() );
		$this->assertSame( array(), $this->rules() );
	}

	public function test_a_chain_of_structures_leads_there_in_one_hop(): void {
		$post = $this->post( 'a' );
		$this->migrate( array( 'structure' => '/archives/%post_id%' ) );
		$this->set_structure( '/blog/%postname%/' );
		$this->migrate( array( 'structure' => '/%postname%/' ) );
		$this->assertSame( array( "/archives/$post/ 301 /blog/{$this->root}-a/", "/{$this->root}-a/ 301 /blog/{$this->root}-a/" ), $this->rules() );
		$this->set_structure( '/%postname%/' );
		$this->migrate( array( 'structure' => '/blog/%postname%/' ) );
		$this->assertSame( array( "/archives/$post/ 301 /{$this->root}-a/", "/blog/{$this->root}-a/ 301 /{$this->root}-a/" ), $this->rules(), 'no circle' );
	}

	public function test_another_page_at_the_old_address_is_not_hidden(): void {
		$this->set_structure( '/blog/%postname%/' );
		$this->post( 'a' );
		$this->posts[] = wp_insert_post( array( 'post_type' => 'page', 'post_name' => "{$this->root}-a", 'post_title' => 'a', 'post_status' => 'publish' ) );
		$tried         = $this->migrate( array( 'structure' => '/%postname%/' ) );
		$this->assertContains( "/{$this->root}-a/", $tried['taken'] );
		$this->assertSame( array(), $this->rules() );
	}

	public function test_many_posts_take_several_steps(): void {
		foreach ( range( 1, Migration::STEP + 1 ) as $number ) {
			$this->post( (string) $number );
		}
		$first = $this->migrate( array( 'dry_run' => true ) );
		$this->assertSame( Migration::STEP, $first['posts'] );
		$second = $this->migrate( array( 'dry_run' => true, 'after' => $first['next'] ) );
		$this->assertNull( $second['next'] );
		$this->assertSame( Migration::STEP + 1, count( $this->ours( array_merge( $first['moves'], $second['moves'] ) ) ) );
	}

	public function test_a_change_of_the_structure_is_remembered_until_it_is_done(): void {
		$this->set_structure( '/blog/%postname%/' );
		$this->set_structure( '/%year%/%postname%/' );
		$this->assertSame( array( '/blog/%postname%/', '/%postname%/' ), $this->request( 'GET', '/permalinks' )->get_data()['former'] );
		$this->assertStringContainsString( '/blog/%postname%/', $this->notice( 'tools_page_detour' ) );
		$this->assertStringContainsString( 'assistant=permalinks', $this->notice( 'options-permalink' ) );
		$this->assertSame( '', $this->notice( 'dashboard' ) );
		$this->migrate( array( 'structure' => '/blog/%postname%/' ) );
		$this->set_structure( '/%postname%/' );
		$this->assertSame( array( '/%year%/%postname%/' ), Former::all(), 'what the site has again is no old one' );
		$this->act_as( 'subscriber' );
		$this->assertSame( '', $this->notice( 'tools_page_detour' ) );
	}

	/** @dataProvider wrong */
	public function test_what_is_wrong_changes_nothing( string $structure, string $said ): void {
		$before  = $this->snapshot();
		$refused = $this->request( 'POST', '/permalinks', array( 'structure' => $structure ) );
		$this->assertSame( 400, $refused->get_status() );
		$this->assertStringContainsString( $said, $refused->get_data()['message'] );
		$this->assertSame( $before, $this->snapshot() );
	}

	public static function wrong(): array {
		return array(
			'no tag of WordPress'     => array( '/%name%/', '%name%' ),
			'a tag without its end'   => array( '/%postname%/%x', '%x' ),
			'posts have the same'     => array( '/%year%/', 'tell one post from another' ),
			'a query'                 => array( '/?p=%post_id%', 'tell one post from another' ),
			'that of the site'        => array( '%postname%', 'is the structure that the site has' ),
			'nothing'                 => array( '', 'tell one post from another' ),
		);
	}

	private function migrate( array $request ): array {
		$response = $this->request( 'POST', '/permalinks', $request + array( 'structure' => self::OLD ) );
		$this->assertSame( 200, $response->get_status(), wp_json_encode( $response->get_data() ) );
		return $response->get_data();
	}

	private function post( string $name, string $status = 'publish' ): int {
		$post = wp_insert_post( array( 'post_type' => 'post', 'post_name' => "{$this->root}-$name", 'post_title' => $name, 'post_status' => $status, 'post_date' => '2020-03-04 12:00:00' ) );
		$this->posts[] = $post;
		return $post;
	}

	private function set_structure( string $structure ): void {
		global $wp_rewrite;
		$wp_rewrite->set_permalink_structure( $structure );
		$wp_rewrite->flush_rules( false );
	}

	/** Those moves that are of the test's own posts. */
	private function ours( array $moves ): array {
		return array_values( array_filter( $moves, fn( array $move ): bool => str_contains( $move[0], $this->root ) ) );
	}

	private function rules(): array {
		$rules = $this->repository->list( new ListQuery( group: Moves::MOVED ) )['rules'];
		$lines = array_map( static fn( array $rule ): string => "{$rule['source']['value']} {$rule['then']['redirect']['code']} {$rule['then']['redirect']['to']}", $rules );
		return array_values( array_filter( $lines, fn( string $line ): bool => str_contains( $line, $this->root ) ) );
	}

	private function notice( string $screen ): string {
		set_current_screen( $screen );
		ob_start();
		( new Former() )->notice();
		unset( $GLOBALS['current_screen'] );
		return (string) ob_get_clean();
	}
}
