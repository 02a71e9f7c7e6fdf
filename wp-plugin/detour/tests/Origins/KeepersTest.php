<?php

namespace Detour\WordPress\Tests\Origins;

use Detour\WordPress\Origins\RankMath;
use Detour\WordPress\Origins\Redirection;
use PHPUnit\Framework\TestCase;

/**
 * Each test has a process of its own: constants and classes of the plugins can't be taken back.
 *
 * @runTestsInSeparateProcesses
 * @preserveGlobalState disabled
 */
final class KeepersTest extends TestCase {
	protected function setUp(): void {
		require_once __DIR__ . '/plugins.php';
		// WordPress is up: what it and others do at these moments was done.
		unset( $GLOBALS['wp_filter']['init'], $GLOBALS['wp_filter']['wp'] );
	}

	public function test_plugins_that_are_not_there_are_left_alone(): void {
		\Redirection::$module = null;
		$this->assertSame( array( null, false, false ), array( ( new Redirection() )->version(), ( new Redirection() )->is_known(), ( new Redirection() )->hold() ) );
		$this->assertSame( array( null, false, false ), array( ( new RankMath() )->version(), ( new RankMath() )->is_known(), ( new RankMath() )->hold() ) );
		( new Redirection() )->resume( false );
		( new RankMath() )->resume( false );
	}

	public function test_redirection_of_another_version_is_not_known(): void {
		define( 'REDIRECTION_VERSION', '5.5' );
		$this->assertFalse( ( new Redirection() )->is_known() );
	}

	public function test_redirections_query_is_left_out_and_its_site_settings_are_not(): void {
		define( 'REDIRECTION_VERSION', '5.4.2' );
		$keeper = new Redirection();
		$this->assertTrue( $keeper->is_known() );
		foreach ( array( array( true, array( 'canonical' ) ), array( false, array( 'canonical', 'rules' ) ) ) as list( $settled, $done ) ) {
			$module               = self::module();
			\Redirection::$module = $module;
			$this->assertTrue( $keeper->hold() );
			$this->assertFalse( $keeper->hold(), 'once' );
			do_action( 'init' );
			$this->assertSame( array(), $module->done );
			$keeper->resume( $settled );
			$keeper->resume( $settled );
			$this->assertSame( $done, $module->done );
		}
		add_filter( 'redirection_request_url', 'strval' );
		$this->assertFalse( $keeper->is_known(), 'somebody changes what rules are compared with' );
	}

	public function test_rank_maths_query_is_left_out_unless_somebody_answers_before_rules(): void {
		define( 'RANK_MATH_VERSION', '1.0.273' );
		$keeper = new RankMath();
		$module = new \RankMath\Redirections\Redirections();
		$this->assertTrue( $keeper->is_known() );
		$hold = function () use ( $keeper, $module ): void {
			add_action( 'wp', array( $module, 'do_redirection' ), 11 );
			$this->assertTrue( $keeper->hold() );
			do_action( 'wp' );
		};
		$hold();
		$keeper->resume( true );
		$this->assertSame( 0, $module->asked );
		$hold();
		$keeper->resume( false );
		$this->assertSame( 1, $module->asked );

		add_filter(
			'rank_math/redirection/pre_search',
			function ( $found, string $path, string $whole ): array {
				$this->assertSame( array( null, 'shop/a', 'shop/a?b=1' ), array( $found, $path, $whole ) );
				return array( 'url_to' => '/parent', 'header_code' => 301 );
			},
			10,
			3
		);
		$hold();
		$keeper->resume( true );
		$this->assertSame( 2, $module->asked );
		add_filter( 'rank_math/redirection/redirection_match', '__return_true' );
		$this->assertFalse( $keeper->is_known(), 'the paid version matches more' );
	}

	private static function module(): object {
		$module = new class() {
			/** @var string[] */
			public array $done = array();

			public function canonical_domain(): void {
				$this->done[] = 'canonical';
			}

			public function init(): void {
				$this->done[] = 'rules';
			}
		};
		add_action( 'init', array( $module, 'canonical_domain' ) );
		add_action( 'init', array( $module, 'init' ) );
		return $module;
	}
}
