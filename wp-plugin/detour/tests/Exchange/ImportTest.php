<?php
/**
 * Tests of the import routes.
 *
 * @package Detour
 */

namespace Detour\WordPress\Tests\Exchange;

use Detour\WordPress\Exchange\Reader;
use Detour\WordPress\Exchange\Running;
use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Tests\TestCase;
use WP_REST_Request;
use WP_REST_Response;
use wpdb;

/**
 * What the wizard asks, against a real database and the real extension.
 */
final class ImportTest extends TestCase {
	/**
	 * Tables of WordPress that the extension looks at, beside those of the tests.
	 */
	private const TABLES = array( 'options', 'posts', 'postmeta' );

	private static string $prefix;

	public static function setUpBeforeClass(): void {
		global $wpdb;
		$site = $wpdb->prefix;
		parent::setUpBeforeClass();
		self::$prefix = $wpdb->prefix;
		foreach ( self::TABLES as $table ) {
			$wpdb->query( 'CREATE TABLE ' . self::$prefix . "$table LIKE $site$table" );
		}
		$wpdb->query( 'INSERT INTO ' . self::$prefix . "options SELECT * FROM {$site}options WHERE option_name IN ('home', 'permalink_structure', 'active_plugins')" );
		$wpdb->query( 'CREATE TABLE ' . self::$prefix . 'redirects (id int PRIMARY KEY, url_from text, url_to text, status varchar(12), type varchar(12), count int)' );
		$wpdb->query( 'INSERT INTO ' . self::$prefix . "redirects VALUES (1, 'old', '/new', '301', 'url', 7), (2, 'dead/', '/x', '301', 'url', 0), (3, 'ünï', '/😀', '302', 'url', 1)" );
		$columns = 'id int PRIMARY KEY, url text, match_url text, match_data text, regex int, position int, status varchar(9), action_type varchar(20), action_code int, action_data text, match_type varchar(20), title text, group_id int, last_count int, last_access datetime';
		$wpdb->query( 'CREATE TABLE ' . self::$prefix . "redirection_items ($columns)" );
		$wpdb->query( 'INSERT INTO ' . self::$prefix . "redirection_items VALUES (5, '/red', '/red', NULL, 0, 1, 'enabled', 'url', 301, '/target', 'url', NULL, 1, 9, FROM_UNIXTIME(1700000000))" );
	}

	public static function tearDownAfterClass(): void {
		global $wpdb;
		foreach ( array_merge( self::TABLES, array( 'redirects', 'redirection_items' ) ) as $table ) {
			$wpdb->query( 'DROP TABLE IF EXISTS ' . self::$prefix . $table );
		}
		parent::tearDownAfterClass();
	}

	protected function setUp(): void {
		global $wpdb;
		parent::setUp();
		$this->need_extension();
		$this->act_as( 'administrator' );
		$wpdb->query( 'DELETE FROM ' . Schema::state_table() . " WHERE name LIKE 'import%'" );
	}

	/**
	 * Imports text.
	 *
	 * @param string $format  Format.
	 * @param string $data    Text.
	 * @param array  $options Further arguments.
	 */
	private function import( string $format, string $data, array $options = array() ): WP_REST_Response {
		return $this->request(
			'POST',
			'/import',
			array(
				'format' => $format,
				'data'   => $data,
			) + $options
		);
	}

	/**
	 * Columns of the rules in the table.
	 *
	 * @param string $columns Names.
	 */
	private function rows( string $columns ): array {
		global $wpdb;
		return $wpdb->get_results( "SELECT $columns FROM " . Schema::rules_table() . ' ORDER BY position, id', ARRAY_N );
	}

	public function test_only_who_may_manage_redirects_gets_in(): void {
		foreach ( array( 0, 'subscriber' ) as $who ) {
			$who ? $this->act_as( $who ) : wp_set_current_user( 0 );
			foreach ( array( array( 'GET', '/import' ), array( 'GET', '/import/systems' ), array( 'POST', '/import' ), array( 'POST', '/import/undo' ), array( 'GET', '/export' ) ) as $route ) {
				$body   = 'POST' === $route[0] ? array( 'format' => 'csv' ) : null;
				$answer = $this->request( $route[0], $route[1], $body, array( 'format' => 'csv' ) );
				self::assertSame( $who ? 403 : 401, $answer->get_status(), $route[1] );
			}
		}
		self::assertSame( array(), $this->rows( 'id' ) );
	}

	public function test_systems_are_found(): void {
		$found = array_column( $this->request( 'GET', '/import/systems' )->get_data(), null, 'system' );
		self::assertSame(
			array(
				'system' => 'eps',
				'rules'  => 3,
				'active' => false,
			),
			$found['eps']
		);
		self::assertSame( 1, $found['redirection']['rules'] );
	}

