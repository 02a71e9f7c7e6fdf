<?php

namespace Detour\WordPress\Tests\History;

use Detour\WordPress\Exchange\RuleStore;
use Detour\WordPress\History\Log;
use Detour\WordPress\History\Retention;
use Detour\WordPress\History\Undo;
use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Tests\TestCase;
use WP_Error;

final class HistoryTest extends TestCase {
	public function test_each_change_is_kept_with_who_and_what(): void {
		$user = $this->act_as( 'administrator' );
		$id   = $this->save( '/a' )[0];
		$this->repository->update( $id, fn( array $rule ): array => array( 'note' => "it's 100 % \\ done" ) + $rule );
		$this->repository->set_enabled( array( $id ), false );
		wp_set_current_user( 0 );
		$deleted = $this->repository->delete( array( $id ) );
		$this->repository->restore( array( $this->rule( '/a', array( 'id' => $id ) ) ), $deleted['history'] );

		$changes = $this->log()->changes( array(), 1, 20 )['changes'];
		$this->assertSame( array( 'restore', 'delete', 'disable', 'update', 'create' ), array_column( $changes, 'action' ) );
		$this->assertSame( array( 0, 0, $user, $user, $user ), array_column( $changes, 'user' ) );
		$this->assertSame( get_userdata( $user )->display_name, $changes[4]['user_name'] );
		$this->assertSame( array( $id ), array_values( array_unique( array_column( $changes, 'rule' ) ) ) );
		$this->assertSame( $this->repository->revision(), $changes[0]['batch'] );
		$this->assertEqualsWithDelta( time(), strtotime( $changes[0]['time'] ), 5 );

		$this->assertSame( array( false, true ), array( isset( $changes[0]['before'] ), $changes[0]['after']['enabled'] ) );
		$this->assertSame( array( false, null ), array( $changes[1]['before']['enabled'], $changes[1]['after'] ) );
		$this->assertSame( array( '', "it's 100 % \\ done" ), array( $changes[3]['before']['note'], $changes[3]['after']['note'] ) );
		$this->assertEquals( $changes[3]['before'], $changes[4]['after'], 'what one change left is what the next one found' );
	}

	public function test_what_changes_nothing_is_not_kept(): void {
		$ids = $this->save( '/a', '/b' );
		$this->repository->set_enabled( array( $ids[0] ), false );
		$revision = $this->repository->set_enabled( $ids, false )['revision'];
		$entries  = $this->log()->entries( $revision, 1, 20 );
		$this->assertSame( array( $ids[1] ), array_column( $entries['entries'], 'rule' ) );
	}

	public function test_a_change_of_many_is_one_change(): void {
		$ids      = $this->save( '/a', '/b', '/c' );
		$revision = $this->repository->delete( $ids )['revision'];
		$change   = $this->log()->changes( array( 'action' => 'delete' ), 1, 20 );
		$this->assertSame( array( 1, 3, $ids[0] ), array( $change['total'], $change['changes'][0]['entries'], $change['changes'][0]['rule'] ) );
		$page = $this->log()->entries( $revision, 2, 2 );
		$this->assertSame( array( 3, array( $ids[2] ) ), array( $page['total'], array_column( $page['entries'], 'rule' ) ) );
	}

	public function test_a_change_is_taken_back_and_that_too(): void {
		$ids      = $this->save( '/a', '/b' );
		$before   = array_map( array( $this->repository, 'find' ), $ids );
		$revision = $this->repository->set_enabled( $ids, false )['revision'];
		$undone   = $this->undo( $revision );
		$this->assertSame( array( $ids, $this->repository->revision() ), array( $undone['rules'], $undone['revision'] ) );
		$this->assertSame( $before, array_map( array( $this->repository, 'find' ), $ids ) );

		$this->undo( $undone['revision'] );
		$this->assertFalse( $this->repository->find( $ids[0] )['enabled'] );
	}

	public function test_a_deleted_rule_comes_back_with_what_was_counted(): void {
		global $wpdb;
		$id = $this->save( '/a' )[0];
		$wpdb->update( Schema::rules_table(), array( 'hits_before' => 7, 'last_hit' => '2026-01-02 03:04:05', 'created_at' => '2025-01-01 00:00:00' ), array( 'id' => $id ) );
		$this->undo( $this->repository->delete( array( $id ) )['revision'] );
		$row = $wpdb->get_row( 'SELECT hits_before, last_hit, created_at FROM ' . Schema::rules_table() . " WHERE id = $id", ARRAY_A );
		$this->assertSame( array( 'hits_before' => '7', 'last_hit' => '2026-01-02 03:04:05', 'created_at' => '2025-01-01 00:00:00' ), $row );
	}

	public function test_a_new_rule_goes_again(): void {
		$created = $this->repository->create( $this->rule( '/a' ) );
		$this->undo( $created['revision'] );
		$this->assertNull( $this->repository->find( $created['id'] ) );
	}

	public function test_one_rule_of_a_change_is_taken_back_alone(): void {
		$ids = $this->save( '/a', '/b' );
		$this->undo( $this->repository->delete( $ids )['revision'], $ids[1] );
		$this->assertNull( $this->repository->find( $ids[0] ) );
		$this->assertSame( '/b', $this->repository->find( $ids[1] )['source']['value'] );
	}

