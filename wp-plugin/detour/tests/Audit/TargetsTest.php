<?php

namespace Detour\WordPress\Tests\Audit;

use Detour\WordPress\Audit\Digest;
use Detour\WordPress\Audit\Findings;
use Detour\WordPress\Audit\Settings;
use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Tests\TestCase;

final class TargetsTest extends TestCase {
	protected function setUp(): void {
		global $wpdb;
		parent::setUp();
		$this->need_extension();
		$this->act_as( 'administrator' );
		$wpdb->query( 'DELETE FROM ' . Schema::table( 'findings' ) );
		$wpdb->query( 'DELETE FROM ' . Schema::table( 'targets' ) );
	}

	protected function tearDown(): void {
		global $wpdb;
		$wpdb->query( 'DELETE FROM ' . Schema::table( 'targets' ) );
		delete_option( Findings::LAST_RUN );
		delete_option( Settings::OPTION );
		parent::tearDown();
	}

	public function test_what_the_agent_found_broken_is_a_finding_while_somebody_wants_to_know(): void {
		$id = $this->away();
		$this->agent_finds( 'https://other.example/gone', array( 'status' => 404, 'failed_days' => 2, 'broken' => 1 ) );
		$this->agent_finds( 'https://other.example/once', array( 'status' => 404, 'failed_days' => 1 ) );
		$this->agent_finds( 'http://10.0.0.1/', array( 'error' => 'not-public' ) );
		$this->agent_finds( '/waits', array( 'checked_at' => 0 ) );
		$this->assertSame( 0, $this->done( 'POST', '/audit/run' )['new'], 'nobody wants to know' );
		$this->assertNull( $this->done( 'GET', '/audit' )['targets'] );

		$this->want();
		$this->done( 'POST', '/audit/run' );
		$page    = $this->done( 'GET', '/audit' );
		$finding = $page['findings'][0];
		$this->assertSame( array( 'total' => 4, 'asked' => 2, 'left' => 1, 'broken' => 1 ), $page['targets'] );
		$this->assertSame( array( 'broken-target', 'warning', $id ), array( $finding['code'], $finding['severity'], $finding['rules'][0]['rule'] ) );
		$this->assertStringContainsString( '404 Not Found (since 2026-11-20)', $finding['message'] );
	}

	public function test_the_redirect_is_disabled_with_one_click_and_comes_back(): void {
		$id = $this->away();
		$this->agent_finds( 'https://other.example/gone', array( 'error' => 'no-such-host', 'failed_days' => 3, 'broken' => 1 ) );
		$this->want();
		$this->done( 'POST', '/audit/run' );
		$repaired = $this->done( 'POST', '/audit/repair', array( 'ids' => array( $this->done( 'GET', '/audit' )['findings'][0]['id'] ) ) );
		$this->assertFalse( $this->repository->find( $id )['enabled'] );
		$this->done( 'POST', '/rules/restore', array_intersect_key( $repaired, array( 'rules' => 0, 'history' => 0 ) ) );
		$this->assertTrue( $this->repository->find( $id )['enabled'] );
	}

	public function test_the_email_tells_of_it(): void {
		$this->away();
		$this->agent_finds( 'https://other.example/gone', array( 'error' => 'tls', 'failed_days' => 2, 'broken' => 1 ) );
		$this->want();
		$run   = $this->done( 'POST', '/audit/run' );
		$mails = array();
		$keep  = static function ( $sent, array $mail ) use ( &$mails ): bool {
			$mails[] = $mail['message'];
			return true;
		};
		add_filter( 'pre_wp_mail', $keep, 10, 2 );
		( new Settings() )->save( array( 'digest' => true, 'recipients' => array( 'seo@example.com' ) ) );
		$this->assertTrue( ( new Digest( new Findings(), new Settings() ) )->send( $run ) );
		remove_filter( 'pre_wp_mail', $keep );
		$this->assertStringContainsString( 'certificate', $mails[0] );
		$this->assertStringContainsString( 'or disable the redirect until it is back', $mails[0] );
	}

	public function test_the_fallback_that_is_in_force_becomes_the_target_with_one_click(): void {
		$id = $this->away( array( 'fallback' => '/here' ) );
		$this->agent_finds( 'https://other.example/gone', array( 'status' => 410, 'failed_days' => 2, 'broken' => 1 ) );
		$this->want();
		$this->done( 'POST', '/audit/run' );
		$finding = $this->done( 'GET', '/audit' )['findings'][0];
		$this->assertStringContainsString( '410 Gone (since 2026-11-20), so the fallback /here is in force', $finding['message'] );
		$this->done( 'POST', '/audit/repair', array( 'ids' => array( $finding['id'] ) ) );
		$redirect = json_decode( wp_json_encode( $this->repository->find( $id ) ), true )['then']['redirect'];
		$this->assertSame( array( '/here', false ), array( $redirect['to'], isset( $redirect['fallback'] ) ) );
	}

	/** Saves a rule that leads away from the site. */
	private function away( array $redirect = array() ): int {
		return $this->repository->create(
			$this->rule( '/a', array( 'source' => array( 'slash' => 'ignore' ), 'then' => array( 'redirect' => array( 'to' => 'https://other.example/gone' ) + $redirect ) ) )
		)['id'];
	}

	private function done( string $method, string $path, ?array $body = null ): array {
		$response = $this->request( $method, $path, $body );
		$this->assertSame( 200, $response->get_status(), wp_json_encode( $response->get_data() ) );
		return json_decode( wp_json_encode( $response->get_data() ), true );
	}

	private function want(): void {
		$this->done( 'PUT', '/settings', array( 'targets' => array( 'check' => true ) ) );
	}

	private function agent_finds( string $target, array $row ): void {
		global $wpdb;
		$wpdb->insert( Schema::table( 'targets' ), $row + array( 'hash' => md5( $target ), 'target' => $target, 'since' => 1795132800, 'checked_at' => 1795132800 ) );
	}
}
