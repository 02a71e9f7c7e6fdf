<?php
/**
 * Base of the tests.
 *
 * @package Detour
 */

namespace Detour\WordPress\Tests;

use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Rules\Schema;
use PHPUnit\Framework\TestCase as PHPUnitTestCase;
use WP_REST_Request;
use WP_REST_Response;

/**
 * Gives each class of tests empty tables of its own, so that the site's rules and revision are never touched.
 */
abstract class TestCase extends PHPUnitTestCase {
	/**
	 * Users made by tests, by role.
	 *
	 * @var array<string, int>
	 */
	private static array $users = array();

	private static string $site_prefix;

	private mixed $hooks;

	/**
	 * Where the tests keep rules.
	 */
	protected Repository $repository;

	public static function setUpBeforeClass(): void {
		global $wpdb;
		self::$site_prefix = $wpdb->prefix;
		$wpdb->prefix     .= 'phpunit_';
		self::assertNull( ( new Schema() )->install(), 'the tables for the tests can be made' );
	}

	public static function tearDownAfterClass(): void {
		global $wpdb;
		( new Schema() )->drop();
		$wpdb->prefix = self::$site_prefix;
		// Making and dropping tables moved the one option that the site's own tables share with them.
		update_option( Schema::OPTION, Schema::VERSION );
		foreach ( self::$users as $user ) {
			wp_delete_user( $user );
		}
		self::$users = array();
		wp_set_current_user( 0 );
	}

	protected function setUp(): void {
		global $wpdb;
		// The agent of the site must not hear of changes in tables that it does not serve.
		$this->hooks = $GLOBALS['wp_filter']['detour_rules_changed'] ?? null;
		unset( $GLOBALS['wp_filter']['detour_rules_changed'] );

		$wpdb->query( 'DELETE FROM ' . Schema::rules_table() );
		$wpdb->query( 'DELETE FROM ' . Schema::settings_table() );
		$wpdb->query( 'DELETE FROM ' . Schema::table( 'history' ) );
		$this->repository = new Repository();
		wp_set_current_user( 0 );
	}

	protected function tearDown(): void {
		remove_all_filters( 'query' );
		$GLOBALS['wp_filter']['detour_rules_changed'] = $this->hooks;
	}

	/**
	 * Fails the test when the PHP extension is missing. It is never skipped: the plugin is of no use without it.
	 */
	protected function need_extension(): void {
		self::assertTrue( extension_loaded( 'detour' ), 'This test needs the PHP extension: run php -d extension=/path/to/libdetour.so /usr/bin/phpunit' );
	}

	/**
	 * Acts as a user of a role from now on.
	 *
	 * @param string $role Name of a role.
	 */
	protected function act_as( string $role ): int {
		if ( ! isset( self::$users[ $role ] ) ) {
			$user = wp_insert_user(
				array(
					'user_login' => uniqid( "detour-$role-" ),
					'user_pass'  => wp_generate_password(),
					'user_email' => uniqid( 'detour-' ) . '@example.com',
					'role'       => $role,
				)
			);
			self::assertIsInt( $user );
			self::$users[ $role ] = $user;
		}
		wp_set_current_user( self::$users[ $role ] );
		return self::$users[ $role ];
	}

	/**
	 * A canonical rule.
	 *
	 * @param string $source  Path.
	 * @param array  $changes Parts that differ from a plain 307.
	 */
	protected function rule( string $source, array $changes = array() ): array {
		return array_replace_recursive(
			array(
				'id'       => 0,
				'enabled'  => true,
				'position' => 0,
				'group'    => '',
				'note'     => '',
				'source'   => array(
					'kind'   => 'exact',
					'value'  => $source,
					'case'   => 'exact',
					'slash'  => 'exact',
					'query'  => 'exact',
					'host'   => 'any',
					'scheme' => 'any',
				),
				'then'     => array(
					'redirect' => array(
						'to'          => '/new',
						'code'        => 307,
						'allow_hosts' => array(),
					),
				),
				'dialect'  => 'native',
			),
			$changes
		);
	}

	/**
	 * Saves some rules.
	 *
	 * @param string ...$sources Paths.
	 * @return int[] Numbers of the rules.
	 */
	protected function save( string ...$sources ): array {
		return array_map( fn( string $source ): int => $this->repository->create( $this->rule( $source ) )['id'], $sources );
	}

	/**
	 * Lets the n-th statement of a kind fail, as a full disk or a lost right would.
	 *
	 * @param string $needle Part of the statement.
	 * @param int    $nth    Which one, from 1.
	 */
	protected function break_query( string $needle, int $nth = 1 ): void {
		$seen = 0;
		add_filter(
			'query',
			static function ( string $query ) use ( $needle, $nth, &$seen ): string {
				return str_contains( $query, $needle ) && ++$seen === $nth ? 'THIS IS NO SQL' : $query;
			}
		);
	}

	/**
	 * Everything in the tables, to compare before and after.
	 */
	protected function snapshot(): array {
		global $wpdb;
		return array(
			$wpdb->get_results( 'SELECT * FROM ' . Schema::rules_table() . ' ORDER BY id', ARRAY_A ),
			$wpdb->get_results( 'SELECT * FROM ' . Schema::state_table() . ' ORDER BY name', ARRAY_A ),
			$wpdb->get_results( 'SELECT * FROM ' . Schema::settings_table() . ' ORDER BY name', ARRAY_A ),
			$wpdb->get_results( 'SELECT * FROM ' . Schema::table( 'history' ) . ' ORDER BY batch, rule', ARRAY_A ),
		);
	}

	/**
	 * Sends a REST request inside this process.
	 *
	 * @param string     $method HTTP method.
	 * @param string     $path   Path below detour/v1.
	 * @param array|null $body   JSON body.
	 * @param array      $query  Query parameters.
	 */
	protected function request( string $method, string $path, ?array $body = null, array $query = array() ): WP_REST_Response {
		$request = new WP_REST_Request( $method, "/detour/v1$path" );
		$request->set_query_params( $query );
		if ( null !== $body ) {
			$request->set_header( 'Content-Type', 'application/json' );
			$request->set_body( wp_json_encode( $body ) );
		}
		return rest_do_request( $request );
	}
}
