<?php

namespace Detour\WordPress\Tests;

use Detour\WordPress\Capability;
use Detour\WordPress\Requirements;
use Detour\WordPress\Rules\Nudge;
use Detour\WordPress\Rules\Schema;

final class PluginTest extends TestCase {
	/**
	 * Listeners of detour_rules_changed, as the plugin has set them up and before setUp() takes them away.
	 */
	private static bool $nudges;

	public static function setUpBeforeClass(): void {
		self::$nudges = has_action( 'detour_rules_changed' );
		parent::setUpBeforeClass();
	}

	public function test_a_change_nudges_the_agent(): void {
		$this->assertTrue( self::$nudges );
	}

	public function test_a_visitors_page_loads_what_it_needs(): void {
		$visit   = static fn() => shell_exec( escapeshellarg( PHP_BINARY ) . ' ' . escapeshellarg( __DIR__ . '/visit.php' ) );
		// The theme saves its menu with the first visit.
		$visit();
		$output  = $visit();
		$visit   = json_decode( (string) $output, true );
		$folders = array_unique( array_map( 'dirname', $visit['files'] ?? array() ) );
		sort( $folders );
		$this->assertTrue( $visit['page'] ?? false, (string) $output );
		$this->assertSame( array( '.', 'History', 'Links', 'Origins', 'Preview', 'Rules', 'Runtime' ), $folders, implode( ' ', $visit['files'] ) );
		$this->assertLessThan( 30, count( $visit['files'] ), implode( ' ', $visit['files'] ) );
	}

	public function test_requirements_name_what_is_too_old(): void {
		$this->assertSame( array(), Requirements::unmet( '8.1.0', '6.6' ) );
		$this->assertSame( array(), Requirements::unmet( '8.3.1', '6.6-RC3' ) );
		$this->assertSame( array( array( 'PHP', '8.1', '8.0.30' ) ), Requirements::unmet( '8.0.30', '7.1.4' ) );
		$this->assertSame( array( array( 'WordPress', '6.6', '6.5.5' ) ), Requirements::unmet( '8.2.0', '6.5.5' ) );
	}

	public function test_header_and_readme_agree_with_the_code(): void {
		$header = get_file_data(
			dirname( __DIR__ ) . '/detour.php',
			array(
				'version' => 'Version',
				'php'     => 'Requires PHP',
				'wp'      => 'Requires at least',
				'domain'  => 'Text Domain',
			)
		);
		$this->assertSame(
			array(
				'version' => DETOUR_PLUGIN_VERSION,
				'php'     => Requirements::PHP,
				'wp'      => Requirements::WORDPRESS,
				'domain'  => 'detour',
			),
			$header
		);
		$readme = file_get_contents( dirname( __DIR__ ) . '/readme.txt' );
		$this->assertStringContainsString( 'Stable tag: ' . DETOUR_PLUGIN_VERSION . "\n", $readme );
		$this->assertStringContainsString( 'Requires PHP: ' . Requirements::PHP . "\n", $readme );
		$this->assertStringContainsString( 'Requires at least: ' . Requirements::WORDPRESS . "\n", $readme );
	}

	public function test_a_filter_that_returns_nonsense_does_not_open_the_door(): void {
		add_filter( 'detour_capability', '__return_empty_string' );
		$name = Capability::name();
		remove_filter( 'detour_capability', '__return_empty_string' );
		$this->assertSame( 'manage_options', $name );
	}

	public function test_uninstall_keeps_the_rules_unless_asked(): void {
		global $wpdb;
		defined( 'WP_UNINSTALL_PLUGIN' ) || define( 'WP_UNINSTALL_PLUGIN', 'detour/detour.php' );
		$wanted = get_option( 'detour_delete_data_on_uninstall' );
		$nudge  = get_temp_dir() . uniqid( 'detour-uninstall-' ) . '/nudge';
		( new Nudge( $nudge ) )->send( 1 );
		$this->save( '/a' );
		$exists = static fn(): bool => null !== $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', Schema::rules_table() ) );

		delete_option( 'detour_delete_data_on_uninstall' );
		require dirname( __DIR__ ) . '/uninstall.php';
		$this->assertTrue( $exists() );

		update_option( 'detour_delete_data_on_uninstall', 1 );
		update_option( 'detour_history_days', 7 );
		wp_schedule_single_event( time() + 60, 'detour_prune_history' );
		\Detour\WordPress\uninstall_site( new Nudge( $nudge ) );
		$this->assertFalse( $exists() );
		$this->assertFalse( get_option( Schema::OPTION ) );
		$this->assertFalse( get_option( 'detour_history_days' ) );
		$this->assertFalse( wp_next_scheduled( 'detour_prune_history' ) );
		$this->assertDirectoryDoesNotExist( dirname( $nudge ) );

		( new Schema() )->install();
		if ( false !== $wanted ) {
			update_option( 'detour_delete_data_on_uninstall', $wanted );
		}
	}
}
