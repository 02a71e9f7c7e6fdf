<?php

namespace Detour\WordPress\Tests\Rules;

use Detour\WordPress\Log\RuleNumber;
use Detour\WordPress\Rules\ListQuery;
use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Tests\TestCase;
use RuntimeException;
use WP_Error;

final class RepositoryTest extends TestCase {
	public function test_a_saved_rule_comes_back_as_it_was(): void {
		$rule  = $this->rule( '/über/%d?a=1', array( 'position' => 7, 'enabled' => false, 'group' => 'G', 'note' => "it's 100 %\n" ) );
		$saved = $this->repository->create( $rule );
		$this->assertEquals( array( 'id' => $saved['id'] ) + $rule, $this->repository->find( $saved['id'] ) );
	}

	public function test_the_row_holds_the_rule_without_what_has_its_own_column(): void {
		global $wpdb;
		$user = $this->act_as( 'administrator' );
		$id   = $this->repository->create( $this->rule( '/a', array( 'position' => 3, 'group' => 'G', 'note' => 'N' ) ) )['id'];
		$row  = $wpdb->get_row( 'SELECT * FROM ' . Schema::rules_table() . " WHERE id = $id", ARRAY_A );

		$this->assertSame( array( 'group', 'note', 'source', 'then', 'dialect' ), array_keys( json_decode( $row['rule'], true ) ) );
		unset( $row['rule'], $row['id'] );
		$this->assertEqualsWithDelta( time(), strtotime( $row['created_at'] . ' UTC' ), 5 );
		$this->assertSame( $row['created_at'], $row['updated_at'] );
		unset( $row['created_at'], $row['updated_at'] );
		$this->assertSame(
			array(
				'position'    => '3',
				'enabled'     => '1',
				'kind'        => 'exact',
				'source'      => '/a',
				'target'      => '/new',
				'code'        => '307',
				'rule_group'  => 'G',
				'dialect'     => 'native',
				'hits_before' => '0',
				'last_hit'    => null,
				'updated_by'  => (string) $user,
				'note'        => 'N',
			),
			$row
		);
	}

	public function test_ignore_is_stored_as_an_object(): void {
		global $wpdb;
		$rule         = $this->rule( '/a' );
		$rule['then'] = array( 'ignore' => array() );
		$id           = $this->repository->create( $rule )['id'];
		$row          = $wpdb->get_row( 'SELECT * FROM ' . Schema::rules_table() . " WHERE id = $id" );

		$this->assertStringContainsString( '"then":{"ignore":{}}', $row->rule );
		$this->assertNull( $row->target );
		$this->assertNull( $row->code );
	}

	public function test_each_change_raises_the_revision_by_one(): void {
		$start = $this->repository->revision();
		$id    = $this->repository->create( $this->rule( '/a' ) );
		$this->assertSame( $start + 1, $id['revision'] );
		$this->assertSame( $start + 2, $this->repository->update( $id['id'], fn() => $this->rule( '/b' ) )['revision'] );
		$this->assertSame( $start + 3, $this->repository->set_enabled( array( $id['id'] ), false )['revision'] );
		$this->assertSame( $start + 4, $this->repository->delete( array( $id['id'] ) )['revision'] );
		$this->assertSame( $start + 4, $this->repository->revision() );
		$this->assertLessThan( 5, $this->repository->seconds_since_change() );
	}

	public function test_a_change_is_announced_after_the_commit(): void {
		$heard = array();
		add_action(
			'detour_rules_changed',
			function ( int $revision ) use ( &$heard ): void {
				global $wpdb;
				$heard[] = array( $revision, $this->other_connection_sees_revision() );
			}
		);
		$revision = $this->repository->create( $this->rule( '/a' ) )['revision'];
		$this->assertSame( array( array( $revision, $revision ) ), $heard );
	}

