<?php

namespace Detour\WordPress\Tests\Maintenance;

use Detour\WordPress\Maintenance\Maintenance;
use Detour\WordPress\Maintenance\Notice;
use Detour\WordPress\Rules\Validation;
use Detour\WordPress\Tests\TestCase;

final class MaintenanceTest extends TestCase {
	protected function setUp(): void {
		parent::setUp();
		$this->need_extension();
		delete_option( Maintenance::OPTION );
		$this->act_as( 'administrator' );
	}

	protected function tearDown(): void {
		delete_option( Maintenance::OPTION );
		parent::tearDown();
	}

	public function test_visitors_get_503_and_exceptions_the_site(): void {
		$state = $this->put( array( 'retry_after' => 600, 'ips' => array( '192.0.2.0/24' ), 'paths' => array( '/imprint/', '/api/*' ) ) );
		$this->assertTrue( $state['on'] );

		$this->assertSame( array( 'respond', 503 ), $this->answer( '/' ) );
		$this->assertSame( array( 'respond', 503 ), $this->answer( '/shop/shoes?size=4' ), 'told without WordPress' );
		$this->assertSame( array( 'pass', null ), $this->answer( '/imprint/' ) );
		$this->assertSame( array( 'pass', null ), $this->answer( '/api/v1/orders' ) );
		$this->assertSame( array( 'respond', 503 ), $this->answer( '/apis' ) );
		$this->assertSame( array( 'pass', null ), $this->answer( '/', array( 'client_ip' => '192.0.2.7' ) ) );
		foreach ( array( '/wp-login.php', '/wp-admin/', '/wp-json/detour/v1/maintenance' ) as $path ) {
			$this->assertSame( array( 'pass', null ), $this->answer( $path ), $path );
		}

		$logged_in = array( 'headers' => array( 'Cookie' => LOGGED_IN_COOKIE . '=x' ) );
		$this->assertSame( array( 'defer', null ), $this->answer( '/', $logged_in ), 'only WordPress knows the role' );
		$this->assertSame( array( 'pass', null ), $this->answer( '/', $logged_in + array( 'facts' => array( 'logged_in' => true, 'roles' => array( 'administrator' ) ) ) ) );
		$this->assertSame( array( 'respond', 503 ), $this->answer( '/', $logged_in + array( 'facts' => array( 'logged_in' => true, 'roles' => array( 'subscriber' ) ) ) ) );
	}

	public function test_a_target_without_a_page_is_warned_of(): void {
		$page    = wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Back soon', 'post_name' => 'back-soon' ) );
		$warning = fn( string $to ): ?string => $this->put( array( 'answer' => 'redirect', 'to' => $to ) )['warning'];
		$path    = (string) wp_parse_url( get_permalink( $page ), PHP_URL_PATH );
		$this->assertSame( array( null, null, null ), array( $warning( $path ), $warning( 'https://status.example/' ), $warning( home_url( '/readme.html', 'relative' ) ) ) );
		$this->assertStringContainsString( 'again and again', (string) $warning( get_permalink( $page ) ) );
		wp_delete_post( $page, true );
		$this->assertStringContainsString( "no page of this site at $path", (string) $warning( $path ) );
		$this->assertNull( $this->put( array( 'answer' => 'unavailable' ) )['warning'] );
	}

	public function test_its_link_lets_through_until_it_is_turned_off(): void {
		$link = $this->put( array() )['link'];
		$this->assertSame( array( 'pass', null ), $this->answer( (string) substr( $link, strlen( home_url() ) ) ), 'WordPress sets the cookie' );
		parse_str( (string) wp_parse_url( $link, PHP_URL_QUERY ), $query );
		$token  = strtok( $query['detour_preview'], '.' );
		$cookie = array( 'headers' => array( 'Cookie' => 'detour_preview_' . substr( $token, 0, 8 ) . "=$token" ) );
		$this->assertSame( array( 'pass', null ), $this->answer( '/', $cookie ) );

		$off = $this->request( 'DELETE', '/maintenance' )->get_data();
		$this->assertSame( array( false, null, null ), array( $off['on'], $off['rule'], $off['link'] ) );
		$this->assertSame( array( 'pass', null ), $this->answer( '/' ) );
		$this->put( array() );
		$this->assertSame( array( 'respond', 503 ), $this->answer( '/', $cookie ), 'an old link opens no new maintenance' );
	}

