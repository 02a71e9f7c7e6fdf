<?php

namespace Detour\WordPress\Tests\Rules;

use Detour\WordPress\Rules\Change;
use Detour\WordPress\Rules\ListQuery;
use Detour\WordPress\Rules\Order;
use Detour\WordPress\Rules\RuleJson;
use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Tests\TestCase;

final class OrderTest extends TestCase {
	protected function setUp(): void {
		parent::setUp();
		$this->need_extension();
		$this->act_as( 'administrator' );
	}

	public function test_a_rule_goes_before_behind_and_to_a_place(): void {
		list( $a, , $c, $d ) = $this->save_at( array( '/a' => 10, '/b' => 20, '/c' => 30, '/d' => 40 ) );
		$this->assertSame( 15, $this->move( $d, array( 'before' => $a + 1 ) )['position'] );
		$this->assertSame( array( '/a', '/d', '/b', '/c' ), $this->order() );
		$this->move( $a, array( 'after' => $c ) );
		$this->assertSame( array( '/d', '/b', '/c', '/a' ), $this->order() );
		$this->move( $c, array( 'place' => 1 ) );
		$this->assertSame( array( '/c', '/d', '/b', '/a' ), $this->order() );
		$this->move( $c, array( 'place' => 3 ) );
		$this->assertSame( array( '/d', '/b', '/c', '/a' ), $this->order() );
		$this->move( $d, array( 'place' => 99 ) );
		$this->assertSame( array( '/b', '/c', '/a', '/d' ), $this->order() );
	}

	public function test_a_rule_goes_on_and_back_by_one_but_not_beyond_the_ends(): void {
		list( $a, , $c ) = $this->save_at( array( '/a' => 0, '/b' => 0, '/c' => 0 ) );
		$this->move( $a, array( 'by' => -1 ) );
		$this->move( $c, array( 'by' => 1 ) );
		$this->assertSame( array( '/a', '/b', '/c' ), $this->order() );
		$this->move( $a, array( 'by' => 1 ) );
		$this->assertSame( array( '/b', '/a', '/c' ), $this->order() );
		$this->move( $c, array( 'by' => -1 ) );
		$this->assertSame( array( '/b', '/c', '/a' ), $this->order() );
	}

	public function test_a_move_writes_one_rule_where_a_position_or_the_number_leaves_room(): void {
		global $wpdb;
		$ids = $this->save_at( array( '/a' => 1, '/b' => 2, '/c' => 3, '/d' => 4 ) );
		foreach ( array( array( 3, 0, 'after', array( '/a', '/d', '/b', '/c' ) ), array( 0, 2, 'before', array( '/d', '/b', '/a', '/c' ) ) ) as list( $which, $mark, $way, $order ) ) {
			$moved = $this->move( $ids[ $which ], array( $way => $ids[ $mark ] ) );
			$this->assertSame( $order, $this->order() );
			$this->assertSame( '1', $wpdb->get_var( 'SELECT COUNT(*) FROM ' . Schema::table( 'history' ) . " WHERE batch = {$moved['revision']}" ) );
		}
	}

	public function test_a_near_gap_keeps_the_rules_behind_it_where_they_are(): void {
		$ids = $this->save_at( array( '/a' => 5, '/b' => 5, '/c' => 5, '/far' => 500, '/x' => 600 ) );
		$this->move( $ids[4], array( 'after' => $ids[0] ) );
		$this->assertSame( array( '/a', '/x', '/b', '/c', '/far' ), $this->order() );
		$this->assertSame( array( 5, 500 ), array( $this->all()[0]['position'], $this->all()[4]['position'] ) );
	}

	public function test_without_a_gap_all_behind_make_room_once_and_come_back_with_one_undo(): void {
		$rules = array();
		for ( $number = 0; $number < 1201; $number++ ) {
			$rules[ "/$number" ] = 7;
		}
		$ids    = $this->save_at( $rules );
		$before = $this->order();
		$moved  = $this->move( $ids[1200], array( 'before' => $ids[1] ) );
		$after  = array( '/0', '/1200', ...array_slice( $before, 1, 1199 ) );
		$this->assertSame( $after, $this->order() );
		$this->assertCount( 1201, array_unique( array_column( $this->all(), 'position' ) ), 'each has a position of its own now' );
		$this->assertSame( 200, $this->request( 'POST', "/history/{$moved['revision']}/undo" )->get_status() );
		$this->assertSame( $before, $this->order() );
	}

	public function test_rules_far_behind_are_not_pulled_forward(): void {
		$rules = array();
		for ( $number = 0; $number < 700; $number++ ) {
			$rules[ "/$number" ] = $number < 150 ? 0 : 4000000000 + $number;
		}
		$ids = $this->save_at( $rules );
		$before = $this->order();
		$this->move( $ids[699], array( 'before' => $ids[1] ) );
		$this->assertSame( array( '/0', '/699', ...array_slice( $before, 1, 698 ) ), $this->order() );
	}

	public function test_the_end_of_the_positions_is_told(): void {
		$ids    = $this->save_at( array( '/a' => 1, '/b' => Order::LAST, '/c' => Order::LAST ) );
		$answer = $this->request( 'POST', "/rules/{$ids[0]}/move", array( 'place' => 9 ) );
		$this->assertSame( array( 409, 'detour_no_position' ), array( $answer->get_status(), $answer->get_data()['code'] ) );
		$this->assertSame( array( '/a', '/b', '/c' ), $this->order() );
	}