	/**
	 * Each statement of each change, broken in turn.
	 *
	 * @return array[] Change, part of the statement that fails, which one of several.
	 */
	public function broken_statements(): array {
		return array(
			'create: revision'         => array( 'create', "('revision', 1)", 1 ),
			'create: time'             => array( 'create', "'changed_at'", 1 ),
			'create: insert'           => array( 'create', 'detour_rules', 1 ),
			'create: history'          => array( 'create', 'detour_history', 1 ),
			'create: commit'           => array( 'create', 'COMMIT', 1 ),
			'update: write'            => array( 'update', 'UPDATE `', 1 ),
			'update: history before'   => array( 'update', 'detour_history', 1 ),
			'update: history after'    => array( 'update', 'detour_history', 2 ),
			'update: commit'           => array( 'update', 'COMMIT', 1 ),
			'bulk: second chunk check' => array( 'bulk', 'FOR UPDATE', 2 ),
			'bulk: second chunk'       => array( 'bulk', 'SET enabled', 2 ),
			'delete: second chunk'     => array( 'delete', 'DELETE FROM', 2 ),
			'delete: history'          => array( 'delete', 'detour_history', 2 ),
			'delete: commit'           => array( 'delete', 'COMMIT', 1 ),
			'each: second rule'        => array( 'each', 'UPDATE `', 2 ),
			'each: commit'             => array( 'each', 'COMMIT', 1 ),
			'restore: second rule'     => array( 'restore', 'UPDATE `', 2 ),
			'restore: deleted rule'    => array( 'restore', 'INSERT INTO `', 1 ),
		);
	}

	/** @dataProvider broken_statements */
	public function test_an_error_of_the_database_leaves_nothing( string $change, string $statement, int $nth ): void {
		$ids    = $this->save_many( 600 );
		$before = $this->snapshot();
		$told   = 0;
		add_action(
			'detour_rules_changed',
			static function () use ( &$told ): void {
				++$told;
			}
		);
		$this->break_query( $statement, $nth );

		$result = match ( $change ) {
			'create' => $this->repository->create( $this->rule( '/z' ) ),
			'update' => $this->repository->update( $ids[0], fn() => $this->rule( '/z' ) ),
			'bulk'   => $this->repository->set_enabled( $ids, false ),
			'delete' => $this->repository->delete( $ids ),
			'each'   => $this->repository->edit_each( array_slice( $ids, 0, 3 ), fn() => $this->rule( '/z' ) ),
			'restore' => $this->repository->restore(
				array(
					$this->rule( '/z', array( 'id' => $ids[0] ) ),
					$this->rule( '/z', array( 'id' => $ids[1] ) ),
					$this->rule( '/z', array( 'id' => end( $ids ) + 1 ) ),
				)
			),
		};
		remove_all_filters( 'query' );

		$this->assertInstanceOf( WP_Error::class, $result );
		$this->assertSame( 'detour_database', $result->get_error_code() );
		$this->assertStringContainsString( 'Nothing was changed', $result->get_error_message() );
		$this->assertStringContainsString( 'SQL syntax', $result->get_error_message() );
		$this->assertSame( $before, $this->snapshot() );
		$this->assertSame( 0, $told );
	}

	public function test_a_refused_edit_leaves_nothing(): void {
		$id     = $this->save( '/a' )[0];
		$before = $this->snapshot();
		$result = $this->repository->update( $id, static fn() => new WP_Error( 'no', 'no' ) );
		$this->assertSame( 'no', $result->get_error_code() );
		$this->assertSame( $before, $this->snapshot() );
	}

	public function test_an_exception_leaves_nothing_and_goes_on(): void {
		$id     = $this->save( '/a' )[0];
		$before = $this->snapshot();
		try {
			$this->repository->update( $id, static fn() => throw new RuntimeException( 'boom' ) );
			$this->fail( 'the exception is not swallowed' );
		} catch ( RuntimeException $error ) {
			$this->assertSame( 'boom', $error->getMessage() );
		}
		$this->assertSame( $before, $this->snapshot() );
	}

	public function test_a_lost_connection_leaves_nothing(): void {
		global $wpdb;
		$id     = $this->save( '/a' )[0];
		$before = $this->snapshot();
		$output = shell_exec( implode( ' ', array_map( 'escapeshellarg', array( PHP_BINARY, __DIR__ . '/lose-connection.php', $wpdb->prefix, (string) $id ) ) ) );
		$this->assertStringContainsString( 'killed', $output );
		$this->assertStringNotContainsString( 'saved', $output );
		$this->assertSame( $before, $this->snapshot() );
	}

