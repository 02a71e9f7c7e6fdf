<?php

namespace Detour\WordPress\Tests\Rules;

use Detour\WordPress\Rules\Order;
use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Tests\TestCase;

final class RestControllerTest extends TestCase {
	private const MINIMAL = array(
		'source' => array( 'value' => '/a' ),
		'then'   => array( 'redirect' => array( 'to' => '/new' ) ),
	);

	/** @return array[] */
	public function routes(): array {
		return array(
			array( 'GET', '/rules', null ),
			array( 'POST', '/rules', self::MINIMAL ),
			array( 'GET', '/rules/{id}', null ),
			array( 'PUT', '/rules/{id}', self::MINIMAL ),
			array( 'PATCH', '/rules/{id}', array( 'enabled' => false ) ),
			array( 'DELETE', '/rules/{id}', null ),
			array( 'POST', '/rules/bulk', array( 'action' => 'delete', 'ids' => array( 1 ) ) ),
			array( 'POST', '/rules/restore', array( 'rules' => array( array( 'id' => 1 ) + self::MINIMAL ) ) ),
			array( 'GET', '/groups', null ),
			array( 'POST', '/test', array( 'rule' => self::MINIMAL ) ),
			array( 'GET', '/status', null ),
			array( 'GET', '/settings', null ),
			array( 'PUT', '/settings', array( 'tracking' => array() ) ),
		);
	}

	/** @dataProvider routes */
	public function test_nobody_gets_in_without_the_capability( string $method, string $path, ?array $body ): void {
		$path   = str_replace( '{id}', (string) $this->save( '/x' )[0], $path );
		$before = $this->snapshot();

		$anonymous = $this->request( $method, $path, $body );
		$this->assertSame( array( 401, 'detour_forbidden' ), array( $anonymous->get_status(), $anonymous->get_data()['code'] ) );

		$this->act_as( 'subscriber' );
		$subscriber = $this->request( $method, $path, $body );
		$this->assertSame( array( 403, 'detour_forbidden' ), array( $subscriber->get_status(), $subscriber->get_data()['code'] ) );
		$this->assertStringContainsString( 'manage_options', $subscriber->get_data()['message'] );

		$this->assertSame( $before, $this->snapshot() );
	}

	public function test_the_capability_can_be_given_by_the_filter(): void {
		$give = static fn(): string => 'read';
		add_filter( 'detour_capability', $give );
		$this->act_as( 'subscriber' );
		$this->assertSame( 200, $this->request( 'GET', '/rules' )->get_status() );
		remove_filter( 'detour_capability', $give );
		$this->assertSame( 403, $this->request( 'GET', '/rules' )->get_status() );
	}

	public function test_create_answers_with_the_rule_and_the_revision(): void {
		$this->need_extension();
		$this->act_as( 'administrator' );
		$start    = $this->repository->revision();
		$response = $this->request( 'POST', '/rules', self::MINIMAL );
		$data     = $this->plain( $response->get_data() );

		$this->assertSame( 201, $response->get_status() );
		$this->assertGreaterThan( 0, $data['id'] );
		$this->assertSame( $start + 1, $data['revision'] );
		$this->assertStringEndsWith( "/rules/{$data['id']}", $response->get_headers()['Location'] );
		$stored = $this->rule( '/a', array( 'id' => $data['id'], 'position' => Order::STEP ) );
		$this->assertEquals( $stored + array( 'warnings' => array(), 'revision' => $start + 1 ), $data );
		$this->assertEquals( $stored, $this->plain( $this->request( 'GET', "/rules/{$data['id']}" )->get_data() ) );
	}

	public function test_conditions_and_all_actions_are_kept(): void {
		$this->need_extension();
		$this->act_as( 'administrator' );
		$split = array(
			'source'   => array( 'value' => '/a' ),
			'when'     => array( array( 'not' => array( 'logged_in' => true ) ), array( 'method' => array( 'GET' ) ) ),
			'then'     => array(
				'split' => array(
					array( 'to' => '/b', 'weight' => 1 ),
					array( 'to' => '/c', 'weight' => 3 ),
				),
				'code'  => 302,
			),
			'else'     => array( 'rewrite' => array( 'to' => '/d' ) ),
			'schedule' => array( 'from' => '2026-11-27T00:00:00+01:00' ),
			'examples' => array( array( 'url' => '/x', 'matches' => false ) ),
		);
		$response = $this->request( 'POST', '/rules', $split );
		$this->assertSame( 201, $response->get_status(), wp_json_encode( $response->get_data() ) );
		$stored = $this->plain( $this->request( 'GET', '/rules/' . $response->get_data()['id'] )->get_data() );
		foreach ( array( 'when', 'then', 'else', 'schedule', 'examples' ) as $part ) {
			$this->assertEquals( $split[ $part ], array_intersect_key( $stored, $split )[ $part ], $part );
		}
		$listed = $this->plain( $this->request( 'GET', '/rules', array( 'code' => 302 ) )->get_data() );
		$this->assertContains( $stored['id'], array_column( $listed, 'id' ) );
	}