	public function test_a_move_that_would_change_too_many_rules_changes_none(): void {
		$ids    = $this->save_at( array_fill_keys( array_map( static fn( int $number ): string => "/$number", range( 1, 150 ) ), 0 ) );
		$before = $this->snapshot();
		$answer = $this->repository->change( 'move', static fn( Change $change ) => ( new Order( $change, 148 ) )->move( $ids[149], array( 'place' => 1 ) ) );
		$this->assertSame( 'detour_move_large', $answer->get_error_code() );
		$this->assertSame( $before, $this->snapshot() );
		$this->repository->change( 'move', static fn( Change $change ) => ( new Order( $change, 149 ) )->move( $ids[149], array( 'place' => 1 ) ) );
		$this->assertSame( '/150', $this->order()[0] );
	}

	public function test_a_move_that_breaks_off_half_way_changes_nothing(): void {
		$ids    = $this->save_at( array_fill_keys( array_map( static fn( int $number ): string => "/$number", range( 1, 1200 ) ), 0 ) );
		$before = $this->snapshot();
		$writes = 0;
		$break  = static function ( string $query ) use ( &$writes ): string {
			// The second of three statements that renumber.
			return str_contains( $query, 'GREATEST(position' ) && 2 === ++$writes ? 'nonsense' : $query;
		};
		add_filter( 'query', $break );
		$answer = $this->request( 'POST', "/rules/{$ids[1199]}/move", array( 'place' => 1 ) );
		remove_filter( 'query', $break );
		$this->assertSame( array( 2, 500, 'detour_database' ), array( $writes, $answer->get_status(), $answer->get_data()['code'] ) );
		$this->assertSame( $before, $this->snapshot() );
	}

	public function test_a_new_rule_comes_before_those_behind_all(): void {
		$this->save_at( array( '/a' => 5000000, '/all' => Order::BEHIND_ALL ) );
		$new = array( 'source' => array( 'value' => '/new' ), 'then' => array( 'ignore' => (object) array() ) );
		$this->request( 'POST', '/rules', $new );
		$this->assertSame( array( '/a', '/new', '/all' ), $this->order() );
	}

	public function test_imported_rules_come_before_those_behind_all(): void {
		$this->save_at( array( '/a' => 30, '/all' => Order::BEHIND_ALL ) );
		$this->request( 'POST', '/import', array( 'format' => 'csv', 'data' => "/old,/new\n", 'dry_run' => false ) );
		$this->assertSame( array( '/a', '/old', '/all' ), $this->order() );
	}

	public function test_a_new_rule_comes_last_unless_it_says_otherwise(): void {
		$this->save_at( array( '/a' => 30 ) );
		$new = array( 'source' => array( 'value' => '/new' ), 'then' => array( 'ignore' => (object) array() ) );
		$this->assertSame( 30 + Order::STEP, $this->request( 'POST', '/rules', $new )->get_data()['position'] );
		$first = $this->request( 'POST', '/rules', array( 'position' => 0, 'source' => array( 'value' => '/first' ) ) + $new )->get_data();
		$this->assertSame( array( '/first', '/a', '/new' ), $this->order() );
		$replaced = $this->request( 'PUT', "/rules/{$first['id']}", array( 'source' => array( 'value' => '/other' ) ) + $new )->get_data();
		$this->assertSame( 0, $replaced['position'], 'a rule that is replaced stays where it is' );
	}

	public function test_wrong_moves_change_nothing(): void {
		list( $a, $b ) = $this->save_at( array( '/a' => 1, '/b' => 2 ) );
		foreach ( array( array(), array( 'before' => $b, 'place' => 1 ), array( 'by' => 2 ), array( 'place' => 0 ) ) as $to ) {
			$this->assertSame( 400, $this->request( 'POST', "/rules/$a/move", $to )->get_status(), wp_json_encode( $to ) );
		}
		$this->assertSame( 404, $this->request( 'POST', "/rules/$a/move", array( 'before' => 4000000000 ) )->get_status() );
		$this->assertSame( 404, $this->request( 'POST', '/rules/4000000000/move', array( 'place' => 1 ) )->get_status() );
		$this->act_as( 'subscriber' );
		$this->assertSame( 403, $this->request( 'POST', "/rules/$a/move", array( 'place' => 2 ) )->get_status() );
		$this->assertSame( array( '/a', '/b' ), $this->order() );
	}

	/**
	 * Saves rules at positions.
	 *
	 * @param array<string, int> $positions Positions by source.
	 * @return int[] Numbers.
	 */
	private function save_at( array $positions ): array {
		global $wpdb;
		$rows = array();
		foreach ( $positions as $source => $position ) {
			$rows[] = $wpdb->prepare( '(%d, %s, %s)', $position, RuleJson::encode( $this->rule( $source ) ), $source );
		}
		$wpdb->query( 'INSERT INTO ' . Schema::rules_table() . ' (position, rule, source) VALUES ' . implode( ', ', $rows ) );
		return array_map( 'intval', $wpdb->get_col( 'SELECT id FROM ' . Schema::rules_table() . ' ORDER BY id' ) );
	}

	private function move( int $id, array $to ): array {
		$answer = $this->request( 'POST', "/rules/$id/move", $to );
		$this->assertSame( 200, $answer->get_status(), wp_json_encode( $answer->get_data() ) );
		return $answer->get_data();
	}

	/** @return string[] */
	private function order(): array {
		return array_map( static fn( array $rule ): string => $rule['source']['value'], $this->all() );
	}

	/** @return array[] */
	private function all(): array {
		return $this->repository->enabled( 5000 );
	}
}
