<?php

namespace Detour\WordPress\Tests\Links;

use Detour\WordPress\History\Log;
use Detour\WordPress\Links\Headers;
use Detour\WordPress\Links\Index;
use Detour\WordPress\Links\Rules;
use Detour\WordPress\Links\Url;
use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Tests\TestCase;

final class IndexTest extends TestCase {
	private const NOTHING = array( 'canonical' => null, 'alternates' => array(), 'vary' => false );

	private const VERSIONS = array( 'en' => '/', 'es' => '/es/', 'de' => 'https://example.de/' );

	private Index $index;

	private mixed $site;

	protected function setUp(): void {
		parent::setUp();
		$this->site  = get_option( Index::OPTION );
		// Newer than what is served, which are the rules of the site and not of this test.
		update_option( Index::OPTION, array( 'revision' => PHP_INT_MAX ) );
		$this->index = new Index( $this->repository, new Rules(), new Log() );
		add_action( 'detour_rules_changed', array( $this->index, 'follow' ) );
	}

	protected function tearDown(): void {
		delete_option( Index::OPTION );
		if ( $this->site ) {
			update_option( Index::OPTION, $this->site );
		}
		parent::tearDown();
	}

	public function test_the_target_names_the_source_while_the_rule_is_there(): void {
		$this->assertSame( self::NOTHING, $this->index->of( '/sale/', time() ) );
		$id   = $this->repository->create( $this->canonical( '/shoes', '/sale/', array( 'schedule' => array( 'from' => '2026-01-01T00:00:00Z', 'until' => '2026-02-01T00:00:00Z' ) ) ) )['id'];
		$from = strtotime( '2026-01-01T00:00:00Z' );
		$this->assertNull( $this->index->of( '/sale/', $from - 1 )['canonical'] );
		foreach ( array( '/sale/', '/sale', '/s%61le' ) as $url ) {
			$this->assertSame( home_url( '/shoes' ), $this->index->of( $url, $from )['canonical'], $url );
		}
		$this->assertNull( $this->index->of( '/sale/', strtotime( '2026-02-01T00:00:00Z' ) )['canonical'] );
		foreach ( array( '/', '/shoes', '/sale/?s=x', '/sale/more' ) as $other ) {
			$this->assertSame( self::NOTHING, $this->index->of( $other, $from ), $other );
		}

		$this->repository->set_enabled( array( $id ), false );
		$this->assertNull( $this->index->of( '/sale/', $from )['canonical'], 'off' );
		$this->repository->set_enabled( array( $id ), true );
		$this->assertNotNull( $this->index->of( '/sale/', $from )['canonical'] );
		$this->repository->delete( array( $id ) );
		$this->assertNull( $this->index->of( '/sale/', $from )['canonical'], 'deleted' );
	}

	public function test_one_canonical_url_and_none_for_other_sites(): void {
		$this->repository->create( $this->canonical( '/first', '/sale/', array( 'source' => array( 'host' => 'shop.example', 'scheme' => 'https' ) ) ) );
		$this->repository->create( $this->canonical( '/second', home_url( '/sale/' ) ) );
		$this->repository->create( $this->canonical( '/third', 'https://example.net/sale/' ) );
		$this->assertSame( 'https://shop.example/first', $this->index->of( '/sale/', time() )['canonical'] );
	}

