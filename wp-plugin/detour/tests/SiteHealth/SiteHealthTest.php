<?php

namespace Detour\WordPress\Tests\SiteHealth;

use Detour\WordPress\Rules\Schema;
use Detour\WordPress\SiteHealth\Checks;
use Detour\WordPress\SiteHealth\Information;
use Detour\WordPress\Status\Heartbeat;
use Detour\WordPress\Status\Status;
use Detour\WordPress\Tests\TestCase;

final class SiteHealthTest extends TestCase {
	private const OK = array(
		'version'    => DETOUR_PLUGIN_VERSION,
		'sapi'       => 'fpm-fcgi',
		'intercepts' => true,
		'file'       => '/var/lib/detour/rules/shop.detour',
		'state'      => 'ok',
		'generation' => 3,
		'blog'       => 1,
		'rules'      => 1,
		'published'  => 1767225600,
		'error'      => null,
		'spool'      => array(
			'file'  => '/var/lib/detour/spool/shop',
			'state' => 'ok',
		),
		'counters'   => array( 'redirects' => 2 ),
	);

	private string $base_prefix;

	protected function setUp(): void {
		global $wpdb;
		parent::setUp();
		$wpdb->query( 'DELETE FROM ' . Schema::table( 'spool' ) );
		// The agents of a network sign in the tables of its first site: for a test, in those made for it.
		$this->base_prefix = $wpdb->base_prefix;
		$wpdb->base_prefix = is_multisite() ? $wpdb->prefix : $wpdb->base_prefix;
	}

	protected function tearDown(): void {
		$GLOBALS['wpdb']->base_prefix = $this->base_prefix;
		parent::tearDown();
	}

	public function test_every_test_is_known_to_wordpress_and_can_be_run(): void {
		$tests = apply_filters( 'site_status_tests', array( 'direct' => array() ) )['direct'];
		$ours  = array_filter( $tests, static fn( string $name ): bool => str_starts_with( $name, 'detour_' ), ARRAY_FILTER_USE_KEY );
		$this->assertSame( array( 'detour_rules', 'detour_version', 'detour_agent', 'detour_spool' ), array_keys( $ours ) );
		foreach ( $ours as $name => $test ) {
			$result = call_user_func( $test['test'] );
			$this->assertSame( $name, $result['test'] );
			$this->assertContains( $result['status'], array( 'good', 'recommended', 'critical' ) );
		}
	}

	/** @return array[] What the extension says (null: it is missing), test, status, part of the text. */
	public function states(): array {
		return array(
			'all is well'         => array( array(), 'rules', 'good', 'Live on this server' ),
			'no extension'        => array( null, 'rules', 'critical', 'extension=detour.so' ),
			'switched off'        => array( array( 'state' => 'disabled' ), 'rules', 'critical', 'detour.enabled' ),
			'not intercepted'     => array( array( 'intercepts' => false, 'sapi' => 'x' ), 'rules', 'recommended', 'auto_prepend_file' ),
			'of another site'     => array( array( 'revision' => PHP_INT_MAX ), 'rules', 'critical', 'another site' ),
			'rules, old extension' => array( array( 'version' => '99.1.0' ), 'rules', 'good', 'Live (revision' ),
			'same version'        => array( array(), 'version', 'good', DETOUR_PLUGIN_VERSION ),
			'a patch apart'       => array( array( 'version' => DETOUR_PLUGIN_VERSION . '9' ), 'version', 'good', DETOUR_PLUGIN_VERSION . '9' ),
			'other version'       => array( array( 'version' => '99.1.0' ), 'version', 'recommended', 'Update the older one' ),
			'no version'          => array( null, 'version', 'recommended', 'once it is loaded' ),
			'spool'               => array( array(), 'spool', 'good', '/var/lib/detour/spool/shop' ),
			'no spool'            => array( array( 'spool' => null ), 'spool', 'recommended', 'detour.spool' ),
			'no spool, extension' => array( null, 'spool', 'recommended', 'detour.spool' ),
			'spool missing'       => array( array( 'spool' => array( 'state' => 'missing' ) ), 'spool', 'recommended', 'systemctl start detour' ),
			'spool full'          => array( array( 'spool' => array( 'state' => 'full' ) ), 'spool', 'recommended', 'is full' ),
			'disk full'           => array( array( 'spool' => array( 'state' => 'failing' ) ), 'spool', 'recommended', 'disk' ),
			'spool untrusted'     => array( array( 'spool' => array( 'state' => 'untrusted' ) ), 'spool', 'recommended', 'untrusted' ),
		);
	}

	/** @dataProvider states */
	public function test_each_obstacle_is_told_with_a_way_out( ?array $extension, string $test, string $status, string $words ): void {
		$result = $this->checks( $extension )->$test();
		$this->assertSame( $status, $result['status'] );
		$this->assertStringContainsString( $words, wp_strip_all_tags( $result['description'] ) );
	}

	public function test_rules_that_are_not_live_yet_are_no_problem_for_a_moment(): void {
		global $wpdb;
		$this->save( '/a' );
		$this->assertSame( 'good', $this->checks( array( 'revision' => 0 ) )->rules()['status'] );
		$wpdb->query( 'UPDATE ' . Schema::state_table() . " SET value = value - 60 WHERE name = 'changed_at'" );
		$this->assertSame( 'recommended', $this->checks( array( 'revision' => 0 ) )->rules()['status'] );
	}

	public function test_the_agent_signs_where_it_reads_hits(): void {
		$checks = $this->checks( array() );
		$this->assertStringContainsString( 'systemctl start detour', $checks->agent()['description'] );
		$this->assertSame( 'recommended', $checks->agent()['status'] );
		$this->sign( 3600 );
		$this->assertSame( array( 'recommended', true ), array( $checks->agent()['status'], str_contains( $checks->agent()['description'], '1 hour' ) ) );
		$this->sign( 60 );
		$this->assertSame( 'good', $checks->agent()['status'] );
	}

	public function test_information_keeps_paths_private(): void {
		$this->sign( 60 );
		$fields = ( new Information( $this->status( array() ), new Heartbeat() ) )->add( array() )['detour']['fields'];
		$this->assertSame( array( DETOUR_PLUGIN_VERSION, 'live' ), array( $fields['version']['value'], $fields['reason']['debug'] ) );
		$this->assertEqualsWithDelta( 60, $fields['agent']['debug'], 5 );
		foreach ( $fields as $name => $field ) {
			$says_path = is_string( $field['value'] ) && str_contains( $field['value'], '/var/lib' );
			$this->assertSame( $says_path || 'error' === $name, $field['private'], $name );
		}
		$missing = ( new Information( $this->status( null ), new Heartbeat() ) )->add( array() )['detour']['fields'];
		$this->assertSame( array( 'not loaded', 'extension' ), array( $missing['extension']['value'], $missing['reason']['debug'] ) );
	}

	private function sign( int $seconds_ago ): void {
		global $wpdb;
		$wpdb->query( 'REPLACE INTO ' . Schema::table( 'spool' ) . " (file, position, updated_at) VALUES ('a', 1, UNIX_TIMESTAMP() - $seconds_ago)" );
	}

	private function checks( ?array $extension ): Checks {
		return new Checks( $this->status( $extension ), new Heartbeat() );
	}

	private function status( ?array $extension ): Status {
		return new Status( $this->repository, null === $extension ? null : fn(): array => array_replace( self::OK, array( 'revision' => $this->repository->revision() ), $extension ) );
	}
}
