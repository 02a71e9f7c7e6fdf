<?php

namespace Detour\WordPress\Tests\DomainMove;

use Detour\WordPress\DomainMove\Host;
use Detour\WordPress\DomainMove\Move;
use Detour\WordPress\DomainMove\Mover;
use Detour\WordPress\Rules\Validation;
use Detour\WordPress\Tests\TestCase;

final class RestControllerTest extends TestCase {
	protected function setUp(): void {
		parent::setUp();
		$this->need_extension();
		$this->act_as( 'administrator' );
	}

	public function test_a_dry_run_tells_and_saves_nothing(): void {
		$first  = $this->repository->create( $this->rule( '/old', array( 'then' => array( 'redirect' => array( 'to' => 'https://elsewhere.example/' ) ) ) ) )['id'];
		$before = $this->snapshot();
		$tried  = $this->move( array( 'dry_run' => true, 'samples' => array( '/', '/a%20b/?x=1', '/old', '/stays/here', '/wp-admin/' ), 'except' => array( '/stays/*' ) ) );
		$this->assertSame( array( 'old.example', 'www.old.example' ), $tried['from'] );
		$at     = array_combine( array_map( static fn( array $step ): string => preg_replace( '#^https?://#', '', $step['url'] ), $tried['steps'] ), $tried['steps'] );
		$this->assertSame( array( 307, 'https://new.example/', true ), array( $at['old.example/']['code'], $at['old.example/']['location'], $at['old.example/']['ours'] ) );
		$this->assertSame( 'https://new.example/a%20b/?x=1', $at['www.old.example/a%20b/?x=1']['location'] );
		$this->assertSame( array( $first, false ), array( $at['old.example/old']['rule'], $at['old.example/old']['ours'] ) );
		$this->assertSame( 'pass', $at['old.example/stays/here']['decision'] );
		$this->assertSame( 'pass', $at['old.example/wp-admin/']['decision'] );
		$this->assertArrayNotHasKey( 'change', $tried );
		$this->assertSame( $before, $this->snapshot() );
	}

	public function test_it_is_saved_in_one_change_replaced_for_good_and_taken_back(): void {
		$saved = $this->move( array() );
		$this->assertCount( 2, $saved['rules'] );
		$again = $this->move( array( 'code' => 308 ) );
		$this->assertSame( $saved['rules'], $again['rules'] );
		$this->assertSame( 308, $this->repository->find( $saved['rules'][1] )['then']['redirect']['code'] );
		$entries = $this->request( 'GET', '/history', null, array( 'action' => 'domain-move' ) )->get_data();
		$this->assertSame( array( 2, 2 ), array_column( $entries, 'entries' ) );
		foreach ( array( $again, $saved ) as $change ) {
			$this->assertSame( 200, $this->request( 'POST', "/history/{$change['change']}/undo", array() )->get_status() );
		}
		$this->assertSame( array(), $this->repository->enabled( 10 ) );
	}

	public function test_single_pages_go_elsewhere_whether_they_are_added_before_or_after(): void {
		$page = fn( string $path ): array => array_diff_key( $this->rule( $path ), array_flip( array( 'id', 'position' ) ) );
		$this->repository->create( array( 'position' => 5000000 ) + $this->rule( '/before' ) );
		$this->move( array() );
		$this->assertSame( 201, $this->request( 'POST', '/rules', $page( '/after' ) )->get_status() );
		$tried = $this->move( array( 'dry_run' => true, 'samples' => array( '/before', '/after', '/' ) ) );
		$this->assertSame( array( false, false, true ), array_slice( array_column( $tried['steps'], 'ours' ), 0, 3 ) );
	}

	public function test_a_rule_that_is_gone_meanwhile_is_made_anew(): void {
		$mover = new Mover( $this->repository, new Validation() );
		$move  = new Move( array( 'old.example' ), 'new.example', 'https', 307, array() );
		$saved = $mover->save( $mover->rules( $move ) );
		$again = $mover->rules( $move );
		$this->repository->delete( $saved['rules'] );
		$this->assertNotNull( $this->repository->find( $mover->save( $again )['rules'][0] ) );
	}

	public function test_a_second_step_is_seen(): void {
		$host = (string) wp_parse_url( home_url(), PHP_URL_HOST );
		$this->repository->create( $this->rule( '/here', array( 'source' => array( 'host' => $host ) ) ) );
		$step = $this->move( array( 'to' => $host, 'scheme' => 'http', 'samples' => array( '/here' ), 'dry_run' => true ) )['steps'][0];
		$this->assertSame( array( 'redirect', 'redirect' ), array( $step['decision'], $step['next']['decision'] ) );
		$this->assertFalse( $step['next']['ours'] );
	}

	/**
	 * @dataProvider warned
	 */
	public function test_it_warns( array $changes, string $words ): void {
		$host     = (string) wp_parse_url( home_url(), PHP_URL_HOST );
		$changes  = json_decode( str_replace( 'HOME', $host, wp_json_encode( $changes ) ), true );
		$warnings = $this->move( $changes + array( 'dry_run' => true ) )['warnings'];
		$this->assertSame( '' === $words, ! $warnings );
		$this->assertStringContainsString( $words, $warnings[0]['message'] ?? '' );
	}

