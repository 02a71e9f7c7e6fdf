<?php

namespace Detour\WordPress\Tests\NotFound;

use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Tests\EventRows;
use Detour\WordPress\Tests\TestCase;

final class RestControllerTest extends TestCase {
	use EventRows;

	protected function setUp(): void {
		parent::setUp();
		$this->empty_events();
		$this->act_as( 'administrator' );
	}

	public function test_urls_come_with_their_trend_the_most_missed_first(): void {
		$this->missing( '/rare', array( 3 => 1 ) );
		$hash     = $this->missing( '/often', array( 0 => 2, 13 => 5, 14 => 9 ), array( 'referrer' => 'https://b.test/' ) );
		$response = $this->request( 'GET', '/not-found' );
		$urls     = $response->get_data();
		$this->assertSame( array( '/often', '/rare' ), array_column( $urls, 'url' ) );
		$this->assertSame( array( 'X-WP-Total' => '2', 'X-WP-TotalPages' => '1' ), array_intersect_key( $response->get_headers(), array( 'X-WP-Total' => 0, 'X-WP-TotalPages' => 0 ) ) );
		$this->assertSame( array( 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2 ), $urls[0]['days'] );
		$this->assertSame( array( $hash, 16, 'https://b.test/', 'no' ), array( $urls[0]['hash'], $urls[0]['hits'], $urls[0]['referrer'], $urls[0]['ignored'] ) );
	}

	public function test_the_list_is_searched_sorted_and_paged(): void {
		$this->missing( '/b', array( 0 => 3 ) );
		$this->missing( '/a', array( 0 => 3 ), array( 'referrer' => 'https://b.test/' ) );
		$this->missing( '/c%_', array( 5 => 9 ) );
		$urls = fn( array $query ): array => array_column( $this->request( 'GET', '/not-found', null, $query )->get_data(), 'url' );
		$this->assertSame( array( '/a', '/b', '/c%_' ), $urls( array( 'orderby' => 'url', 'order' => 'asc' ) ) );
		$this->assertSame( array( '/c%_' ), $urls( array( 'orderby' => 'last_seen', 'order' => 'asc', 'per_page' => 1 ) ) );
		$this->assertSame( array( '/b' ), $urls( array( 'orderby' => 'url', 'order' => 'asc', 'per_page' => 1, 'page' => 2 ) ) );
		$this->assertSame( array( '/a', '/b' ), $urls( array( 'search' => 'B', 'orderby' => 'url', 'order' => 'asc' ) ) );
		$this->assertSame( array( '/c%_' ), $urls( array( 'search' => '%_' ) ) );
		$this->assertSame( 400, $this->request( 'GET', '/not-found', null, array( 'orderby' => 'hash; DROP' ) )->get_status() );
	}

	public function test_ignored_urls_are_hidden_and_can_be_shown_again(): void {
		$hash = $this->missing( '/noise' );
		$this->missing( '/page' );
		$listed = fn( bool $ignored ): array => array_column( $this->request( 'GET', '/not-found', null, array( 'ignored' => $ignored ) )->get_data(), 'ignored', 'url' );
		$this->assertSame( 1, $this->request( 'POST', '/not-found/bulk', array( 'action' => 'ignore', 'hashes' => array( $hash ) ) )->get_data()['count'] );
		$this->assertSame( array( array( '/page' => 'no' ), array( '/noise' => 'by-hand' ) ), array( $listed( false ), $listed( true ) ) );
		$this->request( 'POST', '/not-found/bulk', array( 'action' => 'show', 'hashes' => array( $hash ) ) );
		$this->assertCount( 2, $listed( false ) );
	}

	public function test_patterns_of_the_settings_hide_what_is_listed_already(): void {
		$this->need_extension();
		foreach ( array( '/wp-config.php', '/WP-x.PHP', '/wp-y.php?a=1', '/a_b', '/axb' ) as $url ) {
			$this->missing( $url );
		}
		$by_hand = $this->missing( '/by-hand.php', array( 0 => 1 ), array( 'ignored' => 1 ) );
		$hidden  = fn(): array => array_column( $this->request( 'GET', '/not-found', null, array( 'ignored' => true, 'orderby' => 'url', 'order' => 'asc' ) )->get_data(), 'ignored', 'url' );
		$this->request( 'PUT', '/settings', array( 'ignored' => array( '/wp-*.php', '/a_b' ) ) );
		$this->assertSame( array( '/WP-x.PHP' => 'by-pattern', '/a_b' => 'by-pattern', '/by-hand.php' => 'by-hand', '/wp-config.php' => 'by-pattern' ), $hidden() );
		$this->request( 'PUT', '/settings', array( 'ignored' => array() ) );
		$this->assertSame( array( '/by-hand.php' => 'by-hand' ), $hidden(), $by_hand );
	}

