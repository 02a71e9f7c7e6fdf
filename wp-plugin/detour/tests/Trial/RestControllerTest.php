<?php

namespace Detour\WordPress\Tests\Trial;

use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Tests\TestCase;

final class RestControllerTest extends TestCase {
	private const UNSAVED = array(
		'id'     => 0,
		'source' => array( 'value' => '/a' ),
		'then'   => array( 'redirect' => array( 'to' => '/unsaved' ) ),
	);

	protected function setUp(): void {
		parent::setUp();
		$this->need_extension();
		$this->act_as( 'administrator' );
	}

	public function test_an_unsaved_rule_is_tried_among_the_saved_ones(): void {
		list( $first ) = $this->save( '/a' );
		$alone         = $this->try( array( 'position' => 0, 'source' => array( 'value' => '/b' ) ) + self::UNSAVED, '/b' );
		$this->assertSame( '/unsaved', $alone['trace']['location'] );
		$this->assertSame( $alone['rule_id'], $alone['trace']['rule'] );

		$shadowed = $this->try( self::UNSAVED, '/a' );
		$this->assertSame( $first, $shadowed['trace']['rule'] );
		$this->assertNotSame( $first, $shadowed['rule_id'] );
		$this->assertSame( array(), $this->repository->find( $shadowed['rule_id'] ) ?? array(), 'nothing is saved' );
	}

	public function test_an_edited_rule_takes_the_place_of_the_saved_one(): void {
		list( $id ) = $this->save( '/a' );
		$edited     = $this->try( array( 'id' => $id ) + self::UNSAVED, '/a' );
		$this->assertSame( array( $id, '/unsaved' ), array( $edited['trace']['rule'], $edited['trace']['location'] ) );
		$disabled = $this->try( array( 'id' => $id, 'enabled' => false ) + self::UNSAVED, '/a' );
		$this->assertSame( '/unsaved', $disabled['trace']['location'], 'tried as if it were enabled' );
	}

	public function test_problems_are_an_answer_and_no_error(): void {
		$wrong = $this->try( array( 'source' => array( 'value' => 'a' ) ) + self::UNSAVED, '/a' );
		$this->assertSame( array( 'source.value' ), array_column( $wrong['errors'], 'field' ) );
		$this->assertNull( $wrong['trace'] );

		$odd = $this->try( array( 'source' => array( 'kind' => 'regex', 'value' => 'a' ) ) + self::UNSAVED, '' );
		$this->assertSame( array( 'source.value' ), array_column( $odd['warnings'], 'field' ) );
		$this->assertNull( $odd['trace'] );
	}

	public function test_method_headers_and_facts_reach_the_engine(): void {
		$rule = array( 'when' => array( array( 'method' => array( 'POST' ) ), array( 'language' => array( 'es' ) ), array( 'logged_in' => true ) ) ) + self::UNSAVED;
		$this->assertSame( 'pass', $this->try( $rule, '/a' )['trace']['decision'] );
		$asked = array( 'method' => 'POST', 'headers' => array( 'Accept-Language' => 'es' ) );
		$this->assertSame( 'defer', $this->try( $rule, '/a', $asked )['trace']['decision'] );
		$this->assertSame( 'redirect', $this->try( $rule, '/a', $asked + array( 'facts' => array( 'logged_in' => true ) ) )['trace']['decision'] );
	}

	public function test_urls_show_what_the_source_takes(): void {
		$urls = $this->try( self::UNSAVED, '', array( 'with_urls' => true ) )['urls'];
		$seen = array_combine( array_column( $urls, 'url' ), array_column( $urls, 'matches' ) );
		$this->assertSame( array( true, false ), array( $seen['/a'], $seen['/A'] ) );
		$this->assertStringEndsWith( '/unsaved', $urls[0]['location'] );
		$this->assertSame( array(), $this->try( self::UNSAVED, '' )['urls'], 'not asked for' );
		$this->assertSame( array(), $this->try( array( 'source' => array() ) + self::UNSAVED, '', array( 'with_urls' => true ) )['urls'] );
		add_filter( 'home_url', static fn(): string => 'nowhere' );
		$this->assertSame( array(), $this->try( self::UNSAVED, '', array( 'with_urls' => true ) )['urls'] );
	}

	public function test_the_fallback_is_in_force_while_the_target_is_known_to_be_broken(): void {
		global $wpdb;
		$rule = array( 'then' => array( 'redirect' => array( 'to' => 'https://other.example/gone', 'fallback' => '/here' ) ) ) + self::UNSAVED;
		$wpdb->insert( Schema::table( 'targets' ), array( 'hash' => md5( 'x' ), 'target' => 'https://other.example/gone', 'status' => 404, 'failed_days' => 2, 'broken' => 1, 'since' => 1795132800, 'checked_at' => 1795132800 ) );
		$before = $this->try( $rule, '/a' )['trace'];
		$this->repository->save_settings( array( 'targets' => array( 'check' => true ) ) );
		$trace = $this->try( $rule, '/a' )['trace'];
		$wpdb->query( 'DELETE FROM ' . Schema::table( 'targets' ) );
		$this->assertSame( array( 'https://other.example/gone', null ), array( $before['location'], $before['instead_of'] ?? null ), 'nobody wants to know' );
		$this->assertSame( '/here', $trace['location'] );
		$this->assertSame( array( 'target' => 'https://other.example/gone', 'since' => 1795132800 ), $trace['instead_of'] );
		$this->assertStringContainsString( 'known to be broken since 2026-11-20; visitors are sent to the fallback', $trace['text'] );
	}

	public function test_what_cannot_be_asked_names_why(): void {
		$response = $this->request( 'POST', '/test', array( 'rule' => self::UNSAVED, 'url' => '/a', 'facts' => array( 'colour' => 'red' ) ) );
		$this->assertSame( array( 400, 'detour_test_failed' ), array( $response->get_status(), $response->get_data()['code'] ) );
		$this->assertStringContainsString( 'colour', $response->get_data()['message'] );
	}

	/**
	 * Tries a rule with a request.
	 *
	 * @param array  $rule Rule.
	 * @param string $url  URL.
	 * @param array  $more Further arguments of the route.
	 */
	private function try( array $rule, string $url, array $more = array() ): array {
		$response = $this->request( 'POST', '/test', array( 'rule' => $rule, 'url' => $url ) + $more );
		$this->assertSame( 200, $response->get_status(), wp_json_encode( $response->get_data() ) );
		return json_decode( wp_json_encode( $response->get_data() ), true );
	}
}