	public static function warned(): array {
		return array(
			'the site still has the old address' => array( array( 'from' => array( 'HOME' ) ), 'go round in circles' ),
			'www. makes a second step'           => array( array( 'to' => 'www.HOME' ), 'two steps' ),
			'another scheme'                     => array( array( 'to' => 'HOME', 'scheme' => 'https' ), 'another scheme' ),
			'neither is this site'               => array( array(), 'Neither' ),
			'all is well'                        => array( array( 'to' => 'HOME', 'scheme' => 'http' ), '' ),
		);
	}

	public function test_what_is_wrong_changes_nothing(): void {
		$before = $this->snapshot();
		foreach ( array( array( 'to' => 'old.example' ), array( 'from' => array() ), array( 'from' => array(), 'secure' => true, 'scheme' => 'http' ), array( 'to' => 'old.example/shop' ), array( 'to' => 'www.old.example/shop' ), array( 'to' => 'new.example/a b' ), array( 'from' => array( 'old.example/?x' ) ), array( 'from' => array( 'not a host' ) ), array( 'to' => 'a.example:8080' ), array( 'except' => array( 'x' ) ), array( 'samples' => array( '//x' ) ), array( 'code' => 303 ) ) as $wrong ) {
			$response = $this->request( 'POST', '/domain-move', $wrong + array( 'from' => array( 'old.example' ), 'to' => 'new.example' ) );
			$this->assertSame( 400, $response->get_status(), wp_json_encode( $wrong ) );
		}
		$this->act_as( 'subscriber' );
		$this->assertSame( 403, $this->request( 'POST', '/domain-move', array( 'from' => array( 'old.example' ), 'to' => 'new.example' ) )->get_status() );
		$this->assertSame( $before, $this->snapshot() );
	}

	public function test_only_a_folder_moves(): void {
		$moved = $this->move( array( 'from' => array( 'old.example/shop/' ), 'to' => 'https://old.example/store', 'www' => false, 'samples' => array( '/', '/shoes?size=4' ), 'dry_run' => true ) );
		$this->assertSame( array( 'https://old.example/store/', 'https://old.example/store/shoes?size=4' ), array_column( $moved['steps'], 'location' ) );
		$out = $this->move( array( 'from' => array( 'old.example/blog' ), 'to' => 'old.example', 'www' => false, 'samples' => array( '/2026/a' ), 'dry_run' => true ) );
		$this->assertSame( array( 'https://old.example/2026/a' ), array_column( $out['steps'], 'location' ) );
	}

	public function test_http_leads_to_https_on_one_and_the_same_domain(): void {
		$wishes = array( 'from' => array(), 'to' => 'new.example', 'secure' => true, 'samples' => array( '/a?b' ) );
		$saved  = $this->move( $wishes );
		$this->assertSame( array( 'http://new.example/a?b', 'https://new.example/a?b' ), array( $saved['steps'][0]['url'], $saved['steps'][0]['location'] ) );
		$this->assertSame( $saved['rules'], $this->move( array( 'code' => 308 ) + $wishes )['rules'] );
		$trace = \Detour\try_rules( $this->repository->enabled( 10 ), array( 'url' => 'https://new.example/a?b' ) );
		$this->assertSame( 'pass', $trace['decision'] );

		$both = $this->move( array( 'from' => array( 'new.example' ), 'to' => 'www.new.example', 'secure' => true ) );
		$this->assertSame( array( 'new.example' ), $both['from'] );
		$this->assertCount( 2, $both['rules'] );
	}

	public function test_http_behind_a_proxy_that_nobody_has_named_is_warned_of(): void {
		$_SERVER['HTTP_X_FORWARDED_PROTO'] = 'https';
		$warnings = $this->move( array( 'to' => (string) wp_parse_url( home_url(), PHP_URL_HOST ), 'secure' => true, 'dry_run' => true ) )['warnings'];
		unset( $_SERVER['HTTP_X_FORWARDED_PROTO'] );
		$this->assertStringContainsString( 'detour.trusted_proxies', end( $warnings )['fix'] );
	}

	public function test_hosts_as_people_write_them(): void {
		$this->assertSame( 'example.com', Host::read( ' https://Example.com/page?x=1 ' ) );
		$this->assertSame( 'example.com', Host::read( 'example.com.' ) );
		foreach ( array( '', 'https://', '-a.com', 'a..b', 'a b.com', "a\r\nb", 'a.com:80', 'user@a.com', str_repeat( 'a', 254 ) ) as $wrong ) {
			$this->assertNull( Host::read( $wrong ), $wrong );
		}
		$this->assertSame( array( 'www.a.com', 'a.com' ), array( Host::twin( 'a.com' ), Host::twin( 'www.a.com' ) ) );
	}

	private function move( array $changes ): array {
		$response = $this->request( 'POST', '/domain-move', $changes + array( 'from' => array( 'https://Old.example/' ), 'to' => 'new.example' ) );
		$this->assertSame( 200, $response->get_status(), wp_json_encode( $response->get_data() ) );
		return $response->get_data();
	}
}
