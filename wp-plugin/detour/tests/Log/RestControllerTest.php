<?php

namespace Detour\WordPress\Tests\Log;

use Detour\WordPress\Log\Csv;
use Detour\WordPress\Log\Filter;
use Detour\WordPress\Log\Repository;
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

	private function urls( array $query ): array {
		return array_column( $this->request( 'GET', '/log', null, $query )->get_data()['entries'], 'url' );
	}

	public function test_the_newest_entry_comes_first_with_the_name_of_its_rule(): void {
		$this->entry( array( 'time' => 100, 'url' => '/a', 'rule' => RuleNumber::of( 5, 'rank-math' ) ) );
		$this->entry( array( 'time' => 200, 'url' => '/b', 'rule' => 0, 'code' => 404, 'kind' => 'not-found' ) );
		$this->entry( array( 'time' => 200, 'url' => '/c' ) );
		$page = $this->request( 'GET', '/log' )->get_data();
		$this->assertSame( array( '/c', '/b', '/a' ), array_column( $page['entries'], 'url' ) );
		$this->assertSame( array( 'native', null, 'rank-math' ), array_column( $page['entries'], 'origin' ) );
		$this->assertSame( array( 7, null, 5 ), array_column( $page['entries'], 'rule' ) );
		$this->assertSame( array( 3, null ), array( $page['total'], $page['searched_from'] ) );
		$this->assertSame( array( '/a', '/b' ), $this->urls( array( 'order' => 'asc', 'per_page' => 2 ) ) );
		$this->assertSame( array( '/c' ), $this->urls( array( 'order' => 'asc', 'per_page' => 2, 'page' => 2 ) ) );
	}

	/** @return array[] */
	public function filters(): array {
		return array(
			'time'     => array( array( 'from' => 100, 'until' => 200 ), array( 'time' => 199 ), array( 'time' => 200 ) ),
			'rule'     => array( array( 'rule' => 5 ), array( 'rule' => 5 ), array( 'rule' => RuleNumber::of( 5, 'redirection' ) ) ),
			'origin'   => array( array( 'rule' => 5, 'origin' => 'redirection' ), array( 'rule' => RuleNumber::of( 5, 'redirection' ) ), array( 'rule' => 5 ) ),
			'no rule'  => array( array( 'rule' => 0 ), array( 'rule' => 0 ), array() ),
			'code'     => array( array( 'code' => array( 301 ) ), array( 'code' => 301 ), array() ),
			'codes'    => array( array( 'code' => array( 301, 410 ) ), array( 'code' => 410 ), array() ),
			'both'     => array( array( 'code' => array( 301 ), 'rule' => 5 ), array( 'code' => 301, 'rule' => 5 ), array( 'code' => 302, 'rule' => 5 ) ),
			'kind'     => array( array( 'kind' => array( 'loop' ) ), array( 'kind' => 'loop' ), array() ),
			'method'   => array( array( 'method' => 'POST' ), array( 'method' => 'POST' ), array() ),
			'address'  => array( array( 'ip' => '203.0.' ), array( 'ip' => '203.0.113.0' ), array( 'ip' => '1.203.0.1' ) ),
			'url'      => array( array( 'search' => 'b%' ), array( 'url' => '/b%' ), array( 'url' => '/bc' ) ),
			'target'   => array( array( 'search' => 'goal' ), array( 'target' => '/goal' ), array() ),
			'referrer' => array( array( 'referrer' => 'search.test' ), array( 'referrer' => 'https://search.test/' ), array( 'url' => '/search.test' ) ),
			'agent'    => array( array( 'agent' => 'bot' ), array( 'user_agent' => 'Googlebot' ), array() ),
		);
	}

	/** @dataProvider filters */
	public function test_filters_leave_out_the_others( array $filter, array $wanted, array $other ): void {
		$this->entry( $other );
		$id = $this->entry( $wanted );
		$this->entry( $other );
		$page = $this->request( 'GET', '/log', null, $filter )->get_data();
		$this->assertSame( array( array( $id ), 1 ), array( array_column( $page['entries'], 'id' ), $page['total'] ) );

		$deleted = $this->request( 'DELETE', '/log', null, $filter )->get_data();
		$this->assertSame( array( 1, false ), array( $deleted['count'], $deleted['more'] ) );
		$this->assertCount( 2, $this->urls( array() ) );
	}

	public function test_a_long_deletion_goes_on_where_it_stopped(): void {
		global $wpdb;
		$rows = array_map( static fn( int $time ): string => "('hit', $time, 7, 307, 0, 'GET', 'a.test', '/" . ( $time % 3 ) . "', '/y', '', '', '')", range( 1, 12000 ) );
		$wpdb->query( 'INSERT INTO ' . Schema::table( 'log' ) . ' (kind, time, rule, code, variant, method, host, url, target, referrer, user_agent, ip) VALUES ' . implode( ', ', $rows ) );
		$repository = new Repository();
		$from       = null;
		$seen       = array();
		do {
			$done   = $repository->delete( new Filter( from: $from, search: '/2' ), 0.0 );
			$from   = $done['from'];
			$seen[] = $done['count'];
		} while ( $done['more'] );
		$this->assertSame( array( 3, 4000 ), array( count( $seen ), array_sum( $seen ) ) );
		$this->assertSame( 8000, (int) $wpdb->get_var( 'SELECT COUNT(*) FROM ' . Schema::table( 'log' ) ) );
	}

	public function test_a_search_looks_at_the_newest_entries_and_says_so(): void {
		global $wpdb;
		$table = Schema::table( 'log' );
		$this->entry( array( 'time' => 1, 'url' => '/needle' ) );
		$rows = array_map( static fn( int $time ): string => "('hit', $time, 7, 307, 0, 'GET', 'a.test', '/x', '/y', '', '', '')", range( 2, Repository::WINDOW + 2 ) );
		foreach ( array_chunk( $rows, 5000 ) as $chunk ) {
			$wpdb->query( "INSERT INTO $table (kind, time, rule, code, variant, method, host, url, target, referrer, user_agent, ip) VALUES " . implode( ', ', $chunk ) );
		}
		$page = $this->request( 'GET', '/log', null, array( 'search' => 'needle' ) )->get_data();
		$this->assertSame( array( array(), 0, 2 ), array( $page['entries'], $page['total'], $page['searched_from'] ) );
		$page = $this->request( 'GET', '/log', null, array( 'search' => 'needle', 'until' => 10 ) )->get_data();
		$this->assertSame( array( 1, null ), array( $page['total'], $page['searched_from'] ) );
		$page = $this->request( 'GET', '/log' )->get_data();
		$this->assertSame( array( Repository::MOST + 1, Repository::MOST ), array( $page['total'], $page['most'] ) );
	}

	public function test_the_export_has_all_entries_and_no_formula(): void {
		for ( $index = 0; $index < 2500; $index++ ) {
			$this->entry( array( 'time' => 1000 + intdiv( $index, 900 ), 'url' => "/$index" ) );
		}
		$this->entry( array( 'time' => 5000, 'url' => '/"a",b', 'user_agent' => '=1+1', 'referrer' => "'@x" ) );
		$stream = fopen( 'php://memory', 'w+' );
		Csv::write( ( new Repository() )->each( new Filter() ), $stream );
		rewind( $stream );
		$rows = array();
		while ( false !== ( $row = fgetcsv( $stream, null, ',', '"', '' ) ) ) {
			$rows[] = $row;
		}
		$this->assertCount( 2502, $rows );
		$this->assertSame( array( 'time', 'kind', 'code', 'rule', 'origin', 'variant', 'method', 'host', 'url', 'target', 'referrer', 'user_agent', 'ip' ), $rows[0] );
		$this->assertSame( array( wp_date( 'c', 5000 ), '/"a",b', "''@x", "'=1+1" ), array( $rows[1][0], $rows[1][8], $rows[1][10], $rows[1][11] ) );
		$this->assertCount( 2501, array_unique( array_column( array_slice( $rows, 1 ), 8 ) ) );
	}

	public function test_what_a_spreadsheet_would_run_gets_an_apostrophe(): void {
		foreach ( array( '=a', '+a', '-a', '@a', "\ta", "\ra", "'=a", "''-" ) as $text ) {
			$this->assertSame( "'$text", Csv::harmless( $text ) );
		}
		foreach ( array( '', '/a', "'a", 'a=b', ' =a' ) as $text ) {
			$this->assertSame( $text, Csv::harmless( $text ) );
		}
	}
}