	public function test_a_failing_example_is_a_warning(): void {
		$this->need_extension();
		$this->act_as( 'administrator' );
		$response = $this->request( 'POST', '/rules', self::MINIMAL + array( 'examples' => array( array( 'url' => '/elsewhere' ) ) ) );
		$this->assertSame( 201, $response->get_status() );
		$this->assertSame( array( 'examples[0].url' ), array_column( $this->plain( $response->get_data() )['warnings'], 'field' ) );
	}

	public function test_an_invalid_rule_names_the_field_and_nothing_is_saved(): void {
		$this->need_extension();
		$this->act_as( 'administrator' );
		$before   = $this->snapshot();
		$response = $this->request( 'POST', '/rules', $this->rule( 'no-slash', array( 'then' => array( 'redirect' => array( 'to' => '' ) ) ) ) );
		$error    = $response->get_data();

		$this->assertSame( 400, $response->get_status() );
		$this->assertSame( 'detour_invalid_rule', $error['code'] );
		$this->assertSame( array( 'source.value', 'then.redirect.to' ), array_column( $error['data']['problems'], 'field' ) );
		$this->assertStringContainsString( 'source.value is "no-slash"', $error['message'] );
		foreach ( $error['data']['problems'] as $problem ) {
			$this->assertNotSame( '', $problem['message'] );
			$this->assertNotSame( '', $problem['fix'] );
		}
		$this->assertSame( $before, $this->snapshot() );
	}

	/** @return array[] */
	public function wrong_bodies(): array {
		return array(
			'no body'       => array( array(), 'source' ),
			'unknown kind'  => array( array_replace_recursive( self::MINIMAL, array( 'source' => array( 'kind' => 'glob' ) ) ), 'source.kind' ),
			'unknown field' => array( self::MINIMAL + array( 'sorce' => 1 ), 'sorce' ),
			'wrong code'    => array( array_replace_recursive( self::MINIMAL, array( 'then' => array( 'redirect' => array( 'code' => 200 ) ) ) ), 'then.redirect.code' ),
			'code as text'  => array( array_replace_recursive( self::MINIMAL, array( 'then' => array( 'redirect' => array( 'code' => 'x' ) ) ) ), 'then.redirect.code' ),
			'line break'    => array( array_replace_recursive( self::MINIMAL, array( 'then' => array( 'redirect' => array( 'to' => "/a\r\nX: y" ) ) ) ), 'then.redirect.to' ),
			'other id'      => array( self::MINIMAL + array( 'id' => 7 ), 'id' ),
		);
	}

	/** @dataProvider wrong_bodies */
	public function test_wrong_bodies_are_told_by_field( array $body, string $field ): void {
		$this->need_extension();
		$this->act_as( 'administrator' );
		$before   = $this->snapshot();
		$response = $this->request( 'POST', '/rules', $body );
		$this->assertSame( array( 400, 'detour_invalid_rule' ), array( $response->get_status(), $response->get_data()['code'] ) );
		$this->assertStringContainsString( $field, $response->get_data()['message'] );
		$this->assertSame( $before, $this->snapshot() );
	}

	public function test_patch_merges_and_checks_the_whole(): void {
		$this->need_extension();
		$this->act_as( 'administrator' );
		$id    = $this->repository->create( $this->rule( '/a', array( 'note' => 'kept' ) ) )['id'];
		$patch = array( 'source' => array( 'slash' => 'ignore' ), 'then' => array( 'redirect' => array( 'code' => 308 ) ) );

		$response = $this->request( 'PATCH', "/rules/$id", $patch );
		$this->assertSame( 200, $response->get_status() );
		$this->assertSame( $this->repository->revision(), $response->get_data()['revision'] );
		$expected = $this->rule( '/a', array( 'id' => $id, 'note' => 'kept' ) + $patch );
		$this->assertEquals( $expected, $this->repository->find( $id ) );

		$before   = $this->snapshot();
		$response = $this->request( 'PATCH', "/rules/$id", array( 'source' => array( 'kind' => 'regex', 'value' => '(' ) ) );
		$this->assertSame( 400, $response->get_status() );
		$this->assertSame( 'source.value', $response->get_data()['data']['problems'][0]['field'] );
		$this->assertSame( $before, $this->snapshot() );
	}

