<?php
/**
 * Every route of the plugin, asked by whom it is not for, and with what it does not expect.
 *
 * @package Detour
 */

namespace Detour\WordPress\Tests\Rest;

use Detour\WordPress\Tests\TestCase;
use WP_REST_Request;

require_once __DIR__ . '/Reference.php';

final class AccessTest extends TestCase {
	private const IMPORT = array(
		'format'  => 'csv',
		'data'    => "/old,/new\n",
		'dry_run' => false,
	);

	/**
	 * Options of the plugin before a test, which may change them.
	 *
	 * @var array<string, string>
	 */
	private array $options;

	protected function setUp(): void {
		parent::setUp();
		$this->options = self::options();
		// Neither mail nor requests to servers.
		add_filter( 'pre_wp_mail', '__return_true' );
		add_filter( 'pre_http_request', array( self::class, 'found_nothing' ) );
	}

	protected function tearDown(): void {
		remove_filter( 'pre_wp_mail', '__return_true' );
		remove_filter( 'pre_http_request', array( self::class, 'found_nothing' ) );
		foreach ( array_keys( self::options() + $this->options ) as $name ) {
			isset( $this->options[ $name ] ) ? update_option( $name, maybe_unserialize( $this->options[ $name ] ) ) : delete_option( $name );
		}
		parent::tearDown();
	}

	/**
	 * Plays a site that answers: whether it does is not what these tests ask.
	 */
	public static function found_nothing(): array {
		return array(
			'response' => array( 'code' => 404 ),
			'headers'  => array(),
			'body'     => '',
		);
	}

	public function test_nobody_and_subscribers_get_in_nowhere(): void {
		foreach ( array( '' => 401, 'subscriber' => 403, 'editor' => 403 ) as $role => $expected ) {
			'' === $role ? wp_set_current_user( 0 ) : $this->act_as( $role );
			foreach ( self::endpoints() as [ $method, $route, $arguments ] ) {
				$before = self::rows();
				// What is asked for is right as far as its schema tells, so that nothing but the capability can refuse it.
				$response = self::ask( $method, $route, array_map( array( self::class, 'harmless' ), $arguments ) );
				self::assertSame( $expected, $response->get_status(), "$method $route as '$role': " . wp_json_encode( $response->get_data() ) );
				self::assertSame( $before, self::rows(), "$method $route as '$role' changed something" );
			}
		}
	}

	public function test_a_filter_lets_editors_in_everywhere_and_keeps_others_out(): void {
		$this->need_extension();
		$editors = static fn(): string => 'edit_others_posts';
		add_filter( 'detour_capability', $editors );
		try {
			foreach ( array( 'editor' => true, 'author' => false ) as $role => $may ) {
				$this->act_as( $role );
				foreach ( self::endpoints() as [ $method, $route, $arguments ] ) {
					if ( 'GET' === $method ) {
						$status = self::ask( $method, $route, array_map( array( self::class, 'harmless' ), $arguments ) )->get_status();
						self::assertSame( $may, 403 !== $status, "$method $route as '$role': $status" );
					}
				}
			}
		} finally {
			remove_filter( 'detour_capability', $editors );
		}
	}

	/**
	 * Whatever is sent: an answer or a refusal, no failure, no statement that the database can't read.
	 */
	public function test_an_administrator_may_send_anything(): void {
		global $wpdb;
		$this->need_extension();
		$this->act_as( 'administrator' );
		$was    = $wpdb->suppress_errors();
		$failed = array();
		foreach ( self::endpoints() as [ $method, $route, $arguments ] ) {
			$wished = str_starts_with( $route, '/detour/v1/import' ) ? self::IMPORT : array_map( array( self::class, 'harmless' ), $arguments );
			foreach ( array_keys( $arguments ) as $name ) {
				foreach ( self::hostile() as $value ) {
					$wpdb->last_error = '';
					$place            = "$method $route, $name = " . substr( wp_json_encode( $value, JSON_PARTIAL_OUTPUT_ON_ERROR ), 0, 60 );
					try {
						$response = self::ask( $method, $route, array( $name => $value ) + $wished );
					} catch ( \Throwable $error ) {
						$failed[] = "$place: $error";
						continue;
					}
					if ( $response->get_status() >= 500 || '' !== $wpdb->last_error ) {
						$failed[] = "$place: " . wp_json_encode( $response->get_data(), JSON_PARTIAL_OUTPUT_ON_ERROR ) . " {$wpdb->last_error}";
					}
				}
			}
		}
		$wpdb->suppress_errors( $was );
		self::assertSame( array(), $failed );
	}

