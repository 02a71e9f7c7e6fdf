<?php

namespace Detour\WordPress\Tests\Rules;

use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Tests\TestCase;

final class SchemaTest extends TestCase {
	protected function tearDown(): void {
		parent::tearDown();
		( new Schema() )->install();
	}

	public function test_tables_have_the_columns_that_the_agent_reads(): void {
		global $wpdb;
		$this->assertSame(
			array( 'id', 'position', 'enabled', 'rule', 'kind', 'source', 'target', 'code', 'rule_group', 'dialect', 'hits_before', 'last_hit', 'created_at', 'updated_at', 'updated_by', 'note' ),
			$wpdb->get_col( 'SHOW COLUMNS FROM ' . Schema::rules_table() )
		);
		$this->assertSame( array( 'name', 'value' ), $wpdb->get_col( 'SHOW COLUMNS FROM ' . Schema::state_table() ) );
		$this->assertSame( array( 'name', 'value' ), $wpdb->get_col( 'SHOW COLUMNS FROM ' . Schema::settings_table() ) );
		foreach (
			array(
				'history'   => array( 'batch', 'rule', 'time', 'user_id', 'action', 'old_rule', 'new_rule', 'created_at', 'hits_before', 'last_hit' ),
				'spool'     => array( 'file', 'position', 'updated_at' ),
				'hits'      => array( 'rule', 'hour', 'code', 'variant', 'hits', 'loops' ),
				'rule_hits' => array( 'rule', 'hits', 'last_hit' ),
				'log'       => array( 'id', 'kind', 'time', 'rule', 'code', 'variant', 'method', 'host', 'url', 'target', 'referrer', 'user_agent', 'ip' ),
				'not_found' => array( 'hash', 'url', 'hits', 'first_seen', 'last_seen', 'referrer', 'ignored' ),
				'not_found_days' => array( 'hash', 'day', 'hits' ),
				'targets' => array( 'hash', 'target', 'status', 'error', 'redirects', 'failed_days', 'broken', 'since', 'checked_at', 'due' ),
			) as $table => $columns
		) {
			$this->assertSame( $columns, $wpdb->get_col( 'SHOW COLUMNS FROM ' . Schema::table( $table ) ), $table );
			$this->assertSame( 'InnoDB', $this->engine( Schema::table( $table ) ), $table );
		}
		$this->assertSame( '1', $wpdb->get_var( 'SELECT COUNT(*) FROM ' . Schema::state_table() . " WHERE name = 'revision'" ) );
	}

	public function test_all_tables_can_take_part_in_a_transaction(): void {
		foreach ( array( Schema::rules_table(), Schema::state_table(), Schema::settings_table() ) as $table ) {
			$this->assertSame( 'InnoDB', $this->engine( $table ), $table );
		}
	}

	public function test_a_site_of_the_first_version_gets_the_table_of_settings(): void {
		global $wpdb;
		$wpdb->query( 'DROP TABLE ' . Schema::settings_table() );
		update_option( Schema::OPTION, 1 );
		( new Schema() )->upgrade();
		$this->assertSame( Schema::settings_table(), $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', Schema::settings_table() ) ) );
	}

	public function test_a_table_of_another_engine_is_converted(): void {
		global $wpdb;
		$wpdb->query( 'ALTER TABLE ' . Schema::rules_table() . ' ENGINE=MyISAM' );
		$this->assertSame( 'MyISAM', $this->engine( Schema::rules_table() ) );

		$this->assertNull( ( new Schema() )->install() );

		$this->assertSame( 'InnoDB', $this->engine( Schema::rules_table() ) );
	}

	public function test_installing_again_changes_nothing(): void {
		$this->save( '/a' );
		$before = $this->snapshot();
		$this->assertNull( ( new Schema() )->install() );
		$this->assertSame( $before, $this->snapshot() );
	}

	public function test_upgrade_runs_when_the_version_differs_and_only_then(): void {
		global $wpdb;
		$wpdb->query( 'ALTER TABLE ' . Schema::rules_table() . ' DROP COLUMN rule_group' );

		( new Schema() )->upgrade();
		$this->assertNotContains( 'rule_group', $wpdb->get_col( 'SHOW COLUMNS FROM ' . Schema::rules_table() ) );

		update_option( Schema::OPTION, 0 );
		( new Schema() )->upgrade();
		$this->assertContains( 'rule_group', $wpdb->get_col( 'SHOW COLUMNS FROM ' . Schema::rules_table() ) );
		$this->assertSame( Schema::VERSION, (int) get_option( Schema::OPTION ) );
	}

	public function test_a_failure_is_told_and_not_repeated_by_each_request(): void {
		global $wpdb;
		( new Schema() )->drop();
		$this->break_query( 'CREATE TABLE ' . Schema::rules_table() );

		$error = ( new Schema() )->install();

		$this->assertWPErrorSays( 'could not create its database tables', $error );
		$this->assertSame( 0, (int) get_option( Schema::OPTION ), 'the next attempt knows that there is something to do' );

		$this->act_as( 'administrator' );
		ob_start();
		( new Schema() )->notice();
		$this->assertStringContainsString( 'CREATE, ALTER and INDEX', ob_get_clean() );

		( new Schema() )->upgrade();
		$this->assertNull( $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', Schema::rules_table() ) ), 'no second attempt yet' );
	}

	public function test_a_column_or_key_that_is_refused_is_told_and_tried_again(): void {
		global $wpdb;
		$table = Schema::table( 'not_found' );
		foreach ( array( 'shown_hits' => "ALTER TABLE $table DROP KEY shown_hits", 'ignored' => "ALTER TABLE $table DROP COLUMN ignored" ) as $name => $older ) {
			$wpdb->query( $older );
			update_option( Schema::OPTION, 4 );
			add_filter( 'query', static fn( string $query ): string => str_starts_with( $query, "ALTER TABLE $table ADD" ) ? 'THIS IS NO SQL' : $query );

			$this->assertWPErrorSays( $name, ( new Schema() )->install() );
			$this->assertSame( 4, (int) get_option( Schema::OPTION ), 'the next attempt knows that there is something to do' );

			remove_all_filters( 'query' );
			$this->assertNull( ( new Schema() )->install() );
		}
		$this->assertContains( 'ignored', $wpdb->get_col( "SHOW COLUMNS FROM $table" ) );
	}

	public function test_tables_go_with_a_deleted_site(): void {
		global $wpdb;
		$tables = ( new Schema() )->drop_with_site( array( 'x' ), 1 );
		$names = array( 'rules', 'state', 'settings', 'history', 'findings', 'spool', 'hits', 'rule_hits', 'log', 'not_found', 'not_found_days', 'targets' );
		$this->assertSame( array_merge( array( 'x' ), array_map( static fn ( $name ) => $wpdb->base_prefix . 'detour_' . $name, $names ) ), $tables );
	}

	private function engine( string $table ): string {
		global $wpdb;
		return $wpdb->get_row( $wpdb->prepare( 'SHOW TABLE STATUS WHERE Name = %s', $table ) )->Engine;
	}

	private function assertWPErrorSays( string $text, mixed $error ): void {
		$this->assertInstanceOf( \WP_Error::class, $error );
		$this->assertStringContainsString( $text, $error->get_error_message() );
	}
}
