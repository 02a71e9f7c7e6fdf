<?php

namespace Detour\WordPress\Tests\Network;

use Detour\WordPress\Activation;
use Detour\WordPress\Audit\Schedule;
use Detour\WordPress\Network\EachSite;
use Detour\WordPress\Tests\TestCase;

final class EachSiteTest extends TestCase {
	public function test_a_single_site_is_visited_once(): void {
		$visited = array();
		EachSite::visit(
			static function () use ( &$visited ): void {
				$visited[] = get_current_blog_id();
			}
		);
		$this->assertSame( array( get_current_blog_id() ), $visited );
	}

	public function test_cron_has_nothing_to_call_once_the_plugin_is_off(): void {
		foreach ( array( false, true ) as $network_wide ) {
			wp_schedule_event( time() + HOUR_IN_SECONDS, 'weekly', Schedule::HOOK );
			Activation::deactivate( $network_wide );
			$this->assertFalse( wp_next_scheduled( Schedule::HOOK ) );
		}
	}
}
