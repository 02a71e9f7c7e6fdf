<?php

namespace Detour\WordPress\Tests\Audit;

use Detour\WordPress\Audit\Auditor;
use Detour\WordPress\Audit\Findings;
use Detour\WordPress\Audit\LiveRules;
use Detour\WordPress\Audit\Settings;
use Detour\WordPress\Audit\Targets;
use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Tests\Origins\FakeKeeper;
use Detour\WordPress\Tests\TestCase;
use WP_Error;

require_once dirname( __DIR__ ) . '/Origins/FakeKeeper.php';

final class LiveRulesTest extends TestCase {
	private const RULE = '{"id": 0, "dialect": "redirection", "source": {"value": "/b", "case": "ignore", "slash": "ignore", "query": "ignore"}, "then": {"redirect": {"to": "/c", "code": 301}}}';

	protected function setUp(): void {
		global $wpdb;
		parent::setUp();
		$this->need_extension();
		$wpdb->query( 'DELETE FROM ' . Schema::table( 'findings' ) );
	}

	protected function tearDown(): void {
		delete_option( Findings::LAST_RUN );
		parent::tearDown();
	}

	/**
	 * Without a network only: there no site's own tables are served.
	 *
	 * @group single
	 */
	public function test_a_chain_through_another_plugin_is_found(): void {
		$id = $this->repository->create( $this->rule( '/a', array( 'source' => array( 'slash' => 'ignore' ), 'then' => array( 'redirect' => array( 'to' => '/b' ) ) ) ) )['id'];
		$this->assertSame( array(), $this->found( array() ) );
		$found = $this->found( array( new FakeKeeper( 'redirection', '5.4.2', 'init' ) ) );
		$this->assertSame( array( 'chain-other-origin' ), array_column( $found, 'code' ) );
		$this->assertSame( array( array( 'rule' => $id ), array( 'rule' => 7, 'origin' => 'redirection' ) ), $found[0]['rules'] );
		$this->assertSame( array( 'rule' => $id, 'merge' => array( 'then' => array( 'redirect' => array( 'to' => '/c' ) ) ) ), $found[0]['repair'] );
	}

	/**
	 * Without a network only: there no site's own tables are served.
	 *
	 * @group single
	 */
	public function test_only_what_is_served_is_read(): void {
		$read = static fn( string $origin ) => 'rank-math' === $origin
			? new WP_Error( 'x', 'no table' )
			: array( 'rules' => array( self::RULE ), 'places' => array( 'row 7' ), 'settings' => array( $origin => array() ) );
		$keepers = array(
			new FakeKeeper( 'redirection', '5.4.2', 'init' ),
			new FakeKeeper( 'rank-math', '1.0', 'init' ),
		);
		$live = new LiveRules( $keepers, $read );
		$this->assertSame( array( 'redirection' ), array_column( $live->read( array() )['entries'], 'origin' ) );
		$this->assertSame( array(), $live->read( array( 'origins' => array( 'redirection' => false ) ) )['entries'] );
		$inactive = new LiveRules( array( new FakeKeeper( 'redirection', null, 'init' ) ), $read );
		$this->assertSame( array(), $inactive->read( array() )['entries'] );
	}

	/**
	 * What an audit finds beside the rules of these plugins.
	 *
	 * @param FakeKeeper[] $keepers Plugins.
	 * @return array[]
	 */
	private function found( array $keepers ): array {
		$read     = static fn(): array => array( 'rules' => array( self::RULE ), 'places' => array( 'row 7' ) );
		$findings = new Findings();
		$auditor  = new Auditor( $this->repository, $findings, new Settings(), new LiveRules( $keepers, $read ), new Targets( $this->repository ) );
		$this->assertIsArray( $auditor->run() );
		return $findings->list( array( 'ignored' => false, 'severity' => array(), 'code' => array(), 'search' => '', 'page' => 1, 'per_page' => 20 ) )['findings'];
	}
}
