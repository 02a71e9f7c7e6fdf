<?php

namespace Detour\WordPress\Tests\Status;

use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Status\Status;
use Detour\WordPress\Tests\TestCase;

final class StatusTest extends TestCase {
	private const OK = array(
		'version'    => DETOUR_PLUGIN_VERSION,
		'blog'       => 1,
		'enabled'    => true,
		'sapi'       => 'fpm-fcgi',
		'intercepts' => true,
		'file'       => '/var/lib/detour/rules/shop.detour',
		'state'      => 'ok',
		'generation' => 3,
		'revision'   => 0,
		'rules'      => 1,
		'published'  => 1767225600,
		'error'      => null,
	);

	public function test_live_when_the_served_revision_is_the_saved_one(): void {
		$this->save( '/a' );
		$report = $this->report( array( 'revision' => $this->repository->revision() ) );
		$this->assertSame( array( true, 'live' ), array( $report['live'], $report['reason'] ) );
		$this->assertStringContainsString( 'Live on this server since', $report['message'] );
		$this->assertSame( $this->repository->revision(), $report['revision'] );
		$this->assertSame( self::OK['file'], $report['extension']['file'] );
	}

	public function test_a_moment_after_saving_it_is_not_live_yet(): void {
		$this->save( '/a' );
		$report = $this->report( array( 'revision' => $this->repository->revision() - 1 ) );
		$this->assertSame( array( false, 'pending' ), array( $report['live'], $report['reason'] ) );
	}

	public function test_later_the_agent_is_to_blame(): void {
		global $wpdb;
		$this->save( '/a' );
		$wpdb->query( 'UPDATE ' . Schema::state_table() . " SET value = value - 60 WHERE name = 'changed_at'" );
		$report = $this->report( array( 'revision' => $this->repository->revision() - 1 ) );
		$this->assertSame( array( false, 'agent' ), array( $report['live'], $report['reason'] ) );
		$this->assertStringContainsString( 'systemctl start detour', $report['message'] );
		$this->assertEqualsWithDelta( 60, $report['late'], 5 );
	}

	public function test_it_tells_when_an_agent_was_seen_and_who_may_see_this(): void {
		global $wpdb;
		// The agents of a network sign in the tables of its first site.
		$table = ( is_multisite() ? $wpdb->base_prefix : $wpdb->prefix ) . 'detour_spool';
		$wpdb->query( "DELETE FROM $table" );
		$report = $this->report( array( 'revision' => $this->repository->revision() ) );
		$this->assertSame( array( 0, null, 'manage_options' ), array( $report['late'], $report['agent_seen'], $report['capability'] ) );
		$wpdb->query( "REPLACE INTO $table (file, position, updated_at) VALUES ('a', 1, UNIX_TIMESTAMP() - 300)" );
		$this->assertEqualsWithDelta( 300, $this->report( array() )['agent_seen'], 5 );
	}

	public function test_without_the_extension(): void {
		$report = ( new Status( $this->repository, null, static fn() => null ) )->report();
		$this->assertSame( array( false, 'extension', null ), array( $report['live'], $report['reason'], $report['extension'] ) );
		$this->assertStringContainsString( 'extension=detour.so', $report['message'] );
	}

	public function test_nothing_is_late_before_anything_was_saved(): void {
		global $wpdb;
		$wpdb->query( 'DELETE FROM ' . Schema::state_table() );
		$report = ( new Status( $this->repository, null, static fn() => null ) )->report();
		$this->assertSame( array( 0, 0 ), array( $report['revision'], $report['late'] ) );
	}

	public function test_the_agent_answers_in_place_of_the_extension(): void {
		$this->save( '/a' );
		$revision = $this->repository->revision();
		$through  = fn( array $agent ): array => ( new Status( $this->repository, null, static fn(): array => array_replace( array( 'state' => 'ok', 'revision' => $revision ), $agent ) ) )->report();
		$report   = $through( array() );
		$this->assertSame( array( true, 'fallback' ), array( $report['live'], $report['reason'] ) );
		$this->assertStringContainsString( "Live (revision $revision), but answered through the agent", $report['message'] );
		$this->assertStringContainsString( 'install -m 644 detour.so ' . PHP_EXTENSION_DIR, $report['message'] );
		$this->assertSame( $revision, $report['agent']['revision'] );
		$this->assertSame( 'pending', $through( array( 'revision' => $revision - 1 ) )['reason'] );
		$this->assertSame( 'extension', $through( array( 'state' => 'missing' ) )['reason'] );
	}