	public function test_a_dry_run_changes_nothing_and_tells_all(): void {
		$this->save( '/old' );
		$before = $this->snapshot();
		$report = $this->request( 'POST', '/import', array( 'system' => 'eps' ) )->get_data();
		self::assertTrue( $report['dry_run'] );
		self::assertSame( 3, $report['counts']['rules'] );
		self::assertSame( 1, $report['counts']['dead'] );
		self::assertSame( 'row 3', $report['rules'][0]['place'] );
		self::assertSame( 7, array_column( $report['rules'], 'hits', 'place' )['row 1'] );
		self::assertSame( $before, $this->snapshot() );
		$first = $this->request(
			'POST',
			'/import',
			array(
				'system' => 'eps',
				'limit'  => 1,
			)
		)->get_data();
		self::assertCount( 1, $first['rules'] );
		self::assertSame( 3, $first['counts']['rules'] );
	}

	public function test_the_manner_is_chosen_row_by_row(): void {
		$enabled = function ( array $options ): array {
			$report = $this->request( 'POST', '/import', array( 'system' => 'eps' ) + $options )->get_data();
			return array_map( static fn( array $rule ): bool => $rule['rule']['enabled'], array_column( $report['rules'], null, 'place' ) );
		};
		self::assertFalse( $enabled( array() )['row 2'] );
		self::assertTrue( $enabled( array( 'manner' => 'intended' ) )['row 2'] );
		self::assertTrue( $enabled( array( 'except' => array( 2 ) ) )['row 2'] );
	}

	public function test_an_import_is_saved_with_counts_and_settings_and_taken_back(): void {
		$this->save( '/mine' );
		$before  = $this->snapshot();
		$options = array( 'dry_run' => false );
		$added   = $this->request( 'POST', '/import', array( 'system' => 'redirection' ) + $options )->get_data();
		self::assertSame( array( 1, 0 ), array( $added['added'], $added['already_there'] ) );
		self::assertSame( array( array( '/mine', 'native', '0', null ), array( '/red', 'redirection', '9', '2023-11-14 22:13:20' ) ), $this->rows( 'source, dialect, hits_before, last_hit' ) );
		self::assertArrayHasKey( 'redirection', $this->repository->settings() );
		$list = $this->request( 'GET', '/import' )->get_data();
		self::assertSame( array( array( $added['import'], 1, wp_get_current_user()->display_name ) ), array_map( static fn( array $one ): array => array( $one['import'], $one['rules'], $one['user_name'] ), $list ) );
		self::assertEqualsWithDelta( time(), $list[0]['time'], 30 );

		$again = $this->request( 'POST', '/import', array( 'system' => 'redirection' ) + $options )->get_data();
		self::assertSame( array( null, 0, 1, $added['revision'] ), array( $again['import'], $again['added'], $again['already_there'], $again['revision'] ) );

		$undone = $this->request( 'POST', '/import/undo', array( 'import' => $added['import'] ) )->get_data();
		self::assertSame( array( 1, 0 ), array( $undone['removed'], $undone['kept'] ) );
		self::assertSame( $before[0], $this->snapshot()[0] );
		self::assertSame( array(), $this->repository->settings() );
		self::assertSame( 404, $this->request( 'POST', '/import/undo', array() )->get_status() );
	}

	public function test_rules_that_were_changed_since_are_kept(): void {
		global $wpdb;
		$this->import( 'csv', "/a,/b\n/c,/d\n", array( 'dry_run' => false ) );
		$wpdb->query( 'UPDATE ' . Schema::rules_table() . " SET updated_at = updated_at + INTERVAL 1 MINUTE WHERE source = '/c'" );
		$undone = $this->request( 'POST', '/import/undo', array() )->get_data();
		self::assertSame( array( 1, 1 ), array( $undone['removed'], $undone['kept'] ) );
		self::assertSame( array( array( '/c' ) ), $this->rows( 'source' ) );
	}

	public function test_nothing_is_half_imported(): void {
		$before = $this->snapshot();
		$text   = "source,target\n";
		for ( $row = 0; $row < 450; $row++ ) {
			$text .= "/a$row,/b\n";
		}
		$this->break_query( 'hits_before', 3 );
		$answer = $this->import( 'csv', $text, array( 'dry_run' => false ) );
		self::assertSame( 500, $answer->get_status() );
		self::assertStringContainsString( 'Nothing was changed', $answer->get_data()['message'] );
		self::assertSame( $before, $this->snapshot() );
		remove_all_filters( 'query' );
		self::assertSame( 450, $this->import( 'csv', $text, array( 'dry_run' => false ) )->get_data()['added'] );
	}

