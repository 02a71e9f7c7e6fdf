<?php

namespace Detour\WordPress\Tests\Runtime;

use Detour\WordPress\Runtime\ExtensionAnswers;
use Detour\WordPress\Runtime\NotFound;
use Detour\WordPress\Tests\TestCase;
use WP_Query;

final class NotFoundTest extends TestCase {
	protected function tearDown(): void {
		$GLOBALS['wp_query'] = new WP_Query();
		remove_all_filters( 'detour_record_not_found' );
		parent::tearDown();
	}

	public function test_only_a_page_that_is_not_there_is_recorded_and_a_filter_can_refuse(): void {
		$asked = 0;
		add_filter(
			'detour_record_not_found',
			static function ( bool $record ) use ( &$asked ): bool {
				++$asked;
				return $record;
			}
		);
		$this->need_extension();
		$GLOBALS['wp_query'] = new WP_Query();
		( new NotFound( new ExtensionAnswers() ) )->record();
		$this->assertSame( 0, $asked );

		$GLOBALS['wp_query']->set_404();
		// On the command line there is no request that could be recorded.
		$this->assertFalse( ( new NotFound( new ExtensionAnswers() ) )->record() );
		$this->assertSame( 1, $asked );
	}

	public function test_it_comes_after_all_that_may_still_redirect(): void {
		$this->assertGreaterThan( has_action( 'template_redirect', 'redirect_canonical' ), PHP_INT_MAX );
		$asked = 0;
		add_filter(
			'detour_record_not_found',
			static function () use ( &$asked ): bool {
				++$asked;
				return false;
			}
		);
		$GLOBALS['wp_query']->set_404();
		foreach ( $GLOBALS['wp_filter']['template_redirect']->callbacks[ PHP_INT_MAX ] ?? array() as $hook ) {
			( $hook['function'] )();
		}
		$this->assertSame( 1, $asked );
	}
}