	public function test_it_ends_by_itself_and_a_change_keeps_the_rest(): void {
		$this->put( array( 'retry_after' => 60, 'until' => gmdate( 'c', time() + 3600 ) ) );
		$changed = $this->put( array( 'page' => 'theme' ) );
		$this->assertSame( array( true, 60, 'theme' ), array( $changed['on'], $changed['retry_after'], $changed['page'] ) );
		$this->assertCount( 1, $this->repository->enabled( 10 ), 'one rule' );

		$past = gmdate( 'c', time() - 60 );
		$this->repository->update( $changed['rule'], static fn( array $stored ): array => array_replace( $stored, array( 'schedule' => array( 'until' => $past ) ) ) );
		update_option( Maintenance::OPTION, array_replace( get_option( Maintenance::OPTION ), array( 'until' => $past ) ) );
		$over = $this->request( 'GET', '/maintenance' )->get_data();
		$this->assertSame( array( false, null ), array( $over['on'], $over['until'] ), 'an end that has come is not that of the next maintenance' );
		$this->assertSame( array( 'pass', null ), $this->answer( '/' ) );
		$this->assertTrue( $this->put( array( 'page' => 'bare' ) )['on'] );
		$this->assertSame( array( 'respond', 503 ), $this->answer( '/' ) );
	}

	public function test_it_answers_before_rules_that_were_there(): void {
		$this->save( '/old', '/older' );
		$this->put( array() );
		$this->assertSame( array( 'respond', 503 ), $this->answer( '/old' ) );
		$this->put( array( 'retry_after' => 60 ) );
		$this->assertSame( array( 'respond', 503 ), $this->answer( '/older' ) );
	}

	public function test_one_that_the_history_brings_back_is_known(): void {
		$rule = $this->put( array() )['rule'];
		$this->request( 'DELETE', '/maintenance' );
		$change = $this->request( 'GET', '/history' )->get_data()[0]['batch'] ?? 0;
		$this->assertSame( 200, $this->request( 'POST', "/history/$change/undo" )->get_status() );
		$state = $this->request( 'GET', '/maintenance' )->get_data();
		$this->assertSame( array( true, $rule ), array( $state['on'], $state['rule'] ) );
		$this->assertFalse( $this->request( 'DELETE', '/maintenance' )->get_data()['on'] );
		$this->assertSame( array( 'pass', null ), $this->answer( '/' ) );
	}

	public function test_a_redirect_spares_its_own_target(): void {
		$this->put( array( 'answer' => 'redirect', 'to' => '/back-soon/' ) );
		$this->assertSame( array( 'redirect', 307 ), $this->answer( '/shop' ) );
		$this->assertSame( array( 'pass', null ), $this->answer( '/back-soon/' ) );
	}

	public function test_what_is_wrong_turns_nothing_on(): void {
		$wrong = array(
			array( 'answer' => 'redirect', 'to' => '' ),
			array( 'ips' => array( 'home' ) ),
			array( 'retry_after' => 0 ),
			array( 'until' => 'tomorrow' ),
			array( 'until' => gmdate( 'c', time() - 60 ) ),
		);
		foreach ( $wrong as $wishes ) {
			$this->assertSame( 400, $this->request( 'PUT', '/maintenance', $wishes )->get_status(), wp_json_encode( $wishes ) );
		}
		$this->assertFalse( $this->request( 'GET', '/maintenance' )->get_data()['on'] );
		$this->act_as( 'subscriber' );
		$this->assertSame( 403, $this->request( 'PUT', '/maintenance', array() )->get_status() );
	}

	public function test_who_works_on_the_site_is_told_and_only_who_may_end_it_gets_the_link(): void {
		$this->put( array() );
		$notice = new Notice( new Maintenance( $this->repository, new Validation() ) );
		$shown  = function ( string $role ) use ( $notice ): string {
			$this->act_as( $role );
			ob_start();
			$notice->show();
			return (string) ob_get_clean();
		};
		$this->assertStringContainsString( 'tab=maintenance', $shown( 'administrator' ) );
		$this->assertStringContainsString( 'until somebody turns it off', $shown( 'editor' ) );
		$this->assertStringNotContainsString( 'tab=maintenance', $shown( 'editor' ) );
		$this->assertSame( '', $shown( 'subscriber' ) );
	}

	private function put( array $wishes ): array {
		$response = $this->request( 'PUT', '/maintenance', $wishes );
		$this->assertSame( 200, $response->get_status(), wp_json_encode( $response->get_data() ) );
		return $response->get_data();
	}

	/**
	 * Decision and code for a request, by the rules as they are saved.
	 */
	private function answer( string $url, array $request = array() ): array {
		$host  = (string) wp_parse_url( home_url(), PHP_URL_HOST );
		$trace = \Detour\try_rules( $this->repository->enabled( 100 ), $request + array( 'method' => 'GET', 'url' => "http://$host$url" ) );
		return array( $trace['decision'], $trace['code'] ?? null );
	}
}
