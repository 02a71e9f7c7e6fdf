<?php

namespace Detour\WordPress\Tests\Network;

use Detour\WordPress\History\Retention;
use Detour\WordPress\Network\EachSite;
use Detour\WordPress\Network\Page;
use Detour\WordPress\Network\Sites;
use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Status\Status;
use PHPUnit\Framework\TestCase;
use RuntimeException;

/**
 * Sites of a real network, with tables of their own.
 *
 * @group network
 */
final class LifeOfSitesTest extends TestCase {
	private const PLUGIN = 'detour/detour.php';

	/**
	 * Sites made by a test.
	 *
	 * @var int[]
	 */
	private array $sites = array();

	protected function tearDown(): void {
		foreach ( array_filter( $this->sites, 'get_site' ) as $site ) {
			wp_delete_site( $site );
		}
		$this->sites = array();
		wp_set_current_user( 0 );
	}

	public function test_activation_on_the_network_makes_the_tables_of_the_main_site(): void {
		$this->assertTrue( is_plugin_active_for_network( self::PLUGIN ) );
		$this->assertNotEmpty( $this->tables( get_main_site_id() ) );
	}

	public function test_a_new_site_makes_its_tables_with_its_first_request_and_loses_them_with_itself(): void {
		$site = $this->add_site( 'shop' );
		$this->assertSame( array(), $this->tables( $site ) );

		$this->visit( $site );
		$suffixes = fn( int $of ): array => str_replace( $GLOBALS['wpdb']->get_blog_prefix( $of ), '', $this->tables( $of ) );
		$this->assertSame( $suffixes( get_main_site_id() ), $suffixes( $site ) );
		$this->assertSame( 0, ( new Sites() )->state( $GLOBALS['wpdb']->get_blog_prefix( $site ) )['rules'] );

		wp_delete_site( $site );
		$this->assertSame( array(), $this->tables( $site ) );
	}

	public function test_the_rules_of_one_site_are_not_those_of_another(): void {
		$site = $this->add_site_with_tables( 'blog' );
		$mine = ( new Sites() )->state( $GLOBALS['wpdb']->prefix );
		switch_to_blog( $site );
		$GLOBALS['wpdb']->query( "INSERT INTO {$GLOBALS['wpdb']->prefix}detour_rules (rule, source) VALUES ('{}', '/a')" );
		restore_current_blog();
		$this->assertSame( 1, ( new Sites() )->state( $GLOBALS['wpdb']->get_blog_prefix( $site ) )['rules'] );
		$this->assertSame( $mine, ( new Sites() )->state( $GLOBALS['wpdb']->prefix ) );
	}

	public function test_the_screen_lists_the_sites_for_who_manages_the_network(): void {
		$this->add_site( 'news' );
		wp_set_current_user( 1 );
		ob_start();
		( new Page( new Sites(), new Status( new Repository() ) ) )->render();
		$html = ob_get_clean();
		$this->assertStringContainsString( get_network()->domain . '/news/', $html );
		$this->assertStringContainsString( 'No tables yet', $html );
	}

	public function test_nobody_else_sees_the_screen(): void {
		$refuse = static fn() => static fn( $message ) => throw new RuntimeException( $message );
		add_filter( 'wp_die_handler', $refuse );
		try {
			$this->expectExceptionMessage( 'may not manage the network' );
			( new Page( new Sites(), new Status( new Repository() ) ) )->render();
		} finally {
			remove_filter( 'wp_die_handler', $refuse );
		}
	}

	public function test_each_site_is_visited_once_whatever_the_chunk(): void {
		foreach ( array( 'a', 'b', 'c', 'd' ) as $slug ) {
			$this->add_site( $slug );
		}
		$visited = array();
		EachSite::visit(
			static function () use ( &$visited ): void {
				$visited[] = get_current_blog_id();
			},
			2
		);
		$this->assertSame( array_merge( array( get_main_site_id() ), $this->sites ), $visited );
		$this->assertSame( get_main_site_id(), get_current_blog_id() );
		$this->assertFalse( ms_is_switched() );
	}

	public function test_deactivation_on_the_network_unschedules_on_each_site(): void {
		$site      = $this->add_site( 'cron' );
		$scheduled = array();
		$note      = static function () use ( &$scheduled ): void {
			$scheduled[ get_current_blog_id() ] = (bool) wp_next_scheduled( Retention::EVENT );
		};
		EachSite::visit( static fn() => wp_schedule_single_event( time() + HOUR_IN_SECONDS, Retention::EVENT ) );
		do_action( 'deactivate_' . self::PLUGIN, false );
		EachSite::visit( $note );
		$this->assertTrue( $scheduled[ $site ] );
		do_action( 'deactivate_' . self::PLUGIN, true );
		EachSite::visit( $note );
		$this->assertSame( array( false ), array_values( array_unique( $scheduled ) ) );
	}

	public function test_uninstall_deletes_on_each_site_that_wants_it(): void {
		$keeps   = $this->add_site_with_tables( 'keeps' );
		$deletes = $this->add_site_with_tables( 'deletes' );
		update_blog_option( $deletes, 'detour_delete_data_on_uninstall', 1 );
		$before = $this->tables( $keeps );

		// In a process of its own, as the file can be loaded only once.
		$script  = '$_SERVER["HTTP_HOST"] = $argv[1]; $_SERVER["REQUEST_URI"] = "/"; define( "WP_ADMIN", true ); require $argv[2] . "wp-load.php";';
		$script .= 'require_once ABSPATH . "wp-admin/includes/plugin.php"; uninstall_plugin( $argv[3] );';
		exec( implode( ' ', array_map( 'escapeshellarg', array( PHP_BINARY, '-r', $script, get_network()->domain, ABSPATH, self::PLUGIN ) ) ) . ' 2>&1', $output, $code );

		$this->assertSame( array( 0, '' ), array( $code, implode( "\n", $output ) ) );
		$this->assertSame( array(), $this->tables( $deletes ) );
		$this->assertSame( $before, $this->tables( $keeps ) );
	}

	/**
	 * Adds a site in a folder of the network.
	 *
	 * @param string $slug Name of the folder.
	 */
	private function add_site( string $slug ): int {
		$network = get_network();
		$site    = wp_insert_site(
			array(
				'domain'     => $network->domain,
				'path'       => "/$slug/",
				'network_id' => $network->id,
				'title'      => $slug,
				'user_id'    => 1,
			)
		);
		$this->assertIsInt( $site );
		$this->sites[] = $site;
		return $site;
	}

	/**
	 * Adds a site, and lets it answer a first request.
	 *
	 * @param string $slug Name of the folder.
	 */
	private function add_site_with_tables( string $slug ): int {
		$site = $this->add_site( $slug );
		$this->visit( $site );
		$this->assertNotEmpty( $this->tables( $site ) );
		return $site;
	}

	/**
	 * Asks a site for its front page.
	 *
	 * @param int $site Number of the site.
	 */
	private function visit( int $site ): void {
		$answer = wp_remote_get( get_home_url( $site, '/' ), array( 'timeout' => 60 ) );
		$this->assertSame( 200, wp_remote_retrieve_response_code( $answer ), is_wp_error( $answer ) ? $answer->get_error_message() : '' );
	}

	/**
	 * Our tables of a site.
	 *
	 * @param int $site Number of the site.
	 * @return string[]
	 */
	private function tables( int $site ): array {
		global $wpdb;
		return $wpdb->get_col( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $wpdb->get_blog_prefix( $site ) . 'detour_' ) . '%' ) );
	}
}