	public function test_put_gives_defaults_to_what_is_left_out_but_the_position(): void {
		$this->need_extension();
		$this->act_as( 'administrator' );
		$id = $this->repository->create( $this->rule( '/old', array( 'note' => 'goes', 'position' => 9, 'enabled' => false ) ) )['id'];
		$this->assertSame( 200, $this->request( 'PUT', "/rules/$id", self::MINIMAL )->get_status() );
		$this->assertEquals( $this->rule( '/a', array( 'id' => $id, 'position' => 9 ) ), $this->repository->find( $id ) );
	}

	public function test_what_was_read_can_be_sent_back(): void {
		$this->need_extension();
		$this->act_as( 'administrator' );
		$ignore  = array( 'then' => array( 'ignore' => (object) array() ) ) + self::MINIMAL;
		$created = $this->request( 'POST', '/rules', $ignore )->get_data();
		$this->assertSame( '{"ignore":{}}', wp_json_encode( $created['then'] ) );
		$this->assertSame( 200, $this->request( 'PUT', "/rules/{$created['id']}", $created )->get_status() );
		$this->assertSame( '{"ignore":{}}', wp_json_encode( $this->request( 'GET', '/rules' )->get_data()[0]['then'] ) );
	}

	public function test_delete(): void {
		$this->act_as( 'administrator' );
		$id       = $this->save( '/a' )[0];
		$response = $this->request( 'DELETE', "/rules/$id" );
		$deleted  = array_diff_key( $response->get_data(), array( 'history' => true ) );
		$this->assertSame( array( 'deleted' => true, 'id' => $id, 'revision' => $this->repository->revision() ), $deleted );
		$this->assertNull( $this->repository->find( $id ) );
	}

	/** @dataProvider single_routes */
	public function test_a_rule_that_is_not_there_is_told_in_words( string $method, ?array $body ): void {
		$this->act_as( 'administrator' );
		$before   = $this->snapshot();
		$response = $this->request( $method, '/rules/4000000000', $body );
		$this->assertSame( array( 404, 'detour_rule_not_found' ), array( $response->get_status(), $response->get_data()['code'] ) );
		$this->assertStringContainsString( 'There is no rule 4000000000', $response->get_data()['message'] );
		$this->assertSame( $before, $this->snapshot() );
	}

	/** @return array[] */
	public function single_routes(): array {
		return array( array( 'GET', null ), array( 'PUT', self::MINIMAL ), array( 'PATCH', array( 'enabled' => false ) ), array( 'DELETE', null ) );
	}

	public function test_list_pages_and_counts(): void {
		$this->act_as( 'administrator' );
		$this->save( '/1', '/2', '/3', '/4', '/5' );
		$response = $this->request( 'GET', '/rules', null, array( 'per_page' => 2, 'page' => 3 ) );
		$this->assertSame( array( '/5' ), array_column( array_column( $response->get_data(), 'source' ), 'value' ) );
		$this->assertSame( array( '5', '3' ), array( $response->get_headers()['X-WP-Total'], $response->get_headers()['X-WP-TotalPages'] ) );
	}

	public function test_list_filters(): void {
		$this->act_as( 'administrator' );
		$ids = $this->save( '/one', '/two' );
		$this->repository->set_enabled( array( $ids[0] ), false );
		$sources = fn( array $query ): array => array_column( array_column( $this->request( 'GET', '/rules', null, $query )->get_data(), 'source' ), 'value' );
		$this->assertSame( array( '/one' ), $sources( array( 'enabled' => 'false' ) ) );
		$this->assertSame( array( '/two' ), $sources( array( 'enabled' => 'true' ) ) );
		$this->assertSame( array( '/two' ), $sources( array( 'search' => 'TW' ) ) );
		$this->assertSame( array( '/two', '/one' ), $sources( array( 'orderby' => 'source', 'order' => 'desc' ) ) );
	}

	/**
	 * @dataProvider wrong_list_arguments
	 */
	public function test_wrong_list_arguments_are_refused( string $name, mixed $value ): void {
		$this->act_as( 'administrator' );
		$response = $this->request( 'GET', '/rules', null, array( $name => $value ) );
		$this->assertSame( 400, $response->get_status() );
		$this->assertArrayHasKey( $name, $response->get_data()['data']['params'] );
	}

