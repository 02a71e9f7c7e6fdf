<?php

namespace Detour\WordPress\Tests\Audit;

use Detour\WordPress\Audit\Findings;
use Detour\WordPress\Audit\Settings;
use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Tests\TestCase;

final class RestControllerTest extends TestCase {
	protected function setUp(): void {
		global $wpdb;
		parent::setUp();
		$this->need_extension();
		$this->act_as( 'administrator' );
		$wpdb->query( 'DELETE FROM ' . Schema::table( 'findings' ) );
		delete_option( Findings::LAST_RUN );
		delete_option( Settings::OPTION );
	}

	protected function tearDown(): void {
		delete_option( Findings::LAST_RUN );
		delete_option( Settings::OPTION );
		parent::tearDown();
	}

	public function test_two_audits_do_not_run_at_once(): void {
		$other = new \wpdb( DB_USER, DB_PASSWORD, DB_NAME, DB_HOST );
		$name  = 'detour_' . md5( DB_NAME . ' ' . \Detour\WordPress\Rules\Schema::table( 'findings' ) );
		$this->assertSame( '1', $other->get_var( "SELECT GET_LOCK('$name', 0)" ) );
		$this->assertSame( 409, $this->request( 'POST', '/audit/run' )->get_status() );
		$other->query( "DO RELEASE_LOCK('$name')" );
		$this->assertSame( 200, $this->request( 'POST', '/audit/run' )->get_status() );
	}

	public function test_findings_are_listed_after_a_run(): void {
		$this->assertSame( array( null, 0 ), array( $this->listed()['run'], $this->listed()['total'] ) );
		list( $first, $second ) = $this->chain();
		$run                    = $this->done( 'POST', '/audit/run' );
		$this->assertSame( array( 2, 1 ), array( $run['rules'], $run['new'] ) );

		$page    = $this->listed();
		$finding = $page['findings'][0];
		$this->assertSame( array( 1, array( 'error' => 0, 'warning' => 1, 'hint' => 0 ) ), array( $page['total'], $page['counts'] ) );
		$this->assertSame( array( 'chain', array( $first, $second ), null ), array( $finding['code'], array_column( $finding['rules'], 'rule' ), $finding['reason'] ) );
		$this->assertSame( 0, $this->listed( array( 'severity' => array( 'error', 'hint' ) ) )['total'] );
		$this->assertSame( 1, $this->listed( array( 'code' => array( 'chain' ), 'search' => 'redirected again' ) )['total'] );
		$this->assertSame( 0, $this->listed( array( 'search' => 'nothing like that' ) )['total'] );
		$this->assertSame( 0, $this->done( 'POST', '/audit/run' )['new'], 'known already' );
	}

	public function test_a_repair_can_be_taken_back(): void {
		list( $first ) = $this->chain();
		$this->repository->create( $this->rule( '/a', array( 'position' => 5, 'source' => array( 'slash' => 'ignore' ) ) ) );
		$before = $this->repository->list( new \Detour\WordPress\Rules\ListQuery() )['rules'];
		$this->done( 'POST', '/audit/run' );
		$findings = $this->listed()['findings'];
		$this->assertSame( array( 'chain', 'duplicate' ), array_column( $findings, 'code' ) );

		$repaired = $this->done( 'POST', '/audit/repair', array( 'ids' => array_column( $findings, 'id' ) ) );
		$this->assertSame( array( 2, 2 ), array( $repaired['repaired'], count( $repaired['rules'] ) ) );
		$this->assertSame( '/c', $this->repository->find( $first )['then']['redirect']['to'] );
		$this->assertCount( 2, $this->repository->list( new \Detour\WordPress\Rules\ListQuery() )['rules'] );
		$this->assertSame( 0, $this->listed()['total'] );
		$this->assertSame( 0, array_sum( $this->done( 'POST', '/audit/run' )['counts'] ) );

		$this->done( 'POST', '/rules/restore', array_intersect_key( $repaired, array( 'rules' => 0, 'history' => 0 ) ) );
		$this->assertEquals( $before, $this->repository->list( new \Detour\WordPress\Rules\ListQuery() )['rules'] );
	}

	public function test_a_repair_that_fails_changes_nothing(): void {
		$this->chain();
		$this->done( 'POST', '/audit/run' );
		$id     = $this->listed()['findings'][0]['id'];
		$before = $this->snapshot();
		$this->break_query( 'UPDATE ' . '`' . Schema::rules_table() );
		$this->assertSame( 500, $this->request( 'POST', '/audit/repair', array( 'ids' => array( $id ) ) )->get_status() );
		remove_all_filters( 'query' );
		$this->assertSame( $before, $this->snapshot() );
		$this->assertSame( 1, $this->listed()['total'] );
		$this->assertSame( 404, $this->request( 'POST', '/audit/repair', array( 'ids' => array( $id, 999999 ) ) )->get_status() );
	}