	public function test_thousands_of_rules_at_once(): void {
		$ids   = $this->save_many( 3000 );
		$start = $this->repository->revision();
		$this->assertSame( $start + 1, $this->repository->set_enabled( $ids, false )['revision'] );
		$this->assertSame( 3000, $this->repository->list( new ListQuery( enabled: false ) )['total'] );
		$this->assertSame( $start + 2, $this->repository->delete( $ids )['revision'] );
		$this->assertSame( 0, $this->repository->list( new ListQuery() )['total'] );
	}

	public function test_one_missing_rule_stops_the_bulk(): void {
		$ids    = $this->save( '/a', '/b' );
		$before = $this->snapshot();
		$result = $this->repository->delete( array( $ids[0], 4000000000, $ids[1] ) );
		$this->assertSame( 'detour_rule_not_found', $result->get_error_code() );
		$this->assertSame( array( 4000000000 ), $result->get_error_data()['ids'] );
		$this->assertStringContainsString( 'no rule 4000000000', $result->get_error_message() );
		$this->assertSame( $before, $this->snapshot() );
	}

	public function test_list_follows_position_then_id(): void {
		$this->repository->create( $this->rule( '/late', array( 'position' => 5 ) ) );
		$this->repository->create( $this->rule( '/first', array( 'position' => 1 ) ) );
		$this->repository->create( $this->rule( '/second', array( 'position' => 1 ) ) );
		$this->assertSame( array( '/first', '/second', '/late' ), $this->sources( new ListQuery() ) );
		$this->assertSame( array( '/late', '/second', '/first' ), $this->sources( new ListQuery( descending: true ) ) );
		$this->assertSame( array( '/second', '/late', '/first' ), $this->sources( new ListQuery( order_by: 'source', descending: true ) ) );
	}

	public function test_only_known_columns_get_into_the_order(): void {
		$this->save( '/a' );
		$this->assertSame( 'position', ( new ListQuery( order_by: 'id; DROP TABLE x' ) )->order_by );
		$this->assertSame( array( '/a' ), $this->sources( new ListQuery( order_by: 'id; DROP TABLE x' ) ) );
	}

	public function test_pages(): void {
		$this->save( '/1', '/2', '/3' );
		$page = $this->repository->list( new ListQuery( page: 2, per_page: 2 ) );
		$this->assertSame( 3, $page['total'] );
		$this->assertSame( array( '/3' ), array_column( array_column( $page['rules'], 'source' ), 'value' ) );
		$this->assertSame( array(), $this->sources( new ListQuery( page: 9, per_page: 2 ) ) );

		$this->save( '/other' );
		$found = static fn( array $page ): array => array( $page['total'], array_column( array_column( $page['rules'], 'source' ), 'value' ) );
		$all   = array( 'search' => '/', 'order_by' => 'hits', 'descending' => true, 'per_page' => 3 );
		$this->assertSame( array( 4, array( '/other', '/3', '/2' ) ), $found( $this->repository->list( new ListQuery( ...$all ) ) ) );
		$this->assertSame( array( 4, array( '/1' ) ), $found( $this->repository->list( new ListQuery( ...( array( 'page' => 2 ) + $all ) ) ) ) );
		$this->assertSame( array( 4, array() ), $found( $this->repository->list( new ListQuery( ...( array( 'page' => 3 ) + $all ) ) ) ) );
	}