	/**
	 * Method, path and arguments of each endpoint.
	 *
	 * @return iterable<array{string, string, array<string, array<string, mixed>>}>
	 */
	private static function endpoints(): iterable {
		foreach ( Reference::routes() as $route => $endpoints ) {
			foreach ( $endpoints as $endpoint ) {
				foreach ( array_keys( $endpoint['methods'] ) as $method ) {
					yield array( $method, self::path( $route ), $endpoint['args'] );
				}
			}
		}
	}

	/**
	 * A path that a route matches.
	 *
	 * @param string $route Pattern.
	 */
	private static function path( string $route ): string {
		$candidates = array( '1', 'redirection', str_repeat( 'ab', 16 ), str_repeat( 'ab', 20 ) );
		foreach ( $candidates as $candidate ) {
			$path = preg_replace( '/\(\?P<\w+>(?:[^()]|\([^()]*\))*\)/', $candidate, $route );
			if ( preg_match( '@^' . $route . '$@i', $path ) ) {
				return $path;
			}
		}
		self::fail( "$route: none of the candidates fits" );
	}

	/**
	 * Sends a request.
	 *
	 * @param string               $method    Method.
	 * @param string               $path      Path.
	 * @param array<string, mixed> $arguments Arguments.
	 */
	private static function ask( string $method, string $path, array $arguments ): \WP_REST_Response {
		$request = new WP_REST_Request( $method, $path );
		if ( in_array( $method, array( 'GET', 'DELETE' ), true ) ) {
			$request->set_query_params( $arguments );
		} else {
			$request->set_body_params( $arguments );
		}
		return rest_do_request( $request );
	}

	/**
	 * A value that an argument takes.
	 *
	 * @param array<string, mixed> $schema Schema of the argument.
	 * @return mixed
	 */
	private static function harmless( array $schema ) {
		if ( isset( $schema['enum'] ) ) {
			return $schema['enum'][0];
		}
		if ( isset( $schema['default'] ) ) {
			return $schema['default'];
		}
		$type = ( (array) ( $schema['type'] ?? 'string' ) )[0];
		return match ( $type ) {
			'integer', 'number' => max( 1, $schema['minimum'] ?? 1 ),
			'boolean' => true,
			'array' => isset( $schema['items'] ) ? array( self::harmless( $schema['items'] ) ) : array(),
			'object' => array_map( array( self::class, 'harmless' ), $schema['properties'] ?? array() ),
			default => match ( $schema['format'] ?? '' ) {
				'date-time' => '2026-01-01T00:00:00Z',
				'email' => 'somebody@example.com',
				default => self::text( $schema['pattern'] ?? '', $schema['minLength'] ?? 1 ),
			},
		};
	}

	/**
	 * A text of at least some length that a pattern matches.
	 *
	 * @param string $pattern Pattern; none if empty.
	 * @param int    $length  Characters.
	 */
	private static function text( string $pattern, int $length ): string {
		foreach ( array( 'a', '/a', str_repeat( 'ab', 16 ) ) as $start ) {
			if ( preg_match( "#$pattern#", $start ) ) {
				return str_pad( $start, $length, 'a' );
			}
		}
		self::fail( "$pattern: none of the candidates fits" );
	}

	/**
	 * What no field is meant for.
	 *
	 * @return array<int, mixed>
	 */
	private static function hostile(): array {
		return array(
			'',
			"' OR '1'='1' -- ",
			'%s %1$s %d',
			'"><script>alert(1)</script>',
			"nul\0byte",
			"\xff\xfe\xc0\x80",
			"line\r\nSet-Cookie: a=b",
			'../../../../etc/passwd',
			'O:8:"stdClass":0:{}',
			'9999999999999999999999',
			'-1',
			PHP_INT_MAX,
			1.5,
			null,
			true,
			array(),
			array( 'a' => array( 'b' => array( 'c' => 'd' ) ) ),
			array_fill( 0, 300, "'" ),
			str_repeat( '(', 5000 ),
			str_repeat( 'ä', 70000 ),
		);
	}

	/**
	 * Numbers of rows of the tables that a request could change.
	 *
	 * @return array<int, string|null>
	 */
	private static function rows(): array {
		global $wpdb;
		$like   = $wpdb->esc_like( $wpdb->prefix . 'detour_' ) . '%';
		$tables = $wpdb->get_col( $wpdb->prepare( 'SHOW TABLES LIKE %s', $like ) );
		return array_map( static fn( string $table ): ?string => $wpdb->get_var( $wpdb->prepare( 'SELECT COUNT(*) FROM %i', $table ) ), $tables );
	}

	/**
	 * Options of the plugin.
	 *
	 * @return array<string, string>
	 */
	private static function options(): array {
		global $wpdb;
		$rows = $wpdb->get_results( "SELECT option_name, option_value FROM {$wpdb->options} WHERE option_name LIKE 'detour%'" );
		return array_column( $rows, 'option_value', 'option_name' );
	}
}