	public function test_what_was_changed_since_is_only_taken_back_by_force(): void {
		$ids      = $this->save( '/a', '/b' );
		$revision = $this->repository->set_enabled( $ids, false )['revision'];
		$this->repository->update( $ids[1], fn( array $rule ): array => array( 'note' => 'later' ) + $rule );
		$before = $this->snapshot();

		$error = $this->undo( $revision );
		$this->assertInstanceOf( WP_Error::class, $error );
		$this->assertSame( array( 409, array( $ids[1] ) ), array_values( $error->get_error_data() ) );
		$this->assertStringContainsString( "redirect $ids[1] was changed again since", $error->get_error_message() );
		$this->assertSame( $before, $this->snapshot() );

		$this->undo( $revision, null, true );
		$rule = $this->repository->find( $ids[1] );
		$this->assertSame( array( true, '' ), array( $rule['enabled'], $rule['note'] ) );
	}

	public function test_a_rule_that_was_deleted_since_is_only_taken_back_by_force(): void {
		$id       = $this->save( '/a' )[0];
		$revision = $this->repository->set_enabled( array( $id ), false )['revision'];
		$this->repository->delete( array( $id ) );
		$this->assertSame( 'detour_history_conflict', $this->undo( $revision )->get_error_code() );
		$this->undo( $revision, null, true );
		$this->assertTrue( $this->repository->find( $id )['enabled'] );
	}

	public function test_upper_case_is_a_change(): void {
		$id       = $this->save( '/a' )[0];
		$revision = $this->repository->update( $id, fn(): array => $this->rule( '/A' ) )['revision'];
		$this->repository->update( $id, fn(): array => $this->rule( '/a' ) );
		$this->assertSame( 'detour_history_conflict', $this->undo( $revision )->get_error_code() );
	}

	public function test_settings_are_kept_and_taken_back(): void {
		$this->repository->save_settings( array( 'country_header' => 'A' ) );
		$revision = $this->repository->save_settings( array( 'country_header' => 'B' ) )['revision'];
		$change   = $this->log()->changes( array( 'rule' => 0 ), 1, 1 )['changes'][0];
		$this->assertSame( array( array( 'country_header' => 'A' ), array( 'country_header' => 'B' ) ), array( $change['before'], $change['after'] ) );

		$this->undo( $revision, 0 );
		$this->assertSame( array( 'country_header' => 'A' ), $this->repository->settings() );
		$this->undo( $revision - 1, null, true );
		$this->assertSame( array(), $this->repository->settings() );
	}

	public function test_what_is_not_there_and_what_is_damaged(): void {
		global $wpdb;
		$this->assertSame( 404, $this->undo( 4000000000 )->get_error_data()['status'] );

		$id = $this->save( '/a' )[0];
		$wpdb->update( Schema::rules_table(), array( 'rule' => '{broken' ), array( 'id' => $id ) );
		$revision = $this->repository->delete( array( $id ) )['revision'];
		$this->assertNull( $this->log()->changes( array(), 1, 1 )['changes'][0]['before'] );
		$this->assertSame( 'detour_history_damaged', $this->undo( $revision, null, true )->get_error_code() );
	}

	public function test_a_switch_to_a_fallback_is_told_and_not_taken_back(): void {
		global $wpdb;
		$id    = $this->save( '/a' )[0];
		$image = static fn( string $to ): string => '{"id":' . $id . ',"enabled":true,"position":0,"source":{"value":"/a"},"then":{"redirect":{"to":"' . $to . '","fallback":"/c"}}}';
		$batch = $this->repository->revision() + 1;
		// As the agent does it.
		$wpdb->insert( Schema::table( 'history' ), array( 'batch' => $batch, 'rule' => $id, 'time' => time(), 'action' => 'fallback', 'old_rule' => $image( '/b' ), 'new_rule' => $image( '/c' ) ) );
		$change = json_decode( wp_json_encode( $this->log()->changes( array( 'action' => 'fallback' ), 1, 1 )['changes'][0] ), true );
		$this->assertSame( array( 0, 'Detour' ), array( $change['user'], $change['user_name'] ) );
		$this->assertSame( array( '/b', '/c' ), array( $change['before']['then']['redirect']['to'], $change['after']['then']['redirect']['to'] ) );
		$before = $this->snapshot();
		$this->assertSame( 'detour_history_not_reversible', $this->undo( $batch, null, true )->get_error_code() );
		$this->assertSame( $before, $this->snapshot() );
	}

	public function test_only_some_is_forgotten_at_a_time(): void {
		global $wpdb;
		$table  = Schema::table( 'history' );
		$values = implode( ',', array_map( static fn( int $batch ): string => "($batch, 1, 100, 'create')", range( 4000000001, 4000002500 ) ) );
		$wpdb->query( "INSERT INTO $table (batch, rule, time, action) VALUES $values" );
		$this->save( '/new' );
		$left = static fn(): int => (int) $wpdb->get_var( "SELECT COUNT(*) FROM $table" );

		$this->assertTrue( $this->log()->prune( 180, 2 ) );
		$this->assertSame( 501, $left() );
		wp_clear_scheduled_hook( Retention::EVENT );
		( new Retention( $this->log() ) )->prune();
		$this->assertSame( 1, $left() );
		$this->assertFalse( wp_next_scheduled( Retention::EVENT ), 'nothing is left to do' );
		( new Retention( $this->log() ) )->schedule();
		$this->assertSame( 'daily', wp_get_schedule( Retention::EVENT ) );
	}

	private function log(): Log {
		return new Log();
	}

	/** @return array|WP_Error */
	private function undo( int $batch, ?int $rule = null, bool $force = false ) {
		return ( new Undo( $this->log(), $this->repository, new RuleStore( $this->repository ) ) )->undo( $batch, $rule, $force );
	}
}