	public function test_versions_name_all_versions_once(): void {
		foreach ( array( 'es', 'de' ) as $language ) {
			$this->repository->create( $this->rule( '/', array( 'when' => array( array( 'language' => array( $language ) ) ), 'then' => array( 'redirect' => array( 'to' => self::VERSIONS[ $language ], 'alternates' => self::VERSIONS ) ) ) ) );
		}
		$links = array( 'de' => 'https://example.de/', 'en' => home_url( '/' ), 'es' => home_url( '/es/' ) );
		$this->assertEquals( array( 'alternates' => $links, 'vary' => true ) + self::NOTHING, $this->index->of( '/', time() ) );
		$this->assertEquals( array( 'alternates' => $links, 'vary' => false ) + self::NOTHING, $this->index->of( '/es/', time() ) );
		$lines = Headers::lines( $this->index->of( '/', time() ) );
		sort( $lines );
		$this->assertSame( array( 'Link: <' . home_url( '/' ) . '>; rel="alternate"; hreflang="en"', 'Link: <' . home_url( '/es/' ) . '>; rel="alternate"; hreflang="es"', 'Link: <https://example.de/>; rel="alternate"; hreflang="de"', 'Vary: Accept-Language' ), $lines );
	}

	public function test_nothing_gets_out_of_its_place_in_a_header(): void {
		$this->assertSame( home_url( '/a%3E%22%0D%0AX:%20y%C3%A9%5C' ), Url::absolute( "/a>\"\r\nX: yé\\" ) );
		$this->assertNull( Url::key( 'https://example.net/' ) );
		$this->assertSame( '', Url::key( '/' ) );
		$this->assertSame( '/a b?p=1', Url::key( '/a%20b/?p=1' ) );
	}

	public function test_a_row_that_was_edited_by_hand_makes_no_page_fail(): void {
		global $wpdb;
		$good   = $this->repository->create( $this->canonical( '/shoes', '/sale/' ) )['id'];
		$broken = array(
			'{"source":{"value":"/a"},"then":{"redirect":{"to":["/sale/"],"canonical":true}}}',
			'{"source":{"value":"/a","host":["x"]},"then":{"redirect":{"to":"/sale/","canonical":true}}}',
			'{"source":{"value":"/a"},"then":{"redirect":{"to":"/sale/","canonical":true}},"schedule":{"from":[]}}',
			'{"source":{"value":"/a"},"then":{"redirect":{"to":"/sale/","alternates":{"en\\"\r\nX: y":"/"}}}}',
			'{"source":{"value":"/a"},"then":{"redirect":{"to":"/sale/","alternates":{"en":1}}}}',
			'{"source":{"value":"/a"},"then":{"redirect":"canonical"},"else":{"redirect":{"to":"/sale/","canonical":true}}}',
			'{"source":{"value":"/a"},"then":{"ignore":{}},"else":7,"note":"","x":{"canonical":true}}',
		);
		foreach ( $broken as $json ) {
			$id = $this->repository->create( $this->rule( '/a' ) )['id'];
			$wpdb->update( Schema::rules_table(), array( 'rule' => $json ), array( 'id' => $id ) );
		}
		$this->repository->set_enabled( array( $good ), false );
		$this->assertSame( self::NOTHING, $this->index->of( '/sale/', time() ) );
		$this->repository->set_enabled( array( $good ), true );
		$this->assertSame( array( 'canonical' => home_url( '/shoes' ) ) + self::NOTHING, $this->index->of( '/sale/', time() ) );
	}

	public function test_other_rules_cost_no_reading(): void {
		$this->repository->create( $this->canonical( '/shoes', '/sale/' ) );
		$revision = get_option( Index::OPTION )['revision'];
		$read     = 0;
		add_filter(
			'query',
			static function ( string $query ) use ( &$read ): string {
				$read += (int) str_contains( $query, 'LOCATE' );
				return $query;
			}
		);
		$this->repository->create( $this->rule( '/other', array( 'note' => '"canonical":true' ) ) );
		$this->assertSame( 0, $read );
		$this->assertGreaterThanOrEqual( $revision, get_option( Index::OPTION )['revision'] );
		$this->assertNotNull( $this->index->of( '/sale/', time() )['canonical'] );
	}

	private function canonical( string $source, string $to, array $changes = array() ): array {
		return $this->rule( $source, array_replace_recursive( array( 'then' => array( 'redirect' => array( 'to' => $to, 'canonical' => true ) ) ), $changes ) );
	}
}
