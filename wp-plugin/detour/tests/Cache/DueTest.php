<?php

namespace Detour\WordPress\Tests\Cache;

use Detour\WordPress\Cache\Caches;
use Detour\WordPress\Cache\Due;
use Detour\WordPress\Cache\Purge;
use Detour\WordPress\Campaigns\Schedules;
use Detour\WordPress\History\Log;
use Detour\WordPress\Tests\TestCase;

final class DueTest extends TestCase {
	private Due $due;

	/**
	 * URLs that caches were told to forget, and whether all.
	 *
	 * @var array[]
	 */
	private array $told = array();

	protected function setUp(): void {
		parent::setUp();
		update_option( 'detour_purge_caches', 1 );
		wp_unschedule_hook( Due::EVENT );
		$this->due = new Due( new Log(), new Schedules(), new Purge( new Log(), new Caches() ) );
		add_action( 'detour_rules_changed', array( $this->due, 'plan' ) );
		add_action( 'detour_purge_urls', array( $this, 'tell' ), 10, 2 );
	}

	protected function tearDown(): void {
		remove_all_actions( 'detour_purge_urls' );
		wp_unschedule_hook( Due::EVENT );
		delete_option( 'detour_purge_caches' );
		parent::tearDown();
	}

	public function tell( array $urls, bool $everything ): void {
		$this->told[] = array( $urls, $everything );
	}

	public function test_caches_forget_a_rule_when_it_begins_and_when_it_ends(): void {
		$from  = time() + HOUR_IN_SECONDS;
		$until = $from + DAY_IN_SECONDS;
		$this->add( '/sale', $from, $until );
		$this->add( '/shoes', $from, null );
		$this->add( '/over', time() - DAY_IN_SECONDS, time() - HOUR_IN_SECONDS );
		$this->assertSame( array( $from, $until ), $this->planned() );

		$this->due->forget( $from );
		$this->due->forget( $until );
		$this->assertSame( array( array( array( home_url( '/sale' ), home_url( '/shoes' ) ), false ), array( array( home_url( '/sale' ) ), false ) ), $this->told );
	}

	public function test_times_that_nobody_has_any_more_touch_nothing(): void {
		$from = time() + HOUR_IN_SECONDS;
		$id   = $this->add( '/sale', $from, null );
		$this->repository->set_enabled( array( $id ), false );
		$this->due->forget( $from );
		$this->assertSame( array(), $this->told );
	}

	public function test_nothing_is_planned_where_nobody_wants_it(): void {
		update_option( 'detour_purge_caches', 0 );
		$this->add( '/sale', time() + HOUR_IN_SECONDS, null );
		$this->assertSame( array(), $this->planned() );
	}

	private function add( string $source, int $from, ?int $until ): int {
		$times = array_filter( array( 'from' => $from, 'until' => $until ) );
		return $this->repository->create( $this->rule( $source, array( 'schedule' => array_map( static fn( int $time ): string => wp_date( DATE_RFC3339, $time ), $times ) ) ) )['id'];
	}

	/** @return int[] Times at which cron runs. */
	private function planned(): array {
		return array_keys( array_filter( _get_cron_array(), static fn( array $hooks ): bool => isset( $hooks[ Due::EVENT ] ) ) );
	}
}
