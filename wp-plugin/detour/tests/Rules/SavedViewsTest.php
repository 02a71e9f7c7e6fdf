<?php

namespace Detour\WordPress\Tests\Rules;

use Detour\WordPress\Rules\SavedViews;
use Detour\WordPress\Tests\TestCase;
use WP_REST_Request;
use WP_REST_Response;

final class SavedViewsTest extends TestCase {
	private const VIEW = array(
		'name'    => 'Campaigns that are off',
		'search'  => 'sale',
		'perPage' => 50,
		'fields'  => array( 'target', 'code' ),
		'sort'    => array(
			'field'     => 'source',
			'direction' => 'desc',
		),
		'filters' => array(
			array( 'field' => 'status', 'operator' => 'is', 'value' => 'disabled' ),
			array( 'field' => 'code', 'operator' => 'isAny', 'value' => array( 301, 308 ) ),
		),
	);

	protected function setUp(): void {
		parent::setUp();
		delete_metadata( 'user', 0, SavedViews::META, '', true );
	}

	public function test_views_are_kept_with_the_user(): void {
		$this->act_as( 'administrator' );
		$this->assertSame( array(), $this->kept() );
		$this->assertSame( 200, $this->keep( array( self::VIEW ) )->get_status() );
		$this->assertSame( array( self::VIEW ), $this->kept() );

		$this->act_as( 'editor' );
		$this->assertSame( array(), $this->kept(), 'another user has others' );
	}

	public function test_what_is_no_view_is_refused(): void {
		$this->act_as( 'administrator' );
		foreach ( array( array( 'colour' => 'red' ), array( 'perPage' => 100000 ), array( 'name' => '' ) ) as $wrong ) {
			$this->assertSame( 400, $this->keep( array( $wrong + self::VIEW ) )->get_status(), wp_json_encode( $wrong ) );
		}
		$this->assertSame( array(), $this->kept() );
	}

	public function test_who_may_not_manage_rules_keeps_none(): void {
		$this->act_as( 'subscriber' );
		$this->assertSame( 403, $this->keep( array( self::VIEW ) )->get_status() );
	}

	private function keep( array $views ): WP_REST_Response {
		$request = new WP_REST_Request( 'POST', '/wp/v2/users/me' );
		$request->set_body_params( array( 'meta' => array( SavedViews::META => $views ) ) );
		return rest_do_request( $request );
	}

	private function kept(): array {
		$request = new WP_REST_Request( 'GET', '/wp/v2/users/me' );
		$request->set_param( 'context', 'edit' );
		return rest_do_request( $request )->get_data()['meta'][ SavedViews::META ];
	}
}
