<?php

namespace Detour\WordPress\Tests\Rules;

use Detour\WordPress\Rules\ListViews;
use Detour\WordPress\Tests\TestCase;
use WP_REST_Request;
use WP_REST_Response;

final class ListViewsTest extends TestCase {
	private const VIEWS = array(
		'rules' => array(
			'perPage' => 50,
			'fields'  => array( 'target', 'hits' ),
			'sort'    => array( 'field' => 'hits', 'direction' => 'desc' ),
		),
		'log'   => array( 'fields' => array() ),
	);

	protected function setUp(): void {
		parent::setUp();
		delete_metadata( 'user', 0, ListViews::META, '', true );
	}

	public function test_lists_are_kept_as_the_user_has_left_them(): void {
		$this->act_as( 'administrator' );
		$this->assertEquals( (object) array(), ListViews::all() );
		$this->assertSame( 200, $this->keep( self::VIEWS )->get_status() );
		$this->assertEquals( (object) self::VIEWS, ListViews::all() );

		$this->act_as( 'editor' );
		$this->assertEquals( (object) array(), ListViews::all(), 'another user has others' );
	}

	public function test_what_is_no_view_of_a_list_is_refused(): void {
		$this->act_as( 'administrator' );
		foreach ( array( array( 'rules' => array( 'search' => 'x' ) ), array( 'rules' => array( 'perPage' => 100000 ) ), array( 'others' => array() ) ) as $wrong ) {
			$this->assertSame( 400, $this->keep( $wrong )->get_status(), wp_json_encode( $wrong ) );
		}
		$this->act_as( 'subscriber' );
		$this->assertSame( 403, $this->keep( self::VIEWS )->get_status() );
		$this->assertEquals( (object) array(), ListViews::all() );
	}

	private function keep( array $views ): WP_REST_Response {
		$request = new WP_REST_Request( 'POST', '/wp/v2/users/me' );
		$request->set_header( 'Content-Type', 'application/json' );
		$request->set_body( wp_json_encode( array( 'meta' => array( ListViews::META => $views ) ) ) );
		return rest_do_request( $request );
	}
}