	public function test_two_imports_at_once_double_no_rule(): void {
		$first = null;
		$again = function ( string $query ) use ( &$first, &$again ): string {
			if ( 'START TRANSACTION' === $query ) {
				remove_filter( 'query', $again );
				$first = $this->import( 'csv', "/a,/b\n", array( 'dry_run' => false ) )->get_data();
			}
			return $query;
		};
		add_filter( 'query', $again );
		$second = $this->import( 'csv', "/a,/b\n", array( 'dry_run' => false ) );
		self::assertSame( array( 1, 409 ), array( $first['added'], $second->get_status() ) );
		self::assertSame( array( array( '/a' ) ), $this->rows( 'source' ) );
	}

	public function test_an_import_is_seen_from_elsewhere_and_called_off(): void {
		$before = $this->snapshot();
		$text   = "source,target\n";
		for ( $row = 0; $row < 450; $row++ ) {
			$text .= "/a$row,/b\n";
		}
		$elsewhere = new Running( new wpdb( DB_USER, DB_PASSWORD, DB_NAME, DB_HOST ) );
		self::assertFalse( $elsewhere->cancel(), 'there is none yet' );
		$seen   = array();
		$second = function ( string $query ) use ( $elsewhere, &$seen ): string {
			if ( str_contains( $query, 'hits_before' ) && str_starts_with( $query, 'INSERT' ) ) {
				$seen[] = $elsewhere->added();
				if ( 2 === count( $seen ) ) {
					self::assertTrue( $elsewhere->cancel() );
				}
			}
			return $query;
		};
		add_filter( 'query', $second );
		$answer = $this->import( 'csv', $text, array( 'dry_run' => false ) );
		remove_filter( 'query', $second );
		self::assertSame( array( 409, 'detour_import_cancelled' ), array( $answer->get_status(), $answer->get_data()['code'] ) );
		self::assertSame( array( 0, 200 ), $seen );
		self::assertSame( $before, $this->snapshot() );

		self::assertTrue( $elsewhere->wait() );
		self::assertSame( 450, $this->import( 'csv', $text, array( 'dry_run' => false ) )->get_data()['added'] );
		self::assertSame( 0, $this->request( 'GET', '/import/progress' )->get_data()['added'] );
		self::assertSame( 409, $this->request( 'POST', '/import/cancel' )->get_status() );
	}

	public function test_settings_that_are_there_stay_as_they_are(): void {
		global $wpdb;
		foreach ( array( '{"recording":{}}' => true, 'damaged' => false ) as $kept => $is_sound ) {
			$wpdb->replace(
				Schema::settings_table(),
				array(
					'name'  => 'site',
					'value' => $kept,
				)
			);
			$value = fn(): string => $wpdb->get_var( 'SELECT value FROM ' . Schema::settings_table() );
			$added = $this->request( 'POST', '/import', array( 'system' => 'redirection', 'dry_run' => false ) )->get_data();
			self::assertSame( 1, $added['added'] );
			self::assertStringStartsWith( rtrim( $kept, '}' ), $value() );
			self::assertSame( $is_sound, str_contains( $value(), 'redirection' ) );
			$this->request( 'POST', '/import/undo', array() );
			self::assertSame( $kept, $value() );
		}
	}

	public function test_a_count_that_no_table_can_hold_is_cut(): void {
		$text = "source,target,hits\n/a,/b,18446744073709551615\n";
		self::assertSame( 1, $this->import( 'csv', $text, array( 'dry_run' => false ) )->get_data()['added'] );
		self::assertSame( array( array( (string) PHP_INT_MAX ) ), $this->rows( 'hits_before' ) );
	}

	public function test_rows_that_cant_be_used_are_reported_and_the_others_saved(): void {
		$text   = "source,target,code,note,position\n/a,/b,301,\"'=1+1\",20\nbad,/b,301,,\n\"/ü \"\"x\"\"\",/b?a=%s&c='d',302,\\,10\n";
		$report = $this->import( 'csv', $text, array( 'dry_run' => false ) )->get_data();
		self::assertSame( array( 2, 1 ), array( $report['added'], $report['counts']['skipped'] ) );
		self::assertSame( 3, $report['skipped'][0]['line'] );
		self::assertSame( array( array( '/ü "x"', "/b?a=%s&c='d'", '302' ), array( '/a', '/b', '301' ) ), $this->rows( 'source, target, code' ) );
		$rules = array_column( $this->request( 'GET', '/rules' )->get_data(), 'note' );
		self::assertSame( array( '\\', '=1+1' ), $rules );
	}