	public function test_changes_and_deletions_are_one_change_or_none(): void {
		$this->chain();
		$this->repository->create( $this->rule( '/a', array( 'position' => 5, 'source' => array( 'slash' => 'ignore' ) ) ) );
		$this->done( 'POST', '/audit/run' );
		$ids    = array_column( $this->listed()['findings'], 'id' );
		$before = $this->snapshot();
		$this->break_query( 'DELETE FROM ' . Schema::rules_table() );
		$this->assertSame( 500, $this->request( 'POST', '/audit/repair', array( 'ids' => $ids ) )->get_status() );
		remove_all_filters( 'query' );
		$this->assertSame( $before, $this->snapshot() );

		$revision = $this->repository->revision();
		$this->done( 'POST', '/audit/repair', array( 'ids' => $ids ) );
		$this->assertSame( $revision + 1, $this->repository->revision() );
		$this->done( 'POST', '/history/' . ( $revision + 1 ) . '/undo' );
		$this->assertSame( array_column( $before[0], 'rule', 'id' ), array_column( $this->snapshot()[0], 'rule', 'id' ) );
	}

	public function test_a_rule_that_was_changed_since_is_left_alone(): void {
		list( $first ) = $this->chain();
		$this->done( 'POST', '/audit/run' );
		$id = $this->listed()['findings'][0]['id'];
		$this->done( 'PATCH', "/rules/$first", array( 'then' => array( 'redirect' => array( 'to' => '/elsewhere' ) ) ) );
		$before   = $this->snapshot();
		$response = $this->request( 'POST', '/audit/repair', array( 'ids' => array( $id ) ) );
		$this->assertSame( array( 409, 'detour_finding_outdated' ), array( $response->get_status(), $response->get_data()['code'] ) );
		$this->assertSame( $before, $this->snapshot() );
	}

	public function test_lists_of_a_rule_are_repaired(): void {
		$split = array( array( 'to' => '/b', 'weight' => 1 ), array( 'to' => 'http://other.example/', 'weight' => 3 ) );
		$rule  = array( 'then' => array( 'split' => $split, 'code' => 307 ) ) + $this->rule( '/a', array( 'source' => array( 'slash' => 'ignore' ) ) );
		$one   = $this->repository->create( $rule )['id'];
		$all   = $this->repository->create( $this->rule( '/*', array( 'position' => 9, 'source' => array( 'kind' => 'wildcard' ), 'then' => array( 'redirect' => array( 'to' => '/b' ) ) ) ) )['id'];
		$this->done( 'POST', '/audit/run' );
		$ids = array_column( array_filter( $this->listed()['findings'], static fn( array $finding ): bool => in_array( $finding['code'], array( 'http-target', 'catch-all' ), true ) ), 'id' );
		$this->assertCount( 2, $ids );
		$this->done( 'POST', '/audit/repair', array( 'ids' => $ids ) );
		$this->assertSame( array( '/b', 'https://other.example/' ), array_column( $this->repository->find( $one )['then']['split'], 'to' ) );
		$this->assertSame( array( array( 'not_found' => true ) ), $this->repository->find( $all )['when'] );
	}

	public function test_what_has_no_repair_is_left_alone(): void {
		$this->repository->create( $this->rule( '/new', array( 'source' => array( 'slash' => 'ignore' ) ) ) );
		$this->done( 'POST', '/audit/run' );
		$finding = $this->listed()['findings'][0];
		$this->assertSame( 'self-redirect', $finding['code'] );
		$response = $this->request( 'POST', '/audit/repair', array( 'ids' => array( $finding['id'] ) ) );
		$this->assertSame( array( 400, 'detour_no_repair' ), array( $response->get_status(), $response->get_data()['code'] ) );
	}

	public function test_findings_stay_ignored_for_as_long_as_they_are_there(): void {
		$this->chain();
		$this->done( 'POST', '/audit/run' );
		$ids = array_column( $this->listed()['findings'], 'id' );
		foreach ( array( '', ' ', '<b></b>', str_repeat( 'x', 1001 ), 7 ) as $reason ) {
			$this->assertSame( 400, $this->request( 'POST', '/audit/ignore', array( 'ids' => $ids, 'reason' => $reason ) )->get_status() );
		}
		$this->assertSame( array( 'changed' => 1 ), $this->done( 'POST', '/audit/ignore', array( 'ids' => $ids, 'reason' => 'wanted <b>so</b>' ) ) );
		$this->done( 'POST', '/audit/run' );
		$this->assertSame( 0, $this->listed()['total'] );
		$this->assertSame( 0, $this->listed()['counts']['warning'] );
		$this->assertSame( 'wanted so', $this->listed( array( 'ignored' => true ) )['findings'][0]['reason'] );
		$this->done( 'POST', '/audit/unignore', array( 'ids' => $ids ) );
		$this->assertSame( 1, $this->listed()['total'] );
	}