	public function test_the_list_follows_when_a_change_of_the_patterns_is_taken_back(): void {
		$this->need_extension();
		$this->missing( '/x.php' );
		$saved  = $this->request( 'PUT', '/settings', array( 'ignored' => array( '/*.php' ) ) )->get_data()['revision'];
		$listed = fn(): array => array_column( $this->request( 'GET', '/not-found' )->get_data(), 'url' );
		$this->assertSame( array(), $listed() );
		$undone = $this->request( 'POST', "/history/$saved/undo" )->get_data()['revision'];
		$this->assertSame( array( '/x.php' ), $listed() );
		$this->request( 'POST', "/history/$undone/undo" );
		$this->assertSame( array(), $listed() );
	}

	public function test_settings_of_an_extension_that_knows_no_patterns_hide_nothing(): void {
		$this->missing( '/x.php', array( 0 => 1 ), array( 'ignored' => 2 ) );
		do_action( 'detour_settings_saved', array( 'tracking' => array() ) );
		$this->assertSame( array( 'no' ), array_column( $this->request( 'GET', '/not-found' )->get_data(), 'ignored' ) );
	}

	public function test_urls_are_deleted_with_their_days_some_or_all_of_a_list(): void {
		global $wpdb;
		$hash = $this->missing( '/a', array( 0 => 1, 1 => 1 ) );
		$this->missing( '/b' );
		$this->missing( '/c', array( 0 => 1 ), array( 'ignored' => 1 ) );
		$this->assertSame( 1, $this->request( 'POST', '/not-found/bulk', array( 'action' => 'delete', 'hashes' => array( $hash, md5( 'x' ) ) ) )->get_data()['count'] );
		$left = static fn(): array => $wpdb->get_col( 'SELECT url FROM ' . Schema::table( 'not_found' ) . ' ORDER BY url' );
		$this->assertSame( array( '/b', '/c' ), $left() );
		$this->assertSame( '2', $wpdb->get_var( 'SELECT COUNT(*) FROM ' . Schema::table( 'not_found_days' ) ) );
		$this->assertSame( 0, $this->request( 'DELETE', '/not-found', null, array( 'search' => 'x' ) )->get_data()['count'] );
		$this->assertSame( 1, $this->request( 'DELETE', '/not-found' )->get_data()['count'] );
		$this->assertSame( array( '/c' ), $left() );
	}

	public function test_urls_are_redirected_all_together_and_taken_off_the_list(): void {
		$this->need_extension();
		$hashes = array( $this->missing( '/old' ), $this->missing( '/old?b=2&a=1' ), $this->missing( '/%C3%A4' ) );
		$made   = $this->request( 'POST', '/not-found/redirect', array( 'hashes' => $hashes, 'to' => '/new', 'code' => 308 ) );
		$this->assertSame( 201, $made->get_status(), wp_json_encode( $made->get_data() ) );
		$this->assertCount( 3, $made->get_data()['ids'] );
		$rules = array_column( array_column( $this->request( 'GET', '/rules' )->get_data(), 'source' ), 'query', 'value' );
		$this->assertSame( array( 'pass', 'any-order', 'pass' ), array( $rules['/old'], $rules['/old?b=2&a=1'], $rules['/%C3%A4'] ) );
		$this->assertSame( array(), $this->request( 'GET', '/not-found' )->get_data() );
		$traced = \Detour\try_rules( array_map( 'wp_json_encode', $this->repository->enabled( 10 ) ), array( 'url' => '/old/?a=1&b=2' ), array() );
		$this->assertSame( array( 308, '/new' ), array( $traced['code'], $traced['location'] ) );
	}

	public function test_such_a_redirect_begins_as_the_settings_say_and_one_that_is_imported_does_not(): void {
		$this->need_extension();
		$set = array( 'rule_code' => 302, 'rule_slash' => 'exact', 'rule_case' => 'ignore', 'rule_query' => 'ignore', 'rule_group' => 'By hand' );
		$this->assertSame( 200, $this->request( 'PATCH', '/options', $set )->get_status() );
		$hashes = array( $this->missing( '/old' ), $this->missing( '/old?a=1' ) );
		$made   = $this->request( 'POST', '/not-found/redirect', array( 'hashes' => $hashes, 'to' => '/new' ) );
		$this->assertSame( 201, $made->get_status(), wp_json_encode( $made->get_data() ) );
		$import = $this->request( 'POST', '/import', array( 'format' => 'csv', 'data' => '/imported,/new', 'dry_run' => false ) );
		$this->assertSame( 200, $import->get_status(), wp_json_encode( $import->get_data() ) );
		\Detour\WordPress\Settings\Options::delete();
		$rules  = array_column( json_decode( wp_json_encode( $this->request( 'GET', '/rules' )->get_data() ), true ), null, 'id' );
		$made   = array_intersect_key( $rules, array_flip( $made->get_data()['ids'] ) );
		$old    = current( array_filter( $made, static fn( array $rule ): bool => '/old' === $rule['source']['value'] ) );
		$this->assertSame( array( 302, 'exact', 'ignore', 'ignore', 'By hand' ), array( $old['then']['redirect']['code'], $old['source']['slash'], $old['source']['case'], $old['source']['query'], $old['group'] ) );
		$this->assertContains( 'any-order', array_column( array_column( $made, 'source' ), 'query' ), 'a query that was asked for is part of the address' );
		$imported = current( array_diff_key( $rules, $made ) );
		$this->assertNotSame( 'By hand', $imported['group'] );
		$this->assertNotSame( 302, $imported['then']['redirect']['code'] );
	}

