<?php

namespace Detour\WordPress\Tests\Origins;

use Detour\WordPress\Origins\Watcher;
use Detour\WordPress\Rules\Nudge;
use Detour\WordPress\Tests\TestCase;
use WP_REST_Request;

require_once __DIR__ . '/FakeKeeper.php';

final class WatcherTest extends TestCase {
	private string $file;

	private Watcher $watcher;

	protected function setUp(): void {
		parent::setUp();
		$this->file    = get_temp_dir() . uniqid( 'detour-nudge-' );
		$this->watcher = new Watcher( array( new FakeKeeper( 'redirection', '5.4.2', 'init' ) ), new Nudge( $this->file ), $this->repository );
	}

	protected function tearDown(): void {
		parent::tearDown();
		remove_action( 'shutdown', array( $this->watcher, 'tell' ), 0 );
		remove_filter( 'rest_request_after_callbacks', array( $this->watcher, 'hear_request' ) );
		if ( is_file( $this->file ) ) {
			unlink( $this->file );
		}
	}

	public function test_a_change_nudges_the_agent_at_the_end_of_the_request(): void {
		$this->watcher->register();
		$this->assertFalse( has_action( 'shutdown', array( $this->watcher, 'tell' ) ) );
		do_action( 'detour_test_redirection_changed', 7 );
		$this->assertSame( 0, has_action( 'shutdown', array( $this->watcher, 'tell' ) ) );
		$this->assertFileDoesNotExist( $this->file );
		$this->watcher->tell();
		$this->assertSame( $this->repository->revision() . "\n", file_get_contents( $this->file ) );
	}

	/** @return array[] */
	public function requests(): array {
		return array(
			array( 'POST', '/redirection/v1/bulk/redirect/delete', true ),
			array( 'GET', '/redirection/v1/redirect', false ),
			array( 'POST', '/wp/v2/posts', false ),
		);
	}

	/** @dataProvider requests */
	public function test_rest_requests_that_may_change_rules_are_changes( string $method, string $route, bool $is_one ): void {
		$this->assertSame( 'answer', $this->watcher->hear_request( 'answer', array(), new WP_REST_Request( $method, $route ) ) );
		$this->assertSame( $is_one, false !== has_action( 'shutdown', array( $this->watcher, 'tell' ) ) );
	}

	public function test_the_plugins_changes_are_heard_on_this_site(): void {
		foreach ( array( 'redirection_redirect_updated', 'rank_math/redirection/saved', 'update_option_redirection_options', 'activated_plugin' ) as $change ) {
			$this->assertNotFalse( has_action( $change ), $change );
		}
	}
}