	public function test_a_file_can_be_uploaded(): void {
		$path = wp_tempnam( 'detour' );
		file_put_contents( $path, "Von;Nach\n/a;/b\n" );
		$send = static function ( array $changes ) use ( $path ): WP_REST_Response {
			$file    = array(
				'name'     => 'list.csv',
				'tmp_name' => $path,
				'error'    => UPLOAD_ERR_OK,
				'size'     => filesize( $path ),
			);
			$request = new WP_REST_Request( 'POST', '/detour/v1/import' );
			$request->set_body_params(
				array(
					'format'  => 'csv',
					'columns' => array(
						'source' => 'Von',
						'target' => '2',
					),
				)
			);
			$request->set_file_params( array( 'file' => $changes + $file ) );
			return rest_do_request( $request );
		};
		self::assertSame( 1, $send( array() )->get_data()['counts']['rules'] );
		self::assertSame( 400, $send( array( 'error' => UPLOAD_ERR_INI_SIZE ) )->get_status() );
		self::assertSame( 400, $send( array( 'tmp_name' => '/nowhere' ) )->get_status() );
		file_put_contents( $path, gzencode( (string) file_get_contents( $path ) ) );
		self::assertSame( 1, $send( array() )->get_data()['counts']['rules'], 'packed' );
		file_put_contents( $path, "\x1f\x8b and nothing else" );
		self::assertStringContainsString( 'damaged', $send( array() )->get_data()['message'] );
		file_put_contents( $path, gzencode( str_repeat( "/a,/b\n", intdiv( Reader::MAX_BYTES, 6 ) + 1 ) ) );
		self::assertSame( 400, $send( array() )->get_status(), 'too much in it' );
		$handle = fopen( $path, 'r+' );
		ftruncate( $handle, Reader::MAX_BYTES + 1 );
		fclose( $handle );
		clearstatcache();
		self::assertSame( 413, $send( array() )->get_status() );
		unlink( $path );
	}

	public function test_what_cant_be_read_says_so(): void {
		self::assertSame( 400, $this->request( 'POST', '/import', array() )->get_status() );
		self::assertSame( 400, $this->request( 'POST', '/import', array( 'format' => 'csv' ) )->get_status() );
		self::assertSame( 400, $this->import( 'word', '' )->get_status() );
		self::assertSame( 400, $this->import( 'yoast', '' )->get_status() );
		$cut = $this->import( 'redirection', '{"redirects": [' )->get_data();
		self::assertStringContainsString( 'not JSON', $cut['skipped'][0]['message'] );
		$this->break_query( 'information_schema' );
		$answer = $this->request( 'GET', '/import/systems' );
		self::assertSame( 400, $answer->get_status() );
		self::assertStringContainsString( 'THIS IS NO SQL', $answer->get_data()['message'] );
	}

	public function test_exports_come_back_without_loss(): void {
		$this->import( 'csv', "source,target,code,note\n/a,/b,301,\"=x\"\n/ü,https://o.test/?a=1,302,\n", array( 'dry_run' => false ) );
		$before = $this->rows( 'rule, position, enabled' );
		foreach ( array( 'csv', 'json', 'redirection-csv' ) as $format ) {
			$export = $this->request( 'GET', '/export', null, array( 'format' => $format ) )->get_data();
			self::assertSame( array(), $export['left_out'], $format );
			$report = $this->import( $format, $export['files'][''] )->get_data();
			self::assertSame( array( 2, 2 ), array( $report['counts']['rules'], $report['counts']['present'] ), $format );
		}
		self::assertSame( $before, $this->rows( 'rule, position, enabled' ) );
		$export = $this->request( 'GET', '/export', null, array( 'format' => 'redirection-json' ) )->get_data();
		self::assertSame( 2, $this->import( 'redirection', $export['files'][''] )->get_data()['counts']['rules'] );
		$files = $this->request( 'GET', '/export', null, array( 'format' => 'nginx' ) )->get_data()['files'];
		self::assertSame( array( 'http.conf', 'server.conf' ), array_keys( $files ) );
		self::assertSame( 400, $this->request( 'GET', '/export', null, array( 'format' => 'eps' ) )->get_status() );
	}

	public function test_a_row_that_holds_no_rule_is_left_out_of_an_export_and_named(): void {
		global $wpdb;
		$ids = $this->save( '/a', '/b', '/c', '/d', '/e' );
		foreach ( array( '', '{"source', '{"source": {"value": "/c"}, "then": {}}', '{}' ) as $index => $damaged ) {
			$wpdb->update( Schema::rules_table(), array( 'rule' => $damaged ), array( 'id' => $ids[ $index ] ) );
		}
		$export = $this->request( 'GET', '/export', null, array( 'format' => 'csv' ) )->get_data();
		self::assertSame( array_slice( $ids, 0, 4 ), array_values( array_unique( array_column( $export['left_out'], 'id' ) ) ) );
		self::assertSame( 1, $this->import( 'csv', $export['files'][''] )->get_data()['counts']['present'] );
	}
}
