<?php

namespace Detour\WordPress\Tests\Preview;

use Detour\WordPress\Preview\Link;
use Detour\WordPress\Tests\TestCase;
use RuntimeException;

final class LinkTest extends TestCase {
	public function test_a_link_comes_with_the_condition_for_its_rule(): void {
		$this->act_as( 'administrator' );
		$made = $this->request( 'POST', '/preview-links', array( 'path' => '/shop?size=4', 'hours' => 1 ) );
		$this->assertSame( 201, $made->get_status() );
		$link = $made->get_data();
		$this->assertStringContainsString( "/detour/v1/preview-links?detour_to=%2Fshop%3Fsize%3D4&detour_preview={$link['token']}.{$link['expires']}.", $link['link'] );
		$this->assertSame( $link['token'], $link['condition']['cookie']['is'] );
		$this->assertEqualsWithDelta( time() + 3600, $link['expires'], 5 );

		$again = $this->request( 'POST', '/preview-links', array( 'token' => $link['token'] ) )->get_data();
		$this->assertSame( $link['condition'], $again['condition'] );
	}

	public function test_what_leads_elsewhere_is_refused(): void {
		$this->act_as( 'administrator' );
		foreach ( array( array( 'path' => '//example.org/' ), array( 'path' => 'https://example.org' ), array( 'token' => 'x' ), array( 'hours' => 0 ) ) as $wrong ) {
			$this->assertSame( 400, $this->request( 'POST', '/preview-links', $wrong )->get_status(), wp_json_encode( $wrong ) );
		}
		$this->act_as( 'subscriber' );
		$this->assertSame( 403, $this->request( 'POST', '/preview-links' )->get_status() );
	}

	/**
	 * @dataProvider links
	 */
	public function test_only_a_good_link_is_followed( callable $change, string $outcome ): void {
		$this->act_as( 'administrator' );
		$_GET['detour_preview'] = $change( $this->request( 'POST', '/preview-links' )->get_data() );
		$_SERVER['REQUEST_URI'] = '/shop?size=4&detour_preview=x';
		add_filter( 'wp_redirect', static fn( $to ) => throw new RuntimeException( $to ) );
		add_filter( 'wp_die_handler', static fn() => static fn() => throw new RuntimeException( 'refused' ) );
		try {
			( new Link() )->enter();
			$this->assertSame( '', $outcome );
		} catch ( RuntimeException $caught ) {
			$this->assertSame( $outcome, $caught->getMessage() );
		} finally {
			remove_all_filters( 'wp_redirect' );
			remove_all_filters( 'wp_die_handler' );
			unset( $_GET['detour_preview'] );
		}
	}

	public function test_a_link_leads_on_to_its_path_and_to_no_other_site(): void {
		$this->act_as( 'administrator' );
		$ways = array(
			'/shop?size=4'          => '/shop?size=4',
			'//example.org/'        => admin_url(),
			"/\t/example.org/"      => admin_url(),
			'/\\example.org/'       => '/example.org/',
			'https://example.org/'  => '/shop',
		);
		foreach ( $ways as $onward => $to ) {
			$this->assertSame( $to, $this->followed( array( 'detour_to' => $onward ) ), $onward );
		}
	}

	/**
	 * Where a good link leads.
	 *
	 * @param array $parameters Further parameters.
	 */
	private function followed( array $parameters ): string {
		$link                   = $this->request( 'POST', '/preview-links' )->get_data()['link'];
		$_GET                   = wp_slash( $parameters ) + array( 'detour_preview' => substr( $link, strrpos( $link, '=' ) + 1 ) );
		$_SERVER['REQUEST_URI'] = '/shop?detour_preview=x';
		add_filter( 'wp_redirect', static fn( $to ) => throw new RuntimeException( $to ) );
		try {
			( new Link() )->enter();
			return '';
		} catch ( RuntimeException $caught ) {
			return $caught->getMessage();
		} finally {
			remove_all_filters( 'wp_redirect' );
			$_GET = array();
		}
	}

	public static function links(): array {
		$parameter = static fn( array $link ): string => substr( $link['link'], strrpos( $link['link'], '=' ) + 1 );
		return array(
			'as it was made' => array( $parameter, '/shop?size=4' ),
			'another token'  => array( static fn( array $link ): string => str_replace( $link['token'], str_repeat( 'a', 32 ), $parameter( $link ) ), 'refused' ),
			'a later end'    => array( static fn( array $link ): string => str_replace( ".{$link['expires']}.", '.9999999999.', $parameter( $link ) ), 'refused' ),
			'something else' => array( static fn(): string => 'x', '' ),
			'a list'         => array( static fn(): array => array( 'x' ), '' ),
		);
	}
}