	/** @return array[] */
	public function wrong_list_arguments(): array {
		return array( array( 'per_page', 100000 ), array( 'page', 0 ), array( 'orderby', 'rule' ), array( 'kind', 'glob' ), array( 'code', 200 ), array( 'enabled', 'perhaps' ) );
	}

	public function test_bulk_does_all_or_nothing(): void {
		$this->act_as( 'administrator' );
		$ids = $this->save( '/a', '/b', '/c' );

		$response = $this->request( 'POST', '/rules/bulk', array( 'action' => 'disable', 'ids' => $ids ) );
		$this->assertSame( array( 'action' => 'disable', 'count' => 3, 'ids' => $ids, 'revision' => $this->repository->revision() ), $response->get_data() );
		foreach ( $ids as $id ) {
			$this->assertFalse( $this->repository->find( $id )['enabled'] );
		}

		$before   = $this->snapshot();
		$response = $this->request( 'POST', '/rules/bulk', array( 'action' => 'enable', 'ids' => array( $ids[0], 4000000000 ) ) );
		$this->assertSame( 404, $response->get_status() );
		$this->assertSame( $before, $this->snapshot() );

		$this->assertSame( 200, $this->request( 'POST', '/rules/bulk', array( 'action' => 'delete', 'ids' => $ids ) )->get_status() );
		$this->assertSame( '0', $this->request( 'GET', '/rules' )->get_headers()['X-WP-Total'] );
	}

	public function test_bulk_sets_what_it_names(): void {
		$this->need_extension();
		$this->act_as( 'administrator' );
		$redirect = $this->save( '/a' )[0];
		$gone     = $this->repository->create( $this->rule( '/b', array( 'then' => array( 'redirect' => null, 'respond' => array( 'code' => 410 ) ) ) ) )['id'];
		$this->repository->update( $gone, static fn( array $rule ): array => array( 'then' => array( 'respond' => array( 'code' => 410 ) ) ) + $rule );
		$set      = fn( string $what, mixed $value ): int => $this->request( 'POST', '/rules/bulk', array( 'action' => $what, 'ids' => array( $redirect, $gone ), $what => $value ) )->get_status();
		$this->assertSame( array( 200, 200, 200 ), array( $set( 'group', 'Spring' ), $set( 'code', 308 ), $set( 'position', 7 ) ) );

		$listed = $this->plain( $this->request( 'GET', '/rules' )->get_data() );
		$this->assertSame( array( 'Spring', 'Spring' ), array_column( $listed, 'group' ) );
		$this->assertSame( array( 7, 7 ), array_column( $listed, 'position' ) );
		$this->assertSame( 308, $listed[0]['then']['redirect']['code'] );
		$this->assertSame( array( 'respond' => array( 'code' => 410 ) ), $listed[1]['then'], 'what does not redirect keeps its status' );
		$this->assertSame( array( 'Spring' ), $this->request( 'GET', '/groups' )->get_data() );
	}

	public function test_restore_puts_back_what_was_listed_or_nothing(): void {
		$this->need_extension();
		$this->act_as( 'administrator' );
		$ids    = $this->save( '/a', '/b' );
		$listed = $this->plain( $this->request( 'GET', '/rules' )->get_data() );
		$this->request( 'POST', '/rules/bulk', array( 'action' => 'delete', 'ids' => $ids ) );

		$broken                       = $listed;
		$broken[1]['source']['value'] = 'no-slash';
		$this->assertSame( 400, $this->request( 'POST', '/rules/restore', array( 'rules' => $broken ) )->get_status() );
		$this->assertSame( array(), $this->request( 'GET', '/rules' )->get_data() );

		$unnumbered          = $listed;
		$unnumbered[0]['id'] = 0;
		$this->assertSame( 'detour_rule_without_number', $this->request( 'POST', '/rules/restore', array( 'rules' => $unnumbered ) )->get_data()['code'] );

		$this->assertSame( 200, $this->request( 'POST', '/rules/restore', array( 'rules' => $listed ) )->get_status() );
		$this->assertSame( $listed, $this->plain( $this->request( 'GET', '/rules' )->get_data() ) );
	}

