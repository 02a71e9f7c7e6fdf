<?php

namespace Detour\WordPress\Tests\Cache;

use Detour\WordPress\Cache\Caches;
use Detour\WordPress\Cache\Purge;
use Detour\WordPress\History\Log;
use Detour\WordPress\Settings\Options;
use Detour\WordPress\Tests\TestCase;

final class PurgeTest extends TestCase {
	private Purge $purge;

	protected function setUp(): void {
		parent::setUp();
		Options::delete();
		require_once __DIR__ . '/caches.php';
		$GLOBALS['detour_purged'] = array();
		$this->purge              = new Purge( new Log(), new Caches() );
		add_action( 'litespeed_purge_url', array( $this, 'litespeed' ) );
		add_action( 'litespeed_purge_all', array( $this, 'litespeed' ) );
		add_action( 'detour_rules_changed', array( $this->purge, 'collect' ) );
	}

	protected function tearDown(): void {
		remove_all_actions( 'litespeed_purge_url' );
		remove_all_actions( 'litespeed_purge_all' );
		remove_all_actions( 'detour_purge_urls' );
		remove_action( 'shutdown', array( $this->purge, 'purge' ), 5 );
		Options::delete();
		parent::tearDown();
	}

	public function litespeed( $url = '' ): void {
		$GLOBALS['detour_purged'][] = $url ? "litespeed $url" : 'litespeed all';
	}

	public function test_the_address_of_a_rule_is_forgotten_by_all_caches(): void {
		$this->save( '/old' );
		$this->assertSame( array(), $this->purged_now(), 'only at the end of the request' );
		$url = home_url( '/old' );
		$this->assertSame( array( "wp-super-cache $url", "w3tc $url", "litespeed $url", "wp-rocket $url" ), $this->purged() );
		$this->assertSame( array(), $this->purged(), 'once' );
	}

	public function test_both_addresses_of_a_rule_that_got_another_source(): void {
		$id = $this->save( '/old' )[0];
		$this->purged();
		$this->repository->update( $id, fn(): array => $this->rule( '/other/', array( 'source' => array( 'slash' => 'ignore' ) ) ) );
		$this->assertContains( 'wp-rocket ' . implode( ' ', array_map( 'home_url', array( '/old', '/other', '/other/' ) ) ), $this->purged() );
	}

	public function test_pages_that_name_others_because_of_a_rule(): void {
		$redirect = array( 'to' => '/sale/', 'canonical' => true, 'alternates' => array( 'es' => '/es/', 'de' => 'https://example.de/' ) );
		$this->repository->create( $this->rule( '/shoes', array( 'then' => array( 'redirect' => $redirect ) ) ) );
		$this->assertContains( 'wp-rocket ' . implode( ' ', array_map( 'home_url', array( '/sale/', '/es/', '/shoes' ) ) ), $this->purged() );
	}

	public function test_a_deleted_rule_and_one_that_is_off(): void {
		$ids = $this->save( '/a', '/b' );
		$this->repository->set_enabled( array( $ids[1] ), false );
		$this->purged();
		$this->repository->delete( $ids );
		$this->assertContains( 'wp-rocket ' . home_url( '/a' ), $this->purged() );
	}

	public function test_a_pattern_may_stand_for_any_address(): void {
		$told = array();
		add_action(
			'detour_purge_urls',
			static function ( array $urls, bool $everything ) use ( &$told ): void {
				$told[] = array( $urls, $everything );
			},
			10,
			2
		);
		$this->repository->create( $this->rule( '/shop/*', array( 'source' => array( 'kind' => 'wildcard' ) ) ) );
		$this->assertSame( array( 'wp-super-cache all of ' . (int) is_multisite(), 'w3tc all', 'litespeed all', 'wp-rocket all' ), $this->purged() );
		$this->assertSame( array( array( array(), true ) ), $told );
	}

	public function test_many_rules_at_once(): void {
		global $wpdb;
		$values = implode( ',', array_map( static fn( int $number ): string => "('{\"source\":{\"kind\":\"exact\",\"value\":\"/$number\"},\"then\":{}}', '/$number')", range( 1, 501 ) ) );
		$wpdb->query( 'INSERT INTO ' . \Detour\WordPress\Rules\Schema::rules_table() . " (rule, source) VALUES $values" );
		$ids = array_map( 'intval', $wpdb->get_col( 'SELECT id FROM ' . \Detour\WordPress\Rules\Schema::rules_table() ) );
		$this->repository->set_enabled( array_slice( $ids, 0, 500 ), false );
		$this->assertContains( 'w3tc ' . home_url( '/500' ), $this->purged() );
		$this->repository->delete( $ids );
		$this->assertContains( 'w3tc all', $this->purged() );
	}

	public function test_the_page_at_the_address_is_cleaned_for_everybody_else(): void {
		$page    = wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'p', 'post_name' => uniqid( 'p' ) ) );
		$cleaned = array();
		add_action(
			'clean_post_cache',
			static function ( int $post ) use ( &$cleaned ): void {
				$cleaned[] = $post;
			}
		);
		$this->save( wp_parse_url( get_permalink( $page ), PHP_URL_PATH ) );
		$this->purged();
		$this->assertSame( array( $page ), $cleaned );
		wp_delete_post( $page, true );
	}

	public function test_nothing_is_purged_where_nobody_wants_it(): void {
		update_option( 'detour_purge_caches', 0 );
		$this->save( '/old' );
		$this->assertSame( array(), $this->purged() );
	}

	/** @return string[] */
	private function purged(): array {
		$this->purge->purge();
		return $this->purged_now();
	}

	/** @return string[] */
	private function purged_now(): array {
		$purged                   = $GLOBALS['detour_purged'];
		$GLOBALS['detour_purged'] = array();
		return $purged;
	}
}
