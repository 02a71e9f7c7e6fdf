<?php

namespace Detour\WordPress\Tests\Dashboard;

use Detour\WordPress\Dashboard\AdminBar;
use Detour\WordPress\Dashboard\Figures;
use Detour\WordPress\Dashboard\Widget;
use Detour\WordPress\Rules\Addresses;
use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Status\Status;
use Detour\WordPress\Tests\TestCase;

final class DashboardTest extends TestCase {
	protected function setUp(): void {
		global $wpdb;
		parent::setUp();
		foreach ( array( 'hits', 'not_found' ) as $table ) {
			$wpdb->query( 'DELETE FROM ' . Schema::table( $table ) );
		}
	}

	public function test_only_the_last_seven_days_count(): void {
		$this->hit( 1, 307, 5, 1 );
		$this->hit( 2, 0, 2, 6 );
		$this->hit( 2, 307, 100, 8 );
		$this->hit( 0, 404, 3, 0 );
		$this->hit( 0, 404, 100, 30 );
		$this->assertSame( array( 'hits' => 7, 'not_found' => 3 ), ( new Figures() )->counts() );
	}

	public function test_the_urls_that_need_a_redirect_come_first(): void {
		foreach ( array( '/often' => array( 9, 1 ), '/seldom' => array( 2, 1 ), '/long-ago' => array( 99, 20 ) ) as $url => [ $hits, $days ] ) {
			$this->missing( $url, $hits, $days );
		}
		$this->assertSame( array( '/often' => 9, '/seldom' => 2 ), ( new Figures() )->not_found( 5 ) );
		$this->assertSame( array( '/often' => 9 ), ( new Figures() )->not_found( 1 ) );
	}

	public function test_what_is_ignored_needs_none(): void {
		global $wpdb;
		$this->missing( '/wp-login.bak', 50, 1 );
		$this->missing( '/noise', 40, 1 );
		$this->missing( '/wanted', 2, 1 );
		$wpdb->query( 'UPDATE ' . Schema::table( 'not_found' ) . " SET ignored = IF(url = '/noise', 1, 2) WHERE url <> '/wanted'" );
		$this->assertSame( array( '/wanted' => 2 ), ( new Figures() )->not_found( 5 ) );
	}

	public function test_nothing_has_happened(): void {
		$this->assertSame( array( 'hits' => 0, 'not_found' => 0 ), ( new Figures() )->counts() );
		$this->assertStringNotContainsString( '<table', $this->rendered() );
	}

	public function test_what_visitors_asked_for_is_escaped(): void {
		$this->missing( '/<script>alert(1)</script>', 3, 0 );
		$html = $this->rendered();
		$this->assertStringContainsString( '/&lt;script&gt;', $html );
		$this->assertStringNotContainsString( '<script', $html );
		$this->assertStringContainsString( 'notice-warning', $html );
		$this->assertStringContainsString( 'extension=detour.so', $html );
	}

	public function test_the_widget_is_there_for_who_may_manage_redirects(): void {
		require_once ABSPATH . 'wp-admin/includes/dashboard.php';
		set_current_screen( 'dashboard' );
		$widget = new Widget( new Status( $this->repository, null ), new Figures() );
		$shown  = static fn(): bool => isset( $GLOBALS['wp_meta_boxes']['dashboard']['normal']['core']['detour'] );
		$this->act_as( 'subscriber' );
		$widget->add();
		$this->assertFalse( $shown() );
		$this->act_as( 'administrator' );
		$widget->add();
		$this->assertTrue( $shown() );
		unset( $GLOBALS['current_screen'], $GLOBALS['wp_meta_boxes']['dashboard'] );
	}

	public function test_the_admin_bar_tells_what_leads_to_a_page(): void {
		$this->act_as( 'administrator' );
		foreach ( array( '/shop/', '/shop', home_url( '/shop/' ), '/elsewhere' ) as $number => $target ) {
			$this->repository->create( $this->rule( "/from-$number", array( 'then' => array( 'redirect' => array( 'to' => $target ) ) ) ) );
		}
		$this->repository->create( $this->rule( '/off', array( 'enabled' => false, 'then' => array( 'redirect' => array( 'to' => '/shop' ) ) ) ) );
		$this->assertSame( '3 redirects lead here', $this->hint( '/shop/?x=1' ) );
		$this->assertNull( $this->hint( '/other/' ) );

		$this->act_as( 'subscriber' );
		$this->assertNull( $this->hint( '/shop/' ) );
	}

	public function test_the_admin_bar_tells_that_visitors_are_led_away(): void {
		$this->act_as( 'administrator' );
		$asked  = null;
		$decide = static function ( array $request ) use ( &$asked ): array {
			$asked = $request;
			return array( 'decision' => 'redirect', 'location' => '/login?<b>' );
		};
		$this->assertSame( 'Visitors are redirected to /login?&lt;b&gt;', $this->hint( '/members/?a=b', $decide ) );
		$this->assertSame( array( '/members/?a=b', false ), array( $asked['url'], $asked['facts']['logged_in'] ) );
		$this->assertSame( 'Visitors get the status 410', $this->hint( '/', static fn(): array => array( 'decision' => 'respond', 'code' => 410 ) ) );
		$this->assertNull( $this->hint( '/', static fn() => throw new \ValueError( 'no' ) ) );
	}

	public function test_the_real_extension_takes_the_question(): void {
		$this->need_extension();
		$this->act_as( 'administrator' );
		$this->assertNull( $this->hint( '/a-page-without-redirects/', 'Detour\decide' ) );
		$this->assertSame( 'pass', \Detour\decide( array( 'url' => '/x', 'host' => 'localhost', 'scheme' => 'http', 'facts' => array( 'logged_in' => false, 'roles' => array(), 'not_found' => false, 'theme' => true ) ) )['decision'] );
	}

	private function hint( string $uri, ?callable $decide = null ): ?string {
		require_once ABSPATH . WPINC . '/class-wp-admin-bar.php';
		$before                 = $_SERVER['REQUEST_URI'];
		$_SERVER['REQUEST_URI'] = $uri;
		$bar                    = new \WP_Admin_Bar();
		( new AdminBar( new Addresses(), $decide ) )->add( $bar );
		$_SERVER['REQUEST_URI'] = $before;
		return $bar->get_node( 'detour' )?->title;
	}

	private function rendered(): string {
		ob_start();
		( new Widget( new Status( $this->repository, null ), new Figures() ) )->render();
		return (string) ob_get_clean();
	}

	private function hit( int $rule, int $code, int $hits, int $days_ago ): void {
		global $wpdb;
		$wpdb->insert( Schema::table( 'hits' ), array( 'rule' => $rule, 'hour' => time() - $days_ago * DAY_IN_SECONDS, 'code' => $code, 'variant' => 0, 'hits' => $hits ) );
	}

	private function missing( string $url, int $hits, int $days_ago ): void {
		global $wpdb;
		$seen = time() - $days_ago * DAY_IN_SECONDS;
		$wpdb->insert( Schema::table( 'not_found' ), array( 'hash' => md5( $url ), 'url' => $url, 'hits' => $hits, 'first_seen' => $seen, 'last_seen' => $seen, 'referrer' => '' ) );
	}
}
