<?php

namespace Detour\WordPress\Tests\Rules;

use Detour\WordPress\Origins\Report;
use Detour\WordPress\Rules\ListQuery;
use Detour\WordPress\Rules\LiveList;
use Detour\WordPress\Tests\Origins\FakeKeeper;
use Detour\WordPress\Tests\TestCase;
use RuntimeException;
use WP_Error;

require_once dirname( __DIR__ ) . '/Origins/FakeKeeper.php';

final class LiveListTest extends TestCase {
	public function test_it_is_paged_searched_filtered_and_sorted_as_every_list(): void {
		$this->assertSame( array( array( '/b', '/a', '/gone' ), 3 ), $this->shown( array() ), 'in the order of the plugin' );
		$this->assertSame( array( array( '/gone' ), 3 ), $this->shown( array( 'page' => 2, 'per_page' => 2 ) ) );
		$this->assertSame( array( array( '/a', '/b', '/gone' ), 3 ), $this->shown( array( 'order_by' => 'source' ) ) );
		$this->assertSame( array( array( '/a', '/gone', '/b' ), 3 ), $this->shown( array( 'order_by' => 'hits', 'descending' => true ) ) );
		$this->assertSame( array( array( '/a' ), 1 ), $this->shown( array( 'search' => 'TO-A' ) ) );
		$this->assertSame( array( array( '/b' ), 1 ), $this->shown( array( 'search' => 'from SALES' ) ), 'notes are searched' );
		$this->assertSame( array( array( '/gone' ), 1 ), $this->shown( array( 'codes' => array( 410 ) ) ) );
		$this->assertSame( array( array( '/gone' ), 1 ), $this->shown( array( 'enabled' => false ) ) );
		$this->assertSame( array( array(), 0 ), $this->shown( array( 'group' => 'None' ) ) );
		$row = $this->live( '5.4' )->list( 'redirection', new ListQuery( search: '/a' ) );
		$this->assertSame( array( 9, array( 'hits' => 4, 'last_hit' => 77 ) ), array( $row['rules'][0]['id'], $row['counts'][0] ) );
	}

	public function test_what_can_not_be_shown_says_why_and_the_way_out(): void {
		$this->assertSame( 'detour_origin_off', $this->live( null )->list( 'redirection', new ListQuery() )->get_error_code() );
		$this->assertSame( 'detour_origin_health', $this->live( '5.4' )->list( 'redirection', new ListQuery( health: array( 'error' ) ) )->get_error_code() );
		$failing = static fn() => new WP_Error( 'no_table', 'no table' );
		foreach ( array( array( $failing, fn() => $this->counted( 3 ) ), array( fn() => $this->read(), $failing ) ) as $calls ) {
			$broken = new LiveList( $this->report( '5.4', 3 ), ...$calls );
			$this->assertSame( 'no_table', $broken->list( 'redirection', new ListQuery() )->get_error_code() );
		}
	}

	public function test_it_is_bounded_by_what_the_database_holds_whatever_the_agent_tells(): void {
		foreach ( array( 0, 3, -1, PHP_INT_MAX ) as $told ) {
			$unread = static fn() => throw new RuntimeException( 'was read' );
			$error  = ( new LiveList( $this->report( '5.4', $told ), $unread, fn() => $this->counted( 10001 ) ) )->list( 'redirection', new ListQuery() );
			$this->assertSame( 'detour_origin_large', $error->get_error_code() );
			$this->assertStringContainsString( '10001', $error->get_error_message() );
			$this->assertSame( array( array( '/b', '/a', '/gone' ), 3 ), $this->shown( array(), $told ) );
		}
		$split = static fn(): array => array( 'rules' => array_fill( 0, 10001, '{}' ) );
		$error = ( new LiveList( $this->report( '5.4', 3 ), $split, fn() => $this->counted( 9000 ) ) )->list( 'redirection', new ListQuery() );
		$this->assertSame( 'detour_origin_large', $error->get_error_code(), 'several of one' );
	}

	/** Sources and total. */
	private function shown( array $query, int $told = 3 ): array {
		$list = $this->live( '5.4', $told )->list( 'redirection', new ListQuery( ...$query ) );
		return array( array_map( static fn( array $rule ): string => $rule['source']['value'], $list['rules'] ), $list['total'] );
	}

	private function live( ?string $version, int $told = 3 ): LiveList {
		return new LiveList( $this->report( $version, $told ), fn() => $this->read(), fn() => $this->counted( 3 ) );
	}

	/** As Extension::systems(). */
	private function counted( int $rules ): array {
		return array( array( 'system' => 'redirection', 'rules' => $rules, 'active' => true ) );
	}

	/** As Extension::read_system(). */
	private function read(): array {
		$rule = fn( string $source, array $more ): string => wp_json_encode( array_diff_key( $this->rule( $source, $more ), array( 'id' => 0 ) ) );
		$gone = array( 'enabled' => false ) + $this->rule( '/gone' );
		unset( $gone['id'], $gone['then']['redirect'] );
		$gone['then']['respond'] = array( 'code' => 410 );
		return array(
			'rules'  => array( $rule( '/b', array( 'note' => 'From Sales' ) ), $rule( '/a', array( 'then' => array( 'redirect' => array( 'to' => '/to-a' ) ) ) ), wp_json_encode( $gone ) ),
			'places' => array( 'row 7', 'row 9', 'row 12' ),
			'hits'   => array( 1 => array( 'hits' => 4, 'last' => 77 ), 2 => array( 'hits' => 2 ) ),
		);
	}

	private function report( ?string $version, int $count ): Report {
		$told = array( 'origins' => array( array( 'origin' => 'redirection', 'state' => 'live', 'rules' => $count, 'left_out' => 0, 'whole' => true ) ) );
		return new Report( array( new FakeKeeper( 'redirection', $version, 'init' ) ), $this->repository, static fn(): array => $told );
	}
}