	public function test_a_deletion_is_undone_with_what_is_no_part_of_the_rules(): void {
		global $wpdb;
		$this->need_extension();
		$this->act_as( 'administrator' );
		$ids = $this->save( '/a', '/b' );
		$wpdb->query( 'UPDATE ' . Schema::rules_table() . " SET hits_before = 9, last_hit = '2023-11-14 22:13:20', created_at = '2022-02-02 02:02:02' WHERE id = {$ids[0]}" );
		$told   = fn(): array => $wpdb->get_results( 'SELECT id, hits_before, last_hit, created_at FROM ' . Schema::rules_table() . ' ORDER BY id', ARRAY_A );
		$before = $told();
		$listed = $this->plain( $this->request( 'GET', '/rules' )->get_data() );

		$deletion = $this->request( 'POST', '/rules/bulk', array( 'action' => 'delete', 'ids' => $ids ) )->get_data();
		$forged   = array( array( 'id' => $ids[0], 'rule' => 'x' ) );
		$this->assertSame( 400, $this->request( 'POST', '/rules/restore', array( 'rules' => $listed, 'history' => $forged ) )->get_status() );
		$this->assertSame( 200, $this->request( 'POST', '/rules/restore', array( 'rules' => $listed, 'history' => $deletion['history'] ) )->get_status() );
		$this->assertSame( $before, $told() );

		$deletion = $this->request( 'DELETE', "/rules/{$ids[0]}" )->get_data();
		$this->request( 'POST', '/rules/restore', array( 'rules' => array( $listed[0] ), 'history' => $deletion['history'] ) );
		$this->assertSame( $before, $told() );
	}

	/** @dataProvider wrong_bulks */
	public function test_wrong_bulks_are_refused( array $body, string $argument ): void {
		$this->act_as( 'administrator' );
		$response = $this->request( 'POST', '/rules/bulk', $body );
		$this->assertSame( 400, $response->get_status() );
		$this->assertStringContainsString( $argument, $response->get_data()['message'] );
	}

	/** @return array[] */
	public function wrong_bulks(): array {
		return array(
			array( array( 'action' => 'explode', 'ids' => array( 1 ) ), 'action' ),
			array( array( 'action' => 'delete', 'ids' => array() ), 'ids' ),
			array( array( 'action' => 'delete' ), 'ids' ),
			array( array( 'action' => 'delete', 'ids' => array( 'x' ) ), 'ids' ),
			array( array( 'action' => 'delete', 'ids' => range( 1, 10001 ) ), 'ids' ),
		);
	}

	public function test_the_schema_is_published(): void {
		$routes = rest_get_server()->get_routes( 'detour/v1' );
		$expected = array(
			'/detour/v1',
			'/detour/v1/rules',
			'/detour/v1/rules/(?P<id>[\d]+)',
			'/detour/v1/rules/bulk',
			'/detour/v1/rules/restore',
			'/detour/v1/groups',
			'/detour/v1/settings',
			'/detour/v1/options',
			'/detour/v1/history',
			'/detour/v1/history/(?P<batch>[\\d]+)',
			'/detour/v1/history/(?P<batch>[\\d]+)/undo',
			'/detour/v1/test',
			'/detour/v1/origins',
			'/detour/v1/origins/(?P<origin>[a-z-]+)',
			'/detour/v1/status',
			'/detour/v1/not-found',
			'/detour/v1/not-found/bulk',
			'/detour/v1/not-found/redirect',
			'/detour/v1/not-found/(?P<hash>[0-9a-f]{32})/suggestions',
			'/detour/v1/not-found/(?P<hash>[0-9a-f]{32})/visits',
			'/detour/v1/log',
			'/detour/v1/log/export',
			'/detour/v1/insights',
			'/detour/v1/insights/stale',
			'/detour/v1/import/cancel',
			'/detour/v1/import/progress',
			'/detour/v1/import/systems',
			'/detour/v1/import',
			'/detour/v1/import/undo',
			'/detour/v1/import/verify',
			'/detour/v1/export',
			'/detour/v1/maintenance',
			'/detour/v1/rules/(?P<id>[\d]+)/move',
			'/detour/v1/permalinks',
			'/detour/v1/posts/(?P<id>[\d]+)/redirects',
			'/detour/v1/preview-links',
			'/detour/v1/campaigns',
			'/detour/v1/campaigns/end',
			'/detour/v1/campaigns/outcome',
			'/detour/v1/domain-move',
			'/detour/v1/languages',
			'/detour/v1/audit',
			'/detour/v1/audit/run',
			'/detour/v1/audit/repair',
			'/detour/v1/audit/ignore',
			'/detour/v1/audit/unignore',
			'/detour/v1/audit/draft',
			'/detour/v1/audit/settings',
		);
		$this->assertEqualsCanonicalizing( $expected, array_keys( $routes ) );
		$schema = rest_get_server()->get_route_options( '/detour/v1/rules' )['schema'];
		$this->assertSame( 'detour-rule', call_user_func( $schema )['title'] );
	}

	/** The data as a client sees it. */
	private function plain( mixed $data ): array {
		return json_decode( wp_json_encode( $data ), true );
	}
}
