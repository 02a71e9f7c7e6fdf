<?php

namespace Detour\WordPress\Tests\Settings;

use Detour\WordPress\Settings\Options;
use Detour\WordPress\Tests\TestCase;

final class OptionsTest extends TestCase {
	protected function setUp(): void {
		parent::setUp();
		Options::delete();
	}

	protected function tearDown(): void {
		Options::delete();
		parent::tearDown();
	}

	public function test_what_is_not_set_is_the_default(): void {
		$this->assertSame( array_map( static fn( array $schema ) => $schema['default'], Options::schema() ), Options::all() );
	}

	public function test_nonsense_in_the_database_is_the_default(): void {
		update_option( 'detour_history_days', 'for ever' );
		update_option( 'detour_trashed', array( 'gone' ) );
		$this->assertSame( array( 180, 'off' ), array( Options::get( 'history_days' ), Options::get( 'trashed' ) ) );
	}

	public function test_each_option_is_kept_and_read_again(): void {
		$this->act_as( 'administrator' );
		$wanted = array(
			'history_days'             => 30,
			'watch_permalinks'         => false,
			'permalink_code'           => 307,
			'trashed'                  => 'redirect',
			'trashed_target'           => '/gone/',
			'rule_code'                => 301,
			'rule_slash'               => 'exact',
			'rule_case'                => 'ignore',
			'rule_query'               => 'ignore',
			'rule_group'               => 'Añadidas',
			'purge_caches'             => false,
			'delete_data_on_uninstall' => true,
		);
		$saved  = $this->request( 'PATCH', '/options', $wanted );
		$this->assertSame( array( 200, $wanted ), array( $saved->get_status(), $saved->get_data() ) );
		$this->assertSame( $wanted, $this->request( 'GET', '/options' )->get_data() );
		$this->assertSame( '1', (string) get_option( 'detour_delete_data_on_uninstall' ), 'as the command line sets it' );

		$this->assertTrue( $this->request( 'PATCH', '/options', array( 'watch_permalinks' => true ) )->get_data()['watch_permalinks'] );
		$this->assertSame( 30, Options::get( 'history_days' ), 'what is left out stays' );
	}

	public function test_one_that_is_wrong_saves_none(): void {
		$this->act_as( 'administrator' );
		$refused = $this->request( 'PATCH', '/options', array( 'trashed' => 'gone', 'history_days' => 0 ) );
		$this->assertSame( 400, $refused->get_status() );
		$this->assertStringContainsString( 'Nothing was saved. history_days must be', $refused->get_data()['message'] );
		$this->assertSame( 'off', Options::get( 'trashed' ) );
	}

	public function test_only_who_may_manage_redirects(): void {
		$this->act_as( 'subscriber' );
		$this->assertSame( 403, $this->request( 'GET', '/options' )->get_status() );
		$this->assertSame( 403, $this->request( 'PATCH', '/options', array( 'history_days' => 1 ) )->get_status() );
	}
}