	public function test_a_failed_run_keeps_what_was_found_before(): void {
		$this->chain();
		$this->done( 'POST', '/audit/run' );
		$before = $this->listed();
		$this->repository->create( $this->rule( '/x' ) );
		$this->break_query( 'INSERT INTO ' . Schema::table( 'findings' ) );
		$this->assertSame( 500, $this->request( 'POST', '/audit/run' )->get_status() );
		remove_all_filters( 'query' );
		$this->assertSame( $before, $this->listed() );
		$this->break_query( 'r.position, r.enabled' );
		$response = $this->request( 'POST', '/audit/run' );
		$this->assertSame( 500, $response->get_status() );
		$this->assertStringContainsString( 'SQL', $response->get_data()['message'] );
	}

	public function test_a_draft_is_looked_at_among_the_saved_rules(): void {
		list( $first, $second ) = $this->chain();
		$draft                  = array( 'id' => 0 ) + $this->rule( '/new', array( 'source' => array( 'slash' => 'ignore' ), 'then' => array( 'redirect' => array( 'to' => '/b' ) ) ) );
		$found                  = $this->done( 'POST', '/audit/draft', array( 'rule' => $draft ) );
		$this->assertSame( array( array( $found['rule_id'], $second ) ), array_map( static fn( array $finding ): array => array_column( $finding['rules'], 'rule' ), $found['findings'] ) );
		$this->assertSame( array( 'rule' => $found['rule_id'], 'merge' => array( 'then' => array( 'redirect' => array( 'to' => '/c' ) ) ) ), $found['findings'][0]['repair'] );

		$edited = array( 'id' => $first ) + $this->rule( '/a', array( 'source' => array( 'slash' => 'ignore' ), 'then' => array( 'redirect' => array( 'to' => '/c' ) ) ) );
		$this->assertSame( array(), $this->done( 'POST', '/audit/draft', array( 'rule' => $edited ) )['findings'] );
		$unsound = $this->rule( 'no slash' );
		$this->assertSame( array(), $this->done( 'POST', '/audit/draft', array( 'rule' => $unsound ) )['findings'] );
	}

	public function test_settings_are_checked_and_plan_the_next_run(): void {
		$this->assertSame( 'weekly', $this->done( 'GET', '/audit/settings' )['schedule'] );
		$saved = $this->done( 'PUT', '/audit/settings', array( 'schedule' => 'daily', 'digest' => true, 'recipients' => array( 'seo@example.com' ) ) );
		$this->assertSame( array( 'daily', true, array( 'seo@example.com' ), 365 ), array( $saved['schedule'], $saved['digest'], $saved['recipients'], $saved['stale_days'] ) );
		$this->assertSame( 'daily', wp_get_schedule( 'detour_audit_run' ) );
		$this->done( 'PUT', '/audit/settings', array( 'schedule' => 'off' ) );
		$this->assertFalse( wp_next_scheduled( 'detour_audit_run' ) );
		foreach ( array( array( 'schedule' => 'hourly' ), array( 'recipients' => array( 'nobody' ) ), array( 'stale_days' => 0 ) ) as $bad ) {
			$this->assertSame( 400, $this->request( 'PUT', '/audit/settings', $bad )->get_status(), wp_json_encode( $bad ) );
		}
	}

	public function test_nobody_else_may(): void {
		$routes = array( 'GET /audit', 'POST /audit/run', 'POST /audit/repair', 'POST /audit/ignore', 'POST /audit/unignore', 'POST /audit/draft', 'GET /audit/settings', 'PUT /audit/settings' );
		foreach ( array( 'editor' => 403, '' => 401 ) as $role => $status ) {
			$role ? $this->act_as( $role ) : wp_set_current_user( 0 );
			foreach ( $routes as $route ) {
				list( $method, $path ) = explode( ' ', $route );
				$body                  = 'GET' === $method ? null : array( 'ids' => array( 1 ), 'reason' => 'x', 'rule' => $this->rule( '/a' ) );
				$this->assertSame( $status, $this->request( $method, $path, $body )->get_status(), "$route $role" );
			}
		}
	}

	/**
	 * Saves two rules, of which the second redirects the target of the first.
	 *
	 * @return int[]
	 */
	private function chain(): array {
		$save = fn( string $source, string $target ): int => $this->repository->create(
			$this->rule( $source, array( 'source' => array( 'slash' => 'ignore' ), 'then' => array( 'redirect' => array( 'to' => $target ) ) ) )
		)['id'];
		return array( $save( '/a', '/b' ), $save( '/b', '/c' ) );
	}

	/**
	 * One page of findings.
	 *
	 * @param array $query Arguments of the route.
	 */
	private function listed( array $query = array() ): array {
		return $this->done( 'GET', '/audit', null, $query );
	}

	/**
	 * The answer to a request that must not fail, as a client reads it.
	 *
	 * @param string     $method HTTP method.
	 * @param string     $path   Path below detour/v1.
	 * @param array|null $body   JSON body.
	 * @param array      $query  Query parameters.
	 */
	private function done( string $method, string $path, ?array $body = null, array $query = array() ): array {
		$response = $this->request( $method, $path, $body, $query );
		$this->assertSame( 200, $response->get_status(), wp_json_encode( $response->get_data() ) );
		return json_decode( wp_json_encode( $response->get_data() ), true );
	}
}
