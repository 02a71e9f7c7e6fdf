<?php

namespace Detour\WordPress\Tests\Rules;

use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Tests\TestCase;

final class BulkTest extends TestCase {
	protected function setUp(): void {
		parent::setUp();
		$this->act_as( 'administrator' );
	}

	public function test_all_that_the_list_would_show_is_changed_at_once_and_taken_back(): void {
		$this->need_extension();
		for ( $number = 0; $number < 30; ++$number ) {
			$this->repository->create( $this->rule( "/sale/$number", array( 'group' => 'Sale' ) ) );
		}
		$this->save( '/other' );
		$before = $this->snapshot()[0];
		$count  = fn( array $query ): int => (int) $this->request( 'GET', '/rules', null, $query )->get_headers()['X-WP-Total'];

		$done = $this->request( 'POST', '/rules/bulk', array( 'action' => 'disable', 'matching' => array( 'group' => 'Sale', 'search' => '/sale/1' ) ) )->get_data();
		$this->assertSame( 11, $done['count'] );
		$this->assertArrayNotHasKey( 'ids', $done );
		$this->assertSame( 11, $count( array( 'enabled' => false ) ) );

		$code = $this->request( 'POST', '/rules/bulk', array( 'action' => 'code', 'code' => 301, 'matching' => array( 'group' => 'Sale' ) ) )->get_data();
		$this->assertSame( array( 30, 30 ), array( $code['count'], $count( array( 'code' => array( 301 ) ) ) ) );
		$gone = $this->request( 'POST', '/rules/bulk', array( 'action' => 'delete', 'matching' => array( 'enabled' => false ) ) )->get_data();
		$this->assertSame( array( 11, 20 ), array( $gone['count'], $count( array() ) ) );

		foreach ( array( $gone, $code, $done ) as $change ) {
			$this->assertSame( 200, $this->request( 'POST', "/history/{$change['revision']}/undo" )->get_status() );
		}
		$without = static fn( array $rows ): array => array_map( static fn( array $row ): array => array_diff_key( $row, array( 'updated_at' => 0, 'updated_by' => 0 ) ), $rows );
		$this->assertSame( $without( $before ), $without( $this->snapshot()[0] ) );
	}

	public function test_hits_begin_at_0_again(): void {
		global $wpdb;
		list( $one, $two ) = $this->save( '/one', '/two' );
		$wpdb->update( Schema::rules_table(), array( 'hits_before' => 5, 'last_hit' => '2026-01-01 00:00:00' ), array( 'id' => $one ) );
		foreach ( array( $one, $two ) as $id ) {
			$wpdb->replace( Schema::table( 'rule_hits' ), array( 'rule' => $id, 'hits' => 3, 'last_hit' => 1795737600 ) );
		}
		$revision = $this->repository->revision();
		$this->assertSame( 200, $this->request( 'POST', '/rules/bulk', array( 'action' => 'reset-hits', 'ids' => array( $one ) ) )->get_status() );
		$rules = array_column( $this->request( 'GET', '/rules' )->get_data(), null, 'id' );
		$this->assertSame( array( 0, null, 3 ), array( $rules[ $one ]['hits'], $rules[ $one ]['last_hit'], $rules[ $two ]['hits'] ) );
		$this->assertSame( $revision, $this->repository->revision() );
		$wpdb->query( 'DELETE FROM ' . Schema::table( 'rule_hits' ) );
	}

	public function test_a_bulk_change_that_names_no_rule_changes_nothing(): void {
		$this->save( '/a' );
		$before = $this->snapshot();
		foreach ( array( array( 400, array() ), array( 404, array( 'matching' => array( 'search' => '/b' ) ) ), array( 400, array( 'matching' => array( 'colour' => 'red' ) ) ), array( 400, array( 'ids' => array() ) ) ) as list( $status, $named ) ) {
			$this->assertSame( $status, $this->request( 'POST', '/rules/bulk', array( 'action' => 'delete' ) + $named )->get_status(), wp_json_encode( $named ) );
		}
		$this->assertSame( $before, $this->snapshot() );
	}
}
