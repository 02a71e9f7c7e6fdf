<?php

namespace Detour\WordPress\Tests\Rules;

use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Tests\TestCase;

/**
 * What the editor says on a site with more rules than can be looked at while somebody types.
 */
final class NeighboursTest extends TestCase {
	protected function setUp(): void {
		global $wpdb;
		parent::setUp();
		$this->need_extension();
		$this->act_as( 'administrator' );
		$rows = array();
		for ( $number = 0; $number < 5500; $number++ ) {
			$rows[] = "('" . wp_json_encode( array_diff_key( $this->rule( "/many/$number" ), array_flip( array( 'id', 'position', 'enabled' ) ) ) ) . "', '/many/$number', '/new', 'exact', 9000)";
		}
		$wpdb->query( 'INSERT INTO ' . Schema::rules_table() . ' (rule, source, target, kind, position) VALUES ' . implode( ',', $rows ) );
	}

	public function test_a_rule_before_it_is_seen(): void {
		$this->repository->create( $this->rule( '/blog/*', array( 'source' => array( 'kind' => 'wildcard' ), 'position' => 1 ) ) );
		$this->assertContains( 'shadowed', $this->codes( '/blog/x' ) );
		$this->assertContains( 'duplicate', $this->codes( '/many/77' ) );
	}

	public function test_chains_and_loops_are_seen(): void {
		$this->repository->create( $this->rule( '/b', array( 'then' => array( 'redirect' => array( 'to' => '/c' ) ) ) ) );
		$this->repository->create( $this->rule( '/c', array( 'then' => array( 'redirect' => array( 'to' => '/a' ) ) ) ) );
		$this->assertContains( 'chain', $this->codes( '/x', '/many/4000' ) );
		$this->assertContains( 'loop', $this->codes( '/a', '/b' ) );
		$this->assertContains( 'chain', $this->codes( '/new', '/newer' ), 'others lead to it' );
	}

	public function test_what_a_pattern_takes_from_others_is_seen(): void {
		$this->assertContains( 'shadowed', $this->codes( '/many/*', '/y', array( 'kind' => 'wildcard' ) ) );
		$this->assertContains( 'shadowed', $this->codes( '^/many/1.*', '/y', array( 'kind' => 'regex' ) ) );
	}

	public function test_a_trial_says_who_answers_first(): void {
		$rule   = array( 'source' => array( 'value' => '/many/12', 'slash' => 'ignore' ), 'then' => array( 'redirect' => array( 'to' => '/y' ) ) );
		$answer = $this->request( 'POST', '/test', array( 'rule' => $rule, 'url' => '/many/12?a=1' ) )->get_data();
		$this->assertFalse( $answer['alone'] );
		$answer = $this->request( 'POST', '/test', array( 'rule' => $rule, 'url' => '/many/12' ) )->get_data();
		$this->assertNotSame( $answer['rule_id'], $answer['trace']['rule'] );
		$this->assertSame( array( 'redirect', '/new' ), array( $answer['trace']['decision'], $answer['trace']['location'] ) );
	}

	public function test_the_assistants_see_the_rules_that_answer_first(): void {
		$this->repository->create( $this->rule( '/sale', array( 'position' => 9 ) ) );
		$first = $this->repository->create( $this->rule( '/many/5/es', array( 'position' => 0 ) ) )['id'];

		$versions = array( array( 'language' => 'es', 'url' => '/es/' ) );
		$tried    = $this->request( 'POST', '/languages', array( 'page' => '/many/5/es', 'versions' => $versions, 'dry_run' => true ) )->get_data();
		$this->assertSame( $first, $tried['steps'][0]['rule'] );

		$move = $this->request( 'POST', '/domain-move', array( 'from' => array( 'old.example' ), 'to' => 'new.example', 'samples' => array( '/many/77', '/x' ), 'dry_run' => true ) )->get_data();
		$this->assertSame( array( false, true ), array_slice( array_column( $move['steps'], 'ours' ), 0, 2 ) );

		$campaign = array( 'name' => 'Sale', 'until' => gmdate( DATE_RFC3339, time() + 60 ), 'redirects' => array( array( 'source' => '/sale', 'to' => '/on' ) ) );
		$this->request( 'PUT', '/campaigns', $campaign );
		list( $sale ) = $this->request( 'GET', '/campaigns/outcome', null, array( 'name' => 'Sale' ) )->get_data();
		$this->assertSame( array( 'redirect', 'redirect' ), array( $sale['during']['decision'], $sale['after']['decision'] ) );
	}

	public function test_too_many_patterns_are_told(): void {
		global $wpdb;
		$wpdb->query( 'UPDATE ' . Schema::rules_table() . " SET kind = 'prefix' ORDER BY id LIMIT 2001" );
		$draft = $this->request( 'POST', '/audit/draft', array( 'rule' => array( 'source' => array( 'value' => '/x' ), 'then' => array( 'redirect' => array( 'to' => '/y' ) ) ) ) )->get_data();
		$this->assertTrue( $draft['alone'] );

		$move = $this->request( 'POST', '/domain-move', array( 'from' => array( 'old.example' ), 'to' => 'new.example', 'dry_run' => true ) )->get_data();
		$this->assertStringContainsString( 'too many', end( $move['warnings'] )['message'] );
		$this->repository->create( $this->rule( '/sale', array( 'group' => 'Sale', 'schedule' => array( 'until' => '2999-01-01T00:00:00Z' ) ) ) );
		$this->assertSame( 409, $this->request( 'GET', '/campaigns/outcome', null, array( 'name' => 'Sale' ) )->get_status() );
	}

	/**
	 * Codes of what is wrong with a new rule.
	 *
	 * @return string[]
	 */
	private function codes( string $source, string $target = '/y', array $more = array() ): array {
		$rule  = array( 'position' => 5, 'source' => array( 'value' => $source ) + $more, 'then' => array( 'redirect' => array( 'to' => $target ) ) );
		$draft = $this->request( 'POST', '/audit/draft', array( 'rule' => in_array( $source, array( '/blog/x', '/many/77' ), true ) ? array( 'position' => 9999 ) + $rule : $rule ) )->get_data();
		$this->assertFalse( $draft['alone'] );
		return array_column( $draft['findings'], 'code' );
	}
}