	public function test_filters_and_search(): void {
		$this->repository->create( $this->rule( '/shop/*', array( 'source' => array( 'kind' => 'wildcard' ), 'group' => 'Spring' ) ) );
		$this->repository->create( $this->rule( '/100%_off', array( 'enabled' => false, 'then' => array( 'redirect' => array( 'code' => 301 ) ) ) ) );
		$this->repository->create( $this->rule( '/c', array( 'then' => array( 'redirect' => array( 'to' => "/o'neil" ) ) ) ) );

		$this->assertSame( array( '/shop/*' ), $this->sources( new ListQuery( kinds: array( 'wildcard', 'regex' ) ) ) );
		$this->assertSame( array( '/shop/*' ), $this->sources( new ListQuery( group: 'Spring' ) ) );
		$this->assertSame( array( '/100%_off' ), $this->sources( new ListQuery( enabled: false ) ) );
		$this->assertSame( array( '/100%_off' ), $this->sources( new ListQuery( codes: array( 301 ) ) ) );
		$this->assertSame( array( '/100%_off' ), $this->sources( new ListQuery( search: '%_' ) ), 'wildcards of SQL are plain text' );
		$this->assertSame( array( '/c' ), $this->sources( new ListQuery( search: "O'Neil" ) ), 'targets are searched, case does not matter' );
		$this->assertSame( array(), $this->sources( new ListQuery( search: 'zzz' ) ) );
	}

	public function test_notes_are_searched(): void {
		global $wpdb;
		$this->repository->create( $this->rule( '/a', array( 'note' => 'Asked for by "Sales"' ) ) );
		$this->repository->create( $this->rule( '/b', array( 'note' => 'Relaunch' ) ) );
		$this->assertSame( array( '/a' ), $this->sources( new ListQuery( search: 'by "sales"' ) ) );

		// As a rule is that was saved before there was the column, or by the agent's import.
		$wpdb->query( 'UPDATE ' . Schema::rules_table() . ' SET note = NULL' );
		$this->assertSame( array( '/a' ), $this->sources( new ListQuery( search: 'by "sales"' ) ) );
		$wpdb->query( 'UPDATE ' . Schema::rules_table() . " SET rule = 'damaged'" );
		$this->assertSame( array(), $this->sources( new ListQuery( search: 'sales' ) ) );
		$this->assertSame( '', $wpdb->last_error );
	}

	public function test_rules_by_their_health(): void {
		global $wpdb;
		list( $used, $before, $never, $broken, $ignored ) = $this->save( '/used', '/before', '/never', '/broken', '/ignored' );
		$until = fn( string $source, string $time ) => $this->repository->create( $this->rule( $source, array( 'schedule' => array( 'until' => $time ) ) ) );
		$until( '/over', gmdate( 'Y-m-d\TH:i:s\Z', time() - 60 ) );
		$until( '/over-there', gmdate( 'Y-m-d\TH:i:s', time() + 7 * HOUR_IN_SECONDS - 60 ) . '+07:00' );
		$until( '/not-yet', gmdate( 'Y-m-d\TH:i:s', time() - 7 * HOUR_IN_SECONDS + 60 ) . '-07:00' );
		$this->repository->create( $this->rule( '/says "until":"1999"' ) );
		$wpdb->query( 'DELETE FROM ' . Schema::table( 'rule_hits' ) );
		$wpdb->query( 'INSERT INTO ' . Schema::table( 'rule_hits' ) . " (rule, hits, last_hit) VALUES ($used, 3, 9)" );
		$wpdb->query( 'UPDATE ' . Schema::rules_table() . " SET hits_before = 3 WHERE id = $before" );
		$finding = static fn( int $rule, int $severity, string $reason ) => $wpdb->query( 'INSERT INTO ' . Schema::table( 'findings' ) . " (fingerprint, code, severity, rule, finding, first_seen, last_seen, reason) VALUES (MD5(RAND()), 'x', $severity, $rule, '{}', 1, 1, $reason)" );
		$finding( $broken, 0, 'NULL' );
		$finding( $never, 2, 'NULL' );
		$finding( $ignored, 0, "'known'" );
		$finding( RuleNumber::of( $used, 'redirection' ), 0, 'NULL' );

		$this->assertSame( array( '/broken' ), $this->sources( new ListQuery( health: array( 'error' ) ) ) );
		$this->assertSame( array( '/never', '/broken' ), $this->sources( new ListQuery( health: array( 'error', 'hint' ) ) ) );
		$this->assertSame( array( '/over', '/over-there' ), $this->sources( new ListQuery( health: array( 'expired' ) ) ) );
		$this->assertSame( array( '/used', '/before' ), array_values( array_diff( $this->sources( new ListQuery() ), $this->sources( new ListQuery( health: array( 'never-hit' ) ) ) ) ) );

		$list   = $this->repository->list( new ListQuery() );
		$health = array_combine( array_map( static fn( array $rule ): string => $rule['source']['value'], $list['rules'] ), $list['health'] );
		unset( $health['/says "until":"1999"'] );
		$this->assertSame(
			array( '/used' => null, '/before' => null, '/never' => 'hint', '/broken' => 'error', '/ignored' => 'never-hit', '/over' => 'expired', '/over-there' => 'expired', '/not-yet' => 'never-hit' ),
			$health
		);
	}

