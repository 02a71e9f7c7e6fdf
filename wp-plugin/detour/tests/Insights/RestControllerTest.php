<?php

namespace Detour\WordPress\Tests\Insights;

use DateTimeZone;
use Detour\WordPress\Insights\Range;
use Detour\WordPress\Log\RuleNumber;
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

	public function test_hours_fall_into_the_days_of_the_sites_clock(): void {
		// Clocks were set back in Berlin on 25 October 2026: that day has 25 hours.
		$zone  = new DateTimeZone( 'Europe/Berlin' );
		$now   = strtotime( '2026-10-26T10:30:00+01:00' );
		$range = new Range( '7d', $now, $zone );
		$this->assertSame( array( 7, strtotime( '2026-10-20T00:00:00+02:00' ) ), array( count( $range->buckets ), $range->from() ) );
		$this->assertSame( array( 24, 25 ), array( ( $range->buckets[5] - $range->buckets[4] ) / 3600, ( $range->buckets[6] - $range->buckets[5] ) / 3600 ) );
		$sums = $range->sums( array( strtotime( '2026-10-25T23:00:00+01:00' ) => 1, strtotime( '2026-10-26T00:00:00+01:00' ) => 2, $range->from() => 4 ) );
		$this->assertSame( array( 4, 0, 0, 0, 0, 1, 2 ), $sums );

		$hours = new Range( '24h', $now, $zone );
		$this->assertSame( array( 24, strtotime( '2026-10-26T10:00:00+01:00' ) ), array( count( $hours->buckets ), $hours->buckets[23] ) );
	}

	public function test_hits_are_parted_by_answer_and_by_rule(): void {
		list( $one, $two ) = $this->save( '/one', '/two' );
		$elsewhere = RuleNumber::of( 9, 'redirection' );
		$old       = array( 'hour' => intdiv( time() - 40 * DAY_IN_SECONDS, HOUR_IN_SECONDS ) * HOUR_IN_SECONDS );
		$this->hits( $one, 3 );
		$this->hits( $one, 100, $old );
		$this->hits( $two, 5, array( 'code' => 404 ) );
		$this->hits( $elsewhere, 4, array( 'code' => 301 ) );
		$this->hits( 0, 7 );
		$this->missing( '/gone', array( 0 => 7 ) );
		$this->missing( '/hidden', array( 0 => 70 ), array( 'ignored' => 1 ) );
		$got = $this->request( 'GET', '/insights', null, array( 'range' => '30d' ) )->get_data();

		$totals = array_map( static fn( array $series ): array => array( $series['code'], $series['not_found'], array_sum( $series['hits'] ) ), $got['codes'] );
		$this->assertSame( array( array( 301, false, 4 ), array( 307, false, 3 ), array( 404, false, 5 ), array( 404, true, 7 ) ), $totals );
		$this->assertSame( array( array( '/two', 5 ), array( null, 4 ), array( '/one', 3 ) ), array_map( static fn( array $rule ): array => array( $rule['source'], $rule['total'] ), $got['rules'] ) );
		$this->assertSame( array( 9, 'redirection' ), array( $got['rules'][1]['rule'], $got['rules'][1]['origin'] ) );
		$this->assertSame( 5, $got['rules'][0]['hits'][29] );
		$this->assertSame( array( array( '/gone', 7 ) ), array_map( static fn( array $url ): array => array( $url['url'], $url['hits'] ), $got['missing']['urls'] ) );
		$this->assertSame( 103, array_sum( array_merge( ...array_column( $this->request( 'GET', '/insights', null, array( 'range' => '90d' ) )->get_data()['codes'], 'hits' ) ) ) - 16 );
	}

	public function test_variants_of_a_split_are_compared_with_what_was_aimed_at(): void {
		$rule  = array( 'then' => array( 'split' => array( array( 'to' => '/a', 'weight' => 75 ), array( 'to' => '/b', 'weight' => 25 ) ), 'sticky' => 'cookie', 'code' => 307 ) );
		$split = $this->repository->create( $rule + $this->rule( '/test' ) )['id'];
		$this->hits( $split, 8, array( 'variant' => 1 ) );
		$this->hits( $split, 1, array( 'variant' => 3 ) );
		$got = $this->request( 'GET', '/insights' )->get_data()['splits'];
		$this->assertCount( 1, $got );
		$this->assertSame( '/test', $got[0]['source'] );
		$this->assertSame(
			array(
				array( 'variant' => 1, 'to' => '/a', 'weight' => 75, 'hits' => 8 ),
				array( 'variant' => 2, 'to' => '/b', 'weight' => 25, 'hits' => 0 ),
				array( 'variant' => 3, 'to' => null, 'weight' => null, 'hits' => 1 ),
			),
			$got[0]['variants']
		);
	}

	public function test_rules_without_a_hit_are_stale_unless_they_are_new(): void {
		global $wpdb;
		list( $never, $long_ago, $used, $elsewhere, $new, $off ) = $this->save( '/never', '/long-ago', '/used', '/imported', '/new', '/off' );
		$table = Schema::rules_table();
		$wpdb->query( "UPDATE $table SET created_at = '2020-01-01', updated_at = '2020-01-01' WHERE id <> $new" );
		$wpdb->query( "UPDATE $table SET last_hit = UTC_TIMESTAMP() WHERE id = $elsewhere" );
		$wpdb->query( "UPDATE $table SET enabled = 0 WHERE id = $off" );
		$last = time() - 100 * DAY_IN_SECONDS;
		$this->counted( $long_ago, 5, $last );
		$this->counted( $used, 5, time() );
		$got = $this->request( 'GET', '/insights/stale' )->get_data();
		$this->assertSame( array( array( $never, null ), array( $long_ago, $last ) ), array_map( static fn( array $stale ): array => array( $stale['rule']['id'], $stale['last_hit'] ), $got['rules'] ) );
		$this->assertSame( 2, $got['total'] );
		$this->assertSame( 1, $this->request( 'GET', '/insights/stale', null, array( 'days' => 200 ) )->get_data()['total'] );
	}

	public function test_lists_of_rules_tell_hits_and_are_sorted_by_them(): void {
		global $wpdb;
		list( $one, $two, $three ) = $this->save( '/one', '/two', '/three' );
		$wpdb->query( 'UPDATE ' . Schema::rules_table() . " SET hits_before = 10, last_hit = '2026-01-01 00:00:00' WHERE id = $two" );
		$this->counted( $one, 4, 1700000000 );
		$this->counted( $two, 1, 1700000000 );
		$listed = fn( string $by, string $order ): array => array_map( static fn( array $rule ): array => array( $rule['id'], $rule['hits'], $rule['last_hit'] ), $this->request( 'GET', '/rules', null, array( 'orderby' => $by, 'order' => $order ) )->get_data() );
		$rows   = array( array( $two, 11, 1767225600 ), array( $one, 4, 1700000000 ), array( $three, 0, null ) );
		$this->assertSame( $rows, $listed( 'hits', 'desc' ) );
		$this->assertSame( array_reverse( $rows ), $listed( 'last_hit', 'asc' ) );
		$this->need_extension();
		$rule = $this->request( 'GET', '/rules', null, array( 'search' => '/one' ) )->get_data()[0];
		$this->assertSame( 200, $this->request( 'PUT', "/rules/$one", json_decode( wp_json_encode( $rule ), true ) )->get_status(), 'what was listed can be sent back' );
	}
}
