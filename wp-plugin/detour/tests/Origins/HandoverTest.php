<?php

namespace Detour\WordPress\Tests\Origins;

use Detour\WordPress\Origins\Handover;
use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/FakeKeeper.php';

final class HandoverTest extends TestCase {
	/** @var string[] */
	private array $settled = array();

	private ?array $pending = null;

	private FakeKeeper $redirection;

	private FakeKeeper $rank_math;

	/** @var array<string, mixed> */
	private array $hooks = array();

	protected function setUp(): void {
		$this->redirection = new FakeKeeper( 'redirection', '5.4.2', 'init' );
		$this->rank_math   = new FakeKeeper( 'rank-math', '1.0.273', 'wp' );
		foreach ( array( 'init', 'wp', 'template_redirect' ) as $hook ) {
			$this->hooks[ $hook ] = $GLOBALS['wp_filter'][ $hook ] ?? null;
			unset( $GLOBALS['wp_filter'][ $hook ] );
		}
	}

	protected function tearDown(): void {
		foreach ( $this->hooks as $hook => $callbacks ) {
			unset( $GLOBALS['wp_filter'][ $hook ] );
			if ( $callbacks ) {
				$GLOBALS['wp_filter'][ $hook ] = $callbacks;
			}
		}
	}

	public function test_what_is_not_settled_is_left_to_the_plugins(): void {
		$this->go( 'init', 'wp', 'template_redirect' );
		$this->assertSame( array( array(), array() ), $this->done() );
	}

	public function test_a_settled_request_is_not_looked_at_again(): void {
		$this->settled = array( 'redirection', 'rank-math' );
		$this->go( 'init', 'wp', 'template_redirect' );
		$this->assertSame( array( array( 'hold', 'resume settled' ), array( 'hold', 'resume settled' ) ), $this->done() );
	}

	public function test_a_rule_of_rank_math_that_waits_is_its_own_business(): void {
		$this->settled = array( 'redirection' );
		$this->pending = array( 'rule' => 7, 'origin' => 'rank-math', 'needs' => array( 'theme' ) );
		$this->go( 'init', 'wp', 'template_redirect' );
		$this->assertSame( array( array( 'hold', 'resume settled' ), array() ), $this->done() );
	}

	public function test_a_plugin_of_an_unknown_version_is_never_switched_off(): void {
		$this->settled               = array( 'redirection', 'rank-math' );
		$this->redirection->is_known = false;
		$this->go( 'init', 'wp', 'template_redirect' );
		$this->assertSame( array( array(), array( 'hold', 'resume settled' ) ), $this->done() );
	}

	public function test_plugins_wait_for_a_rule_of_ours_that_is_decided_at_init(): void {
		$this->pending = array( 'rule' => 7, 'needs' => array( 'logged_in' ) );
		$this->go_when( 'init', fn() => $this->decide( array() ) );
		$this->assertSame( array( array( 'hold', 'resume' ), array() ), $this->done() );
	}

	public function test_and_are_not_asked_when_it_settles_the_request(): void {
		$this->pending = array( 'rule' => 7, 'needs' => array( 'logged_in' ) );
		$this->go_when( 'init', fn() => $this->decide( array( 'redirection', 'rank-math' ) ) );
		$this->assertSame( array( array( 'hold', 'resume settled' ), array( 'hold', 'resume settled' ) ), $this->done() );
	}

	public function test_they_wait_until_the_page_is_known_if_the_rule_does(): void {
		$this->pending = array( 'rule' => 7, 'needs' => array( 'not_found' ) );
		$this->go_when( 'template_redirect', fn() => $this->decide( array( 'rank-math' ) ) );
		$this->assertSame( array( array( 'hold', 'resume' ), array( 'hold', 'resume settled' ) ), $this->done() );
	}

	public function test_who_comes_before_the_one_that_waits_needs_no_wait(): void {
		$this->settled = array( 'redirection' );
		$this->pending = array( 'rule' => 0, 'needs' => array( 'not_found' ) );
		$this->go_when( 'template_redirect', fn() => $this->decide( array( 'redirection', 'rank-math' ) ) );
		$this->assertSame( array( array( 'hold', 'resume settled' ), array( 'hold', 'resume settled' ) ), $this->done() );
	}

	public function test_and_no_longer(): void {
		$this->pending             = array( 'rule' => 7, 'needs' => array( 'filter:nobody_answers' ) );
		$this->rank_math->has_work = false;
		$this->go( 'init', 'wp', 'template_redirect' );
		$this->assertSame( array( array( 'hold', 'resume' ), array( 'hold' ) ), $this->done() );
	}

	public function test_without_the_extension_nothing_happens(): void {
		if ( function_exists( 'Detour\settled' ) ) {
			// In the command line no request was decided.
			$this->assertSame( array(), \Detour\settled() );
			( new Handover( array( $this->redirection ) ) )->register();
		}
		do_action( 'init' );
		$this->assertSame( array(), $this->redirection->done );
	}

	/** Lets a request pass these hooks. */
	private function go( string ...$hooks ): void {
		( new Handover( array( $this->redirection, $this->rank_math ), fn() => $this->settled, fn() => $this->pending ) )->register();
		array_map( 'do_action', $hooks );
	}

	/** The same, where the decision that waits is completed at one of the hooks, as Runtime does it. */
	private function go_when( string $hook, callable $decide ): void {
		add_action( $hook, $decide, 'init' === $hook ? PHP_INT_MAX : 0 );
		$this->go( 'init', 'wp', 'template_redirect' );
	}

	/** @param string[] $settled Plugins that have nothing left to do. */
	private function decide( array $settled ): void {
		$this->pending = null;
		$this->settled = $settled;
	}

	private function done(): array {
		return array( $this->redirection->done, $this->rank_math->done );
	}
}
