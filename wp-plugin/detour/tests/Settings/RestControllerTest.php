<?php

namespace Detour\WordPress\Tests\Settings;

use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Rules\Validation;
use Detour\WordPress\Settings\RestController;
use Detour\WordPress\Tests\TestCase;
use WP_REST_Request;

final class RestControllerTest extends TestCase {
	/**
	 * What is kept of visitors' requests unless a site says otherwise.
	 */
	private const RECORDING = array(
		'hits'           => true,
		'not_found'      => true,
		'ip'             => 'masked',
		'user_agent'     => true,
		'referrer'       => true,
		'log_days'       => 30,
		'not_found_days' => 30,
	);

	protected function setUp(): void {
		parent::setUp();
		$this->need_extension();
		$this->act_as( 'administrator' );
	}

	public function test_a_new_site_has_the_extensions_defaults(): void {
		$settings = $this->request( 'GET', '/settings' )->get_data();
		$this->assertSame( \Detour\validate_settings( array() )['settings'], $settings );
		$this->assertContains( 'utm_*', $settings['tracking'] );
	}

	public function test_settings_are_saved_whole_and_raise_the_revision(): void {
		$start    = $this->repository->revision();
		$settings = array(
			'country_header' => 'X-Country',
			'tracking'       => array( 'ref', 'größe*' ),
			'recording'      => array_merge( self::RECORDING, array( 'ip' => 'none' ) ),
			'ignored'        => array( '/wp-*.php' ),
			'origins'        => array( 'redirection' => false, 'rank_math' => true ),
			'targets'        => array( 'check' => true, 'days' => 30 ),
		);
		$response = $this->request( 'PUT', '/settings', $settings );
		$this->assertSame( array( 200, $settings + array( 'revision' => $start + 1 ) ), array( $response->get_status(), $response->get_data() ) );
		$this->assertSame( $start + 1, $this->repository->revision() );
		$this->assertSame( $settings, $this->request( 'GET', '/settings' )->get_data() );

		// What is left out becomes its default; what an answer carried besides is no setting.
		$this->request( 'PUT', '/settings', array( 'tracking' => array(), 'revision' => 7 ) );
		$this->assertSame( array( 'country_header' => 'CF-IPCountry', 'tracking' => array(), 'recording' => self::RECORDING, 'ignored' => array(), 'origins' => array( 'redirection' => true, 'rank_math' => true ), 'targets' => array( 'check' => false, 'days' => 7 ) ), $this->request( 'GET', '/settings' )->get_data() );
	}

	public function test_what_a_client_got_it_can_send_back(): void {
		$redirection = array( 'home' => 'https://a.test', 'aliases' => array(), 'headers' => array() );
		$this->request( 'PUT', '/settings', array( 'tracking' => array(), 'redirection' => $redirection ) );
		$got = $this->request( 'GET', '/settings' )->get_data();
		$this->assertSame( 'https://a.test', $got['redirection']['home'] );
		$this->request( 'PUT', '/settings', array( 'tracking' => array( 'ref' ) ) + $got );
		$this->assertSame( array( 'tracking' => array( 'ref' ) ) + $got, array( 'tracking' => array( 'ref' ) ) + $this->request( 'GET', '/settings' )->get_data() );
		// Rules can be saved with them.
		$this->assertSame( 201, $this->request( 'POST', '/rules', $this->rule( '/a' ) )->get_status() );
	}

	public function test_settings_that_cannot_be_used_can_be_replaced_and_stop_no_rule(): void {
		global $wpdb;
		$wpdb->replace( Schema::settings_table(), array( 'name' => 'site', 'value' => '{"of_tomorrow":1}' ) );
		$response = $this->request( 'GET', '/settings' );
		$got      = $response->get_data();
		$this->assertSame( 200, $response->get_status() );
		$this->assertStringContainsString( 'of_tomorrow', $got['problem'] );
		$this->assertSame( 201, $this->request( 'POST', '/rules', $this->rule( '/a' ) )->get_status() );
		$this->assertSame( 200, $this->request( 'PUT', '/settings', $got )->get_status() );
		$this->assertArrayNotHasKey( 'problem', $this->request( 'GET', '/settings' )->get_data() );
	}

