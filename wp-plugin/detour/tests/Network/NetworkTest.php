<?php

namespace Detour\WordPress\Tests\Network;

use Detour\WordPress\Network\Sites;
use Detour\WordPress\Network\SitesTable;
use Detour\WordPress\Tests\TestCase;

final class NetworkTest extends TestCase {
	public function test_the_state_of_a_site_is_read_from_its_tables(): void {
		global $wpdb;
		$ids = $this->save( '/a', '/b' );
		$this->repository->set_enabled( array( $ids[0] ), false );
		$state = ( new Sites() )->state( $wpdb->prefix );
		$this->assertSame( array( 2, 1, $this->repository->revision() ), array( $state['rules'], $state['enabled'], $state['revision'] ) );
		$this->assertEqualsWithDelta( time(), $state['changed_at'], 5 );
	}

	public function test_a_site_without_tables_is_no_error(): void {
		$this->assertNull( ( new Sites() )->state( 'nowhere_' ) );
	}

	public function test_the_table_shows_each_site_and_escapes_what_sites_call_themselves(): void {
		$site = array(
			'id'    => 2,
			'name'  => '<b>Shop</b>',
			'url'   => 'example.com/shop/',
			'admin' => 'http://example.com/shop/wp-admin/tools.php?page=detour',
			'closed' => false,
			'state' => array(
				'rules'      => 1200,
				'enabled'    => 3,
				'revision'   => 7,
				'changed_at' => time() - 3600,
			),
		);
		$broken                      = $site;
		$broken['state']['revision'] = null;
		$html                        = $this->table( $site, array( 'name' => '', 'state' => null ) + $site, array( 'closed' => true ) + $site, $broken );
		$this->assertStringContainsString( '&lt;b&gt;Shop', $html );
		$this->assertStringContainsString( '3 of 1,200 enabled', $html );
		$this->assertStringContainsString( '1 hour ago', $html );
		$this->assertStringContainsString( 'No tables yet', $html );
		$this->assertSame( 1, substr_count( $html, 'not served until it is put back' ) );
		$this->assertStringContainsString( 'wp option delete detour_schema_version --url=example.com/shop/', $html );
		$this->assertStringContainsString( 'No site has this', $this->table() );
	}

	public function test_a_site_whose_state_is_lost_has_no_revision(): void {
		global $wpdb;
		$prefix = 'broken_';
		$wpdb->query( "CREATE TABLE {$prefix}detour_rules LIKE {$wpdb->prefix}detour_rules" );
		try {
			$this->assertNull( ( new Sites() )->state( $prefix )['revision'] );
		} finally {
			$wpdb->query( "DROP TABLE {$prefix}detour_rules" );
		}
	}

	/** The table of some sites. */
	private function table( array ...$sites ): string {
		$table        = new SitesTable( new Sites() );
		$table->items = $sites;
		ob_start();
		$table->display();
		return ob_get_clean();
	}
}
