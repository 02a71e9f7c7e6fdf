<?php

namespace Detour\WordPress\Tests\Admin;

use Detour\WordPress\Admin\Page;
use Detour\WordPress\Tests\TestCase;
use DOMDocument;
use DOMXPath;

final class PageTest extends TestCase {
	private const HANDLES = array( 'detour-live', 'detour-form', 'detour-settings', 'detour-admin' );

	protected function tearDown(): void {
		parent::tearDown();
		array_map( 'wp_dequeue_script', self::HANDLES );
		array_map( 'wp_deregister_script', self::HANDLES );
		wp_dequeue_style( 'detour-admin' );
		wp_deregister_style( 'detour-admin' );
		unset( $GLOBALS['submenu']['tools.php'] );
	}

	public function test_the_screen_is_under_tools_and_for_the_capability_only(): void {
		$this->act_as( 'subscriber' );
		$this->page()->add();
		$this->assertArrayNotHasKey( 'tools.php', $GLOBALS['submenu'] ?? array() );

		$this->act_as( 'administrator' );
		$this->page()->add();
		$this->assertSame( array( 'Detour', 'manage_options', 'detour' ), array_slice( end( $GLOBALS['submenu']['tools.php'] ), 0, 3 ) );
	}

	public function test_scripts_bring_the_rest_nonce_and_load_on_our_screen_only(): void {
		$this->act_as( 'administrator' );
		$page = $this->page();
		$page->add();

		$page->enqueue( 'edit.php' );
		$this->assertFalse( wp_script_is( 'detour-admin' ) );

		$page->enqueue( get_plugin_page_hookname( 'detour', 'tools.php' ) );
		foreach ( self::HANDLES as $handle ) {
			$script = wp_scripts()->registered[ $handle ];
			$this->assertTrue( wp_script_is( $handle ) );
			$this->assertSame( array(), array_diff( array( 'wp-api-fetch', 'wp-a11y' ), $script->deps ) );
			$this->assertSame( 'detour', $script->textdomain );
			$this->assertFileExists( dirname( __DIR__, 2 ) . '/assets/' . basename( $script->src ) );
		}
		$this->assertTrue( wp_style_is( 'detour-admin' ) );
		$this->assertStringContainsString( 'createNonceMiddleware( "' . wp_create_nonce( 'wp_rest' ), implode( '', (array) wp_scripts()->get_data( 'wp-api-fetch', 'after' ) ) );
	}

	public function test_every_field_of_the_screen_has_a_label_and_every_button_a_name(): void {
		$this->act_as( 'administrator' );
		ob_start();
		$this->page()->render();
		$document = new DOMDocument();
		libxml_use_internal_errors( true );
		$document->loadHTML( '<?xml encoding="utf-8">' . ob_get_clean() );
		$xpath = new DOMXPath( $document );

		$fields = $xpath->query( '//input|//select|//textarea' );
		$this->assertGreaterThan( 15, $fields->length );
		foreach ( $fields as $field ) {
			$this->assertSame( 1, $xpath->query( '//label[@for="' . $field->getAttribute( 'id' ) . '"]' )->length, $field->getAttribute( 'id' ) );
		}
		foreach ( $xpath->query( '//button' ) as $button ) {
			$this->assertNotSame( '', trim( $button->textContent ) );
		}
		foreach ( $xpath->query( '//@aria-describedby|//@aria-labelledby' ) as $reference ) {
			$this->assertSame( 1, $xpath->query( "//*[@id='{$reference->value}']" )->length, $reference->value );
		}
	}

	public function test_the_list_of_plugins_links_to_the_screen(): void {
		$this->act_as( 'administrator' );
		$this->assertStringContainsString( 'tools.php?page=detour', $this->page()->action_links( array( 'x' ) )[0] );
		$this->act_as( 'subscriber' );
		$this->assertSame( array( 'x' ), $this->page()->action_links( array( 'x' ) ) );
	}

	private function page(): Page {
		return new Page( WP_PLUGIN_DIR . '/detour/detour.php' );
	}
}