	public function test_when_one_redirect_is_refused_none_is_made(): void {
		$this->need_extension();
		$hashes = array( $this->missing( '/a' ), $this->missing( '/new' ) );
		$before = $this->snapshot();
		$refuse = $this->request( 'POST', '/not-found/redirect', array( 'hashes' => $hashes, 'to' => "/b\n" ) );
		$this->assertSame( 400, $refuse->get_status() );
		$this->assertStringContainsString( 'Nothing was saved', $refuse->get_data()['message'] );
		$gone = $this->request( 'POST', '/not-found/redirect', array( 'hashes' => array( $hashes[0], md5( 'x' ) ), 'to' => '/b' ) );
		$this->assertSame( 404, $gone->get_status() );
		$this->assertSame( $before, $this->snapshot() );
		$this->assertCount( 2, $this->request( 'GET', '/not-found' )->get_data() );
	}

	public function test_each_url_is_redirected_to_the_page_most_like_it(): void {
		$this->need_extension();
		$post   = wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Blue velvet curtains', 'post_name' => 'blue-velvet-curtains' ) );
		$alike  = $this->missing( '/blue-velvet-curtain' );
		$hashes = array( $alike, $this->missing( '/qqqqzzzz' ) );
		$made   = $this->request( 'POST', '/not-found/redirect', array( 'hashes' => $hashes, 'each' => true, 'code' => 301 ) );
		$this->assertSame( array( 201, array( $alike ) ), array( $made->get_status(), $made->get_data()['hashes'] ) );
		$rules = $this->request( 'GET', '/rules' )->get_data();
		$this->assertSame( array( wp_make_link_relative( get_permalink( $post ) ) ), array_column( array_column( array_column( $rules, 'then' ), 'redirect' ), 'to' ) );
		$this->assertSame( array( '/qqqqzzzz' ), array_column( $this->request( 'GET', '/not-found' )->get_data(), 'url' ) );

		$none = $this->request( 'POST', '/not-found/redirect', array( 'hashes' => array( $hashes[1] ), 'each' => true ) );
		$this->assertSame( array( 404, 'detour_no_page_alike' ), array( $none->get_status(), $none->get_data()['code'] ) );
		wp_delete_post( $post, true );
	}

	public function test_the_log_tells_who_asks_for_a_url(): void {
		$hash = $this->missing( '/gone' );
		$gone = array( 'kind' => 'not-found', 'rule' => 0, 'code' => 404, 'url' => '/gone' );
		foreach ( array( 30, 20, 10 ) as $ago ) {
			$this->entry( $gone + array( 'time' => time() - $ago, 'referrer' => 'https://b.test/', 'user_agent' => '' ) );
		}
		$this->entry( $gone + array( 'referrer' => 'https://c.test/', 'user_agent' => 'Bot' ) );
		$this->entry( array( 'url' => '/other', 'referrer' => 'https://d.test/' ) + $gone );
		$visits = $this->request( 'GET', "/not-found/$hash/visits" )->get_data();
		$this->assertSame( array( 'https://b.test/' => 3, 'https://c.test/' => 1 ), array_column( $visits['referrers'], 'hits', 'value' ) );
		$this->assertSame( array( 'Bot' => 1 ), array_column( $visits['agents'], 'hits', 'value' ) );
		$this->assertEqualsWithDelta( time() - 10, $visits['referrers'][0]['last_seen'], 2 );
		$this->assertSame( 404, $this->request( 'GET', '/not-found/' . md5( 'x' ) . '/visits' )->get_status() );
	}

	public function test_suggestions_name_the_rule_to_begin_with(): void {
		$hash = $this->missing( '/smaple-page' );
		$got  = $this->request( 'GET', "/not-found/$hash/suggestions" )->get_data();
		$this->assertSame( array( '/smaple-page', 307 ), array( $got['rule']['source']['value'], $got['rule']['then']['redirect']['code'] ) );
		$this->assertSame( 404, $this->request( 'GET', '/not-found/' . md5( 'x' ) . '/suggestions' )->get_status() );
	}

	public function test_who_may_not_manage_redirects_sees_and_changes_nothing(): void {
		$hash = $this->missing( '/a' );
		wp_set_current_user( 0 );
		foreach ( array( array( 'GET', '/not-found' ), array( 'DELETE', '/not-found' ), array( 'POST', '/not-found/bulk' ), array( 'POST', '/not-found/redirect' ), array( 'GET', "/not-found/$hash/suggestions" ), array( 'GET', "/not-found/$hash/visits" ), array( 'GET', '/log' ), array( 'DELETE', '/log' ), array( 'GET', '/log/export' ), array( 'GET', '/insights' ), array( 'GET', '/insights/stale' ) ) as list( $method, $path ) ) {
			$body = 'POST' === $method ? array( 'action' => 'delete', 'hashes' => array( $hash ), 'to' => '/b' ) : null;
			$this->assertSame( 401, $this->request( $method, $path, $body )->get_status(), "$method $path" );
		}
	}
}
