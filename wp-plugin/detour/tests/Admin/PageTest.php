<?php

namespace Detour\WordPress\Tests\Admin;

use Detour\WordPress\Admin\Page;
use Detour\WordPress\Tests\TestCase;

final class PageTest extends TestCase {
	private const HANDLE = 'detour-app';

	protected function tearDown(): void {
		parent::tearDown();
		wp_dequeue_script( self::HANDLE );
		wp_deregister_script( self::HANDLE );
		wp_dequeue_style( self::HANDLE );
		wp_deregister_style( self::HANDLE );
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

	public function test_the_app_loads_on_our_screen_only_with_all_it_needs(): void {
		$this->act_as( 'administrator' );
		$page = $this->page();
		$page->add();

		$page->enqueue( 'edit.php' );
		$this->assertFalse( wp_script_is( self::HANDLE ) );

		$page->enqueue( get_plugin_page_hookname( 'detour', 'tools.php' ) );
		$this->assertTrue( wp_script_is( self::HANDLE ) );
		$script = wp_scripts()->registered[ self::HANDLE ];
		$this->assertContains( 'wp-api-fetch', $script->deps );
		$this->assertSame( array(), array_diff( $script->deps, array_keys( wp_scripts()->registered ) ), 'WordPress brings every script that is needed' );
		$this->assertSame( 'detour', $script->textdomain );
		foreach ( array( $script->src, wp_styles()->registered[ self::HANDLE ]->src ) as $file ) {
			$this->assertFileExists( WP_PLUGIN_DIR . '/detour/build/' . basename( $file ) );
		}
		$this->assertContains( 'wp-components', wp_styles()->registered[ self::HANDLE ]->deps );
		$this->assertStringContainsString( 'createNonceMiddleware( "' . wp_create_nonce( 'wp_rest' ), implode( '', (array) wp_scripts()->get_data( 'wp-api-fetch', 'after' ) ) );

		$before = implode( '', array_filter( (array) wp_scripts()->get_data( self::HANDLE, 'before' ) ) );
		$site   = json_decode( rtrim( substr( $before, strlen( 'window.detour = ' ) ), ';' ), true );
		$this->assertSame( home_url(), $site['home'] );
		$this->assertArrayHasKey( 'editor', $site['roles'] );
		$this->assertSame( 'Gone', $site['respondCodes']['410'] );
	}

	public function test_a_translation_is_found_by_the_name_that_the_catalogue_gives_its_texts(): void {
		$this->act_as( 'administrator' );
		$locale = static fn(): string => 'de_DE';
		$folder = WP_PLUGIN_DIR . '/detour/languages';
		$file   = "$folder/detour-de_DE-" . md5( 'build/index.js' ) . '.json';
		wp_mkdir_p( $folder );
		file_put_contents( $file, '{"locale_data":{"messages":{"":{"lang":"de_DE"},"Add redirect":["Umleitung hinzuf\u00fcgen"]}}}' );
		add_filter( 'pre_determine_locale', $locale );
		$page = $this->page();
		$page->add();
		$page->enqueue( get_plugin_page_hookname( 'detour', 'tools.php' ) );
		$script = wp_scripts()->print_translations( self::HANDLE, false );
		remove_filter( 'pre_determine_locale', $locale );
		unlink( $file );
		$this->assertStringContainsString( 'Umleitung hinzuf\u00fcgen', $script );
	}

	public function test_from_right_to_left_the_mirrored_styles_are_loaded(): void {
		$this->act_as( 'administrator' );
		$page = $this->page();
		$page->add();
		$page->enqueue( get_plugin_page_hookname( 'detour', 'tools.php' ) );
		$before                     = wp_styles()->text_direction;
		wp_styles()->text_direction = 'rtl';
		ob_start();
		wp_styles()->do_item( self::HANDLE );
		$links                      = ob_get_clean();
		wp_styles()->text_direction = $before;
		$this->assertStringContainsString( 'build/style-index-rtl.css', $links );
		$this->assertStringNotContainsString( 'build/style-index.css', $links );
		$this->assertFileExists( WP_PLUGIN_DIR . '/detour/build/style-index-rtl.css' );
	}

	public function test_a_screen_that_was_not_built_says_how_to_build_it(): void {
		$this->act_as( 'administrator' );
		$page = new Page( WP_PLUGIN_DIR . '/detour/detour.php', '/nowhere/build' );
		$page->add();
		$page->enqueue( get_plugin_page_hookname( 'detour', 'tools.php' ) );
		$this->assertFalse( wp_script_is( self::HANDLE ) );

		$this->assertStringContainsString( 'cargo xtask app', $this->rendered( $page ) );
		$this->assertStringNotContainsString( 'cargo xtask app', $this->rendered( $this->page() ) );
	}

	public function test_there_is_help(): void {
		$this->act_as( 'administrator' );
		$this->page()->add();
		$screen = \WP_Screen::get( get_plugin_page_hookname( 'detour', 'tools.php' ) );
		set_current_screen( $screen );
		do_action( "load-{$screen->id}" );
		$tabs = $screen->get_help_tabs();
		unset( $GLOBALS['current_screen'] );
		$this->assertSame( array( 'detour-redirects', 'detour-codes', 'detour-campaigns', 'detour-traffic', 'detour-audit', 'detour-maintain', 'detour-exchange', 'detour-settings', 'detour-live', 'detour-history' ), array_column( $tabs, 'id' ) );
		$this->assertStringContainsString( '<p>307 is for now', $tabs['detour-codes']['content'] );
	}

	public function test_the_list_of_plugins_links_to_the_screen(): void {
		$this->act_as( 'administrator' );
		$this->assertStringContainsString( 'tools.php?page=detour', $this->page()->action_links( array( 'x' ) )[0] );
		$this->act_as( 'subscriber' );
		$this->assertSame( array( 'x' ), $this->page()->action_links( array( 'x' ) ) );
	}

	private function rendered( Page $page ): string {
		ob_start();
		$page->render();
		return (string) ob_get_clean();
	}

	private function page(): Page {
		return new Page( WP_PLUGIN_DIR . '/detour/detour.php' );
	}
}