	public function test_a_damaged_row_can_still_be_seen_and_deleted(): void {
		global $wpdb;
		$id = $this->save( '/a' )[0];
		foreach ( array( '{broken', '{}', '3', '{"source":"/a","then":{}}', '{"source":{"value":7},"then":{}}', '{"source":{"value":"/a"}}' ) as $damaged ) {
			$wpdb->update( Schema::rules_table(), array( 'rule' => $damaged ), array( 'id' => $id ) );
			$found = $this->repository->find( $id );
			$this->assertSame( array( '/a', array() ), array( $found['source']['value'], $found['then'] ), $damaged );
			$this->assertSame( array( '/a' ), $this->sources( new ListQuery() ) );
		}
		$this->assertIsArray( $this->repository->delete( array( $id ) ) );
	}

	public function test_an_unreadable_table_is_an_error_not_an_empty_list(): void {
		$this->break_query( 'SELECT rules.*' );
		$this->assertSame( 'detour_database', $this->repository->list( new ListQuery() )->get_error_code() );
	}

	/** @return string[] */
	private function sources( ListQuery $query ): array {
		return array_map( static fn( array $rule ): string => $rule['source']['value'], $this->repository->list( $query )['rules'] );
	}

	/** @return int[] */
	private function save_many( int $count ): array {
		global $wpdb;
		$values = array();
		for ( $number = 0; $number < $count; $number++ ) {
			$values[] = $wpdb->prepare( "('{}', %s)", "/many/$number" );
		}
		$wpdb->query( 'INSERT INTO ' . Schema::rules_table() . ' (rule, source) VALUES ' . implode( ',', $values ) );
		return array_map( 'intval', $wpdb->get_col( 'SELECT id FROM ' . Schema::rules_table() ) );
	}

	public function test_rules_are_put_back_under_their_numbers(): void {
		$ids    = $this->save( '/a', '/b' );
		$before = array_map( array( $this->repository, 'find' ), $ids );
		$this->repository->delete( array( $ids[0] ) );
		$this->repository->set_enabled( array( $ids[1] ), false );

		$this->assertSame( $ids, $this->repository->restore( $before )['ids'] );
		$this->assertSame( $before, array_map( array( $this->repository, 'find' ), $ids ) );
	}

	public function test_each_rule_is_changed_or_none(): void {
		$ids   = $this->save( '/a', '/b' );
		$group = static fn( array $rule ): array => array( 'group' => 'Spring' ) + $rule;
		$this->assertSame( $ids, $this->repository->edit_each( $ids, $group )['ids'] );
		$this->assertSame( array( 'Spring' ), $this->repository->groups() );

		$before = $this->snapshot();
		$error  = $this->repository->edit_each( array( $ids[0], 4000000000 ), fn() => $this->rule( '/z' ) );
		$this->assertSame( 'detour_rule_not_found', $error->get_error_code() );
		$this->assertSame( $before, $this->snapshot() );
	}

	public function test_enabled_rules_come_in_their_order_or_not_at_all(): void {
		$ids = $this->save( '/a', '/b', '/c' );
		$this->repository->set_enabled( array( $ids[1] ), false );
		$this->assertSame( array( $ids[0], $ids[2] ), array_column( $this->repository->enabled( 2 ), 'id' ) );
		$this->assertNull( $this->repository->enabled( 1 ) );
	}

	private function other_connection_sees_revision(): int {
		$other = new \wpdb( DB_USER, DB_PASSWORD, DB_NAME, DB_HOST );
		$value = (int) $other->get_var( 'SELECT value FROM ' . Schema::state_table() . " WHERE name = 'revision'" );
		$other->close();
		return $value;
	}
}