	/** @return array[] State of the extension, reason, part of the message. */
	public function states(): array {
		return array(
			'disabled'    => array( array( 'state' => 'disabled' ), 'disabled', 'detour.enabled = 1' ),
			'unset'       => array( array( 'state' => 'unset', 'file' => null ), 'unset', 'detour.rules' ),
			'unset, why'  => array( array( 'state' => 'unset', 'file' => null, 'error' => 'Set detour.rules_dir' ), 'unset', 'Set detour.rules_dir.' ),
			'missing'     => array( array( 'state' => 'missing' ), 'missing', '/var/lib/detour/rules/shop.detour does not exist' ),
			'untrusted'   => array( array( 'state' => 'untrusted', 'error' => 'it is writable by everybody.' ), 'file', 'it is writable by everybody. Let' ),
			'truncated'   => array( array( 'state' => 'truncated' ), 'file', 'truncated' ),
			'of another version'      => array( array( 'state' => 'version', 'error' => 'format 9' ), 'file', 'agent of another version' ),
			'of another site'         => array( array( 'revision' => PHP_INT_MAX ), 'other', 'is that of another site' ),
			'disabled, with commands' => array( array( 'state' => 'disabled' ), 'disabled', 'echo detour.enabled=1 >> ' ),
			'unset, with commands'    => array( array( 'state' => 'unset', 'file' => null ), 'unset', 'echo detour.rules=/var/lib/detour/rules/SITE.detour >> ' ),
		);
	}

	/** @dataProvider states */
	public function test_each_obstacle_has_a_sentence_with_a_way_out( array $extension, string $reason, string $words ): void {
		$report = $this->report( $extension );
		$this->assertSame( array( false, $reason ), array( $report['live'], $report['reason'] ) );
		$this->assertStringContainsString( $words, $report['message'] );
	}

	public function test_rules_that_php_does_not_answer_by_itself(): void {
		$report = $this->report( array( 'sapi' => 'unheard-of', 'intercepts' => false, 'revision' => $this->repository->revision() ) );
		$this->assertSame( array( true, 'not-intercepted' ), array( $report['live'], $report['reason'] ) );
		$this->assertStringContainsString( 'Detour\handle()', $report['message'] );
	}

	public function test_an_extension_of_another_series_is_told_though_it_answers(): void {
		$report = $this->report( array( 'version' => '99.1.0', 'revision' => $this->repository->revision() ) );
		$this->assertSame( array( true, 'version' ), array( $report['live'], $report['reason'] ) );
		$this->assertStringContainsString( '"detour" is version 99.1.0 and the plugin ' . DETOUR_PLUGIN_VERSION, $report['message'] );
	}

	public function test_the_route_tells_what_the_real_extension_says(): void {
		$this->need_extension();
		$this->act_as( 'administrator' );
		$response = $this->request( 'GET', '/status' );
		$report   = $response->get_data();
		$this->assertSame( 200, $response->get_status() );
		$this->assertSame( 'no-store', $response->get_headers()['Cache-Control'] );
		$this->assertSame( array( 'live', 'reason', 'message', 'revision', 'late', 'agent_seen', 'capability', 'extension', 'agent' ), array_keys( $report ) );
		$this->assertContains( $report['reason'], Status::reasons() );
		foreach ( array_keys( self::OK ) as $key ) {
			$this->assertArrayHasKey( $key, $report['extension'] );
		}
		$this->assertTrue( rest_validate_value_from_schema( $report, call_user_func( rest_get_server()->get_route_options( '/detour/v1/status' )['schema'] ), 'status' ) );
	}

	private function report( array $extension ): array {
		return ( new Status( $this->repository, static fn(): array => array_replace( self::OK, $extension ) ) )->report();
	}
}
