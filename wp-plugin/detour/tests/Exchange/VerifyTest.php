<?php
/**
 * Tests of the comparison route.
 *
 * @package Detour
 */

namespace Detour\WordPress\Tests\Exchange;

use Detour\WordPress\Exchange\Loopback;
use Detour\WordPress\Tests\TestCase;
use WP_Error;

/**
 * An import compared with a site that a filter plays.
 */
final class VerifyTest extends TestCase {
	/**
	 * What the site was asked: method and URL.
	 *
	 * @var string[]
	 */
	private array $asked = array();

	protected function setUp(): void {
		parent::setUp();
		$this->need_extension();
		$this->act_as( 'administrator' );
	}

	protected function tearDown(): void {
		remove_all_filters( 'pre_http_request' );
		parent::tearDown();
	}

	/**
	 * Plays the site.
	 *
	 * @param callable $answer Gets the path and the arguments of the request, gives status and target, or an error.
	 */
	private function play( callable $answer ): void {
		$this->asked = array();
		add_filter(
			'pre_http_request',
			function ( $early, array $arguments, string $url ) use ( $answer ) {
				$this->asked[] = "$arguments[method] $url";
				self::assertSame( array( array(), 0 ), array( $arguments['cookies'], $arguments['redirection'] ) );
				self::assertStringStartsWith( home_url( '/' ), $url );
				$told = $answer( substr( $url, strlen( home_url() ) ), $arguments );
				return is_wp_error( $told ) ? $told : array(
					'headers'  => array_filter( array( 'location' => $told[1] ?? '' ) ),
					'body'     => '',
					'response' => array( 'code' => $told[0] ),
					'cookies'  => array(),
				);
			},
			10,
			3
		);
	}

	/**
	 * Compares until the end, or the first error.
	 *
	 * @param array $body What is imported.
	 */
	private function compare( array $body ): array {
		$state = null;
		do {
			$answer = $this->request( 'POST', '/import/verify', $body + array_filter( array( 'state' => $state ) ) )->get_data();
			$state  = $answer['state'] ?? null;
		} while ( null !== $state );
		return $answer;
	}

	public function test_only_who_may_manage_redirects_gets_in(): void {
		$this->play( static fn() => array( 200 ) );
		foreach ( array( 0, 'subscriber' ) as $who ) {
			$who ? $this->act_as( $who ) : wp_set_current_user( 0 );
			self::assertSame( $who ? 403 : 401, $this->request( 'POST', '/import/verify', array( 'system' => 'redirection' ) )->get_status() );
		}
		self::assertSame( array(), $this->asked );
	}

	public function test_a_site_that_answers_the_same_has_no_differences(): void {
		$this->save( '/there' );
		$before = $this->snapshot();
		$this->play(
			static function ( string $url ): array {
				$path  = rawurldecode( strtok( $url, '?' ) );
				$from  = array(
					'/a'     => array( 301, '/b' ),
					'/there' => array( 307, '/new' ),
				);
				$query = (string) wp_parse_url( $url, PHP_URL_QUERY );
				$acts  = isset( $from[ $path ] ) && preg_match( '/^(utm_[^&]*(&|$))*$/', $query );
				return $acts ? array( $from[ $path ][0], $from[ $path ][1] . ( '' === $query ? '' : "?$query" ) ) : array( 404 );
			}
		);
		$told = $this->compare(
			array(
				'format' => 'csv',
				'data'   => "source,target,code\n/a,/b,301\n/there,/never,302\n",
			)
		);
		self::assertSame( array( 0, 0, 2, 2 ), array( $told['report']['differences'], $told['report']['unanswered'], $told['report']['rules'], $told['begun'] ), wp_json_encode( $told ) );
		self::assertGreaterThan( 10, $told['report']['requests'] );
		self::assertSame( array( 1, 'line 3' ), array( $told['counts']['not_exercised'], $told['report']['not_exercised'][0]['place'] ) );
		self::assertSame( $before, $this->snapshot() );
	}

	public function test_differences_are_told_with_their_places(): void {
		$this->play( static fn( string $url ): array => array( '/b' === $url ? 301 : 404, '/elsewhere' ) );
		$told = $this->compare(
			array(
				'format'   => 'csv',
				'data'     => "source,target,code\n/a,/x,301\n/b,/y,301\nbad,/z,301\n",
				'requests' => 1,
			)
		);
		$seen = array_map( static fn( array $one ): array => array( $one['place'], $one['actual']['status'], $one['cause']['id'] ), $told['differences'] );
		self::assertSame( array( array( 'line 2', 404, 'rules-take-hit' ), array( 'line 3', 301, 'target' ) ), $seen );
	}

	public function test_a_step_ends_in_time_and_the_next_goes_on(): void {
		$this->play( static fn() => array( 404 ) );
		$loopback = new Loopback( microtime( true ) );
		self::assertSame( 404, $loopback->ask( 'GET', home_url( '/a' ), array() )['status'] );
		self::assertNull( $loopback->ask( 'GET', home_url( '/b' ), array() ) );
	}

	public function test_why_the_site_cant_be_asked_is_said(): void {
		$body = array(
			'format' => 'csv',
			'data'   => "/a,/b\n",
		);
		foreach ( array(
			'cURL error 7: refused' => new WP_Error( 'http_request_failed', 'cURL error 7: refused' ),
			'status 401'            => array( 401 ),
		) as $words => $answer ) {
			remove_all_filters( 'pre_http_request' );
			$this->play( static fn() => $answer );
			$told = $this->request( 'POST', '/import/verify', $body );
			self::assertSame( 502, $told->get_status() );
			self::assertStringContainsString( $words, $told->get_data()['message'] );
			self::assertStringContainsString( 'detour verify', $told->get_data()['message'] );
			self::assertCount( 1, $this->asked );
		}
	}

	public function test_a_state_that_is_none_is_refused(): void {
		$this->play( static fn() => array( 200 ) );
		$told = $this->request( 'POST', '/import/verify', array( 'format' => 'csv', 'data' => "/a,/b\n", 'state' => '{' ) );
		self::assertSame( 400, $told->get_status() );
		self::assertSame( array(), $this->asked );
	}
}
