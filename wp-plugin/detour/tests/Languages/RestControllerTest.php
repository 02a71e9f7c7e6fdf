<?php

namespace Detour\WordPress\Tests\Languages;

use Detour\WordPress\Languages\Switcher;
use Detour\WordPress\Languages\Versions;
use Detour\WordPress\Rules\Validation;
use Detour\WordPress\Tests\TestCase;

final class RestControllerTest extends TestCase {
	private const VERSIONS = array( 'x-default' => '/', 'en' => '/', 'es' => '/es/', 'es-MX' => '/mx/', 'de' => 'https://example.de/' );

	protected function setUp(): void {
		parent::setUp();
		$this->need_extension();
		$this->act_as( 'administrator' );
	}

	public function test_visitors_get_the_version_they_prefer(): void {
		$saved = $this->save_versions( self::VERSIONS, array( 'cookie' => 'pll_language' ) );
		$this->assertSame( array(), $saved['warnings'] );
		$this->assertCount( 3, $saved['rules'] );
		$locations = array();
		foreach ( $saved['steps'] as $step ) {
			$locations[ $step['language'] . ( $step['chosen'] ? ' chosen' : '' ) ] = isset( $step['location'] ) ? preg_replace( '#^http://[^/]+#', '', $step['location'] ) : $step['decision'];
		}
		$this->assertSame( array( 'en' => 'pass', 'es' => '/es/', 'es-MX' => '/mx/', 'de' => 'https://example.de/', '' => 'pass', 'en chosen' => 'pass' ), $locations );
		$this->assertSame( array( '/mx/', 302, array( 'Vary' => 'Accept-Language' ) ), array( $this->target( $saved['rules'][0] )['to'], $this->target( $saved['rules'][0] )['code'], $this->target( $saved['rules'][0] )['headers'] ) );
		$this->assertSame( '/es/', $this->target( $saved['rules'][2] )['alternates']['es'] );
	}

	public function test_a_version_elsewhere_for_all_other_languages(): void {
		$steps = $this->save_versions( array( 'en' => '/', 'es' => '/es/', 'x-default' => '/choose/' ) )['steps'];
		$this->assertSame( array( 'pass', 'redirect', 'redirect' ), array_column( $steps, 'decision' ) );
		$this->assertStringEndsWith( '/choose/', $steps[2]['location'] );
	}

	public function test_a_region_at_the_page_itself_stays_there(): void {
		$steps = $this->save_versions( array( 'en-GB' => '/', 'en' => '/us/' ) )['steps'];
		$this->assertSame( array( 'pass', 'redirect', 'pass' ), array_column( $steps, 'decision' ) );
	}

	public function test_saved_again_it_replaces_and_is_taken_back(): void {
		$first  = $this->save_versions( self::VERSIONS );
		$before = $this->repository->enabled( 10 );
		$again  = $this->save_versions( array( 'x-default' => '/', 'fr' => '/fr/' ) );
		$this->assertSame( array( $first['rules'][0] ), $again['rules'] );
		$this->assertCount( 1, $this->repository->enabled( 10 ) );
		$this->assertSame( 200, $this->request( 'POST', "/history/{$again['change']}/undo", array() )->get_status() );
		$this->assertSame( $before, $this->repository->enabled( 10 ) );
	}

	public function test_a_rule_that_is_gone_meanwhile_is_made_anew(): void {
		$switcher = new Switcher( $this->repository, new Validation() );
		$versions = new Versions( '/', array( 'es' => '/es/' ), 302, '' );
		$saved    = $switcher->save( $switcher->rules( $versions, array() ), array() )['rules'];
		$again    = $switcher->rules( $versions, $saved );
		$this->repository->delete( $saved );
		$this->assertNotNull( $this->repository->find( $switcher->save( $again, $saved )['rules'][0] ?? 0 ) );
	}

	public function test_it_warns(): void {
		$warnings = $this->save_versions( array( 'es' => '/es/' ), array( 'dry_run' => true ) )['warnings'];
		$this->assertCount( 3, $warnings );
		$this->assertSame( array(), $this->repository->enabled( 10 ) );
	}

	public function test_what_is_wrong_changes_nothing(): void {
		$before = $this->snapshot();
		$good   = array( array( 'language' => 'es', 'url' => '/es/' ) );
		$wrong  = array(
			array( 'page' => '//evil', 'versions' => $good ),
			array( 'versions' => array() ),
			array( 'versions' => array( array( 'language' => 'es', 'url' => '/' ) ) ),
			array( 'versions' => array( ...$good, ...$good ) ),
			array( 'versions' => array( array( 'language' => 'en_US', 'url' => '/us/' ) ) ),
			array( 'versions' => array( array( 'language' => 'es', 'url' => "/es/\r\nX: y" ) ) ),
			array( 'versions' => array( ...$good, array( 'language' => 'de', 'url' => 'de' ) ) ),
			array( 'versions' => $good, 'code' => 301 ),
		);
		foreach ( $wrong as $body ) {
			$this->assertSame( 400, $this->request( 'POST', '/languages', $body + array( 'page' => '/' ) )->get_status(), wp_json_encode( $body ) );
		}
		$this->act_as( 'subscriber' );
		$this->assertSame( 403, $this->request( 'POST', '/languages', array( 'page' => '/', 'versions' => $good ) )->get_status() );
		$this->assertSame( $before, $this->snapshot() );
	}

	private function save_versions( array $versions, array $more = array() ): array {
		$list = array();
		foreach ( $versions as $language => $url ) {
			$list[] = compact( 'language', 'url' );
		}
		$response = $this->request( 'POST', '/languages', $more + array( 'page' => '/', 'versions' => $list ) );
		$this->assertSame( 200, $response->get_status(), wp_json_encode( $response->get_data() ) );
		return $response->get_data();
	}

	private function target( int $rule ): array {
		return $this->repository->find( $rule )['then']['redirect'];
	}
}