	public function test_they_are_one_row_with_json_for_the_agent(): void {
		global $wpdb;
		$this->request( 'PUT', '/settings', array( 'tracking' => array() ) );
		$this->request( 'PUT', '/settings', array( 'tracking' => array( 'a' ) ) );
		$this->assertSame(
			array( array( 'name' => 'site', 'value' => '{"country_header":"CF-IPCountry","tracking":["a"],"recording":' . wp_json_encode( self::RECORDING ) . ',"ignored":[],"origins":{"redirection":true,"rank_math":true},"targets":{"check":false,"days":7}}' ) ),
			$wpdb->get_results( 'SELECT * FROM ' . Schema::settings_table(), ARRAY_A )
		);
	}

	/** @return array[] */
	public function bad(): array {
		return array(
			array( array( 'trackign' => array() ), 'trackign', 'country_header, tracking' ),
			array( array( 'tracking' => 'utm_*' ), 'tracking', 'a list' ),
			array( array( 'tracking' => array( 'a&b' ) ), 'tracking[0]', 'a&b' ),
			array( array( 'ignored' => array( 'wp-login' ) ), 'ignored[0]', '/wp-*.php' ),
			array( array( 'targets' => array( 'days' => 91 ) ), 'targets.days', '90' ),
			array( array( 'country_header' => "X\nY" ), 'country_header', 'CF-IPCountry' ),
		);
	}

	/** @dataProvider bad */
	public function test_what_the_extension_refuses_is_not_saved( array $settings, string $field, string $said ): void {
		$this->request( 'PUT', '/settings', array( 'tracking' => array( 'ref' ) ) );
		$before   = $this->snapshot();
		$response = $this->request( 'PUT', '/settings', $settings );
		$data     = $response->get_data();
		$this->assertSame( array( 400, 'detour_invalid_settings' ), array( $response->get_status(), $data['code'] ) );
		$this->assertSame( $field, $data['data']['problems'][0]['field'] );
		$this->assertStringContainsString( 'Nothing was saved', $data['message'] );
		$this->assertStringContainsString( $said, $data['message'] );
		$this->assertSame( $before, $this->snapshot() );
	}

	public function test_without_the_extension_nothing_is_saved_as_with_rules(): void {
		$before  = $this->snapshot();
		$request = new WP_REST_Request( 'PUT', '/detour/v1/settings' );
		$request->set_header( 'Content-Type', 'application/json' );
		$request->set_body( '{"tracking": []}' );

		$missing = new Validation( null );
		$error   = ( new RestController( new Repository(), $missing ) )->replace_item( $request );

		$this->assertSame( 503, $error->get_error_data()['status'] );
		$this->assertSame( $missing->check( array() )->get_error_message(), $error->get_error_message() );
		$this->assertSame( $before, $this->snapshot() );
	}

	public function test_settings_and_revision_change_together_or_not_at_all(): void {
		$before = $this->snapshot();
		$this->break_query( 'REPLACE INTO `' . Schema::settings_table() );
		$response = $this->request( 'PUT', '/settings', array( 'tracking' => array() ) );
		$this->assertSame( array( 500, 'detour_database' ), array( $response->get_status(), $response->get_data()['code'] ) );
		$this->assertSame( $before, $this->snapshot() );
	}

	public function test_examples_of_rules_are_checked_with_the_settings(): void {
		$rule = array(
			'source'   => array( 'value' => '/a' ),
			'then'     => array( 'redirect' => array( 'to' => '/b' ) ),
			'examples' => array( array( 'url' => '/a?ref=1', 'to' => '/b?ref=1' ) ),
		);
		$warned = $this->request( 'POST', '/rules', $rule )->get_data()['warnings'];
		$this->assertSame( array( 'examples[0].url' ), array_column( $warned, 'field' ) );

		$this->request( 'PUT', '/settings', array( 'tracking' => array( 'ref' ) ) );
		$this->assertSame( array(), $this->request( 'POST', '/rules', $rule )->get_data()['warnings'] );
	}
}
