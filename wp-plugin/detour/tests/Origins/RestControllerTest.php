<?php

namespace Detour\WordPress\Tests\Origins;

use Detour\WordPress\Origins\Report;
use Detour\WordPress\Tests\TestCase;

require_once __DIR__ . '/FakeKeeper.php';

final class RestControllerTest extends TestCase {
	public function test_only_who_may_manage_redirects_sees_and_changes_them(): void {
		$this->act_as( 'subscriber' );
		$this->assertSame( 403, $this->request( 'GET', '/origins' )->get_status() );
		$this->assertSame( 403, $this->request( 'PUT', '/origins/redirection', array( 'enabled' => false ) )->get_status() );
	}

	public function test_plugins_that_are_not_active_are_named_as_such(): void {
		$this->act_as( 'administrator' );
		$origins = $this->request( 'GET', '/origins' )->get_data();
		$this->assertSame( array( 'redirection', 'rank-math' ), array_column( $origins, 'origin' ) );
		$this->assertSame( array( 'inactive', 'inactive' ), array_column( $origins, 'state' ) );
		$this->assertSame( array( true, true ), array_column( $origins, 'enabled' ) );
		$this->assertSame( 'Redirection is not active.', $origins[0]['message'] );
	}

	public function test_an_origin_can_be_switched_off_and_on(): void {
		$this->need_extension();
		$this->act_as( 'administrator' );
		$this->request( 'PUT', '/settings', array( 'tracking' => array( 'ref' ) ) );
		$start = $this->repository->revision();
		$off   = $this->request( 'PUT', '/origins/rank-math', array( 'enabled' => false ) );
		$this->assertSame( array( 200, 'rank-math', false, $start + 1 ), array( $off->get_status(), $off->get_data()['origin'], $off->get_data()['enabled'], $off->get_data()['revision'] ) );
		$settings = $this->request( 'GET', '/settings' )->get_data();
		$this->assertSame( array( 'redirection' => true, 'rank_math' => false ), $settings['origins'] );
		$this->assertSame( array( 'ref' ), $settings['tracking'] );

		$this->request( 'PUT', '/origins/redirection', array( 'enabled' => false ) );
		$this->request( 'PUT', '/origins/rank-math', array( 'enabled' => true ) );
		$this->assertSame( array( false, true ), array_column( $this->request( 'GET', '/origins' )->get_data(), 'enabled' ) );
	}

	public function test_mistakes_are_named(): void {
		$this->act_as( 'administrator' );
		$unknown = $this->request( 'PUT', '/origins/yoast', array( 'enabled' => false ) );
		$this->assertSame( 404, $unknown->get_status() );
		$this->assertStringContainsString( 'redirection, rank-math', $unknown->get_data()['message'] );
		$this->assertSame( 400, $this->request( 'PUT', '/origins/redirection', array() )->get_status() );
		$this->assertSame( 400, $this->request( 'PUT', '/origins/redirection', array( 'enabled' => 'perhaps' ) )->get_status() );
	}

	/** @return array[] */
	public function states(): array {
		$live = array( 'state' => 'live', 'rules' => 5, 'left_out' => 0, 'whole' => true );
		return array(
			'live'                    => array( $live, true, 'live', true, '5 redirects are served' ),
			'nobody vouches for it'   => array( array( 'whole' => false ) + $live, true, 'live', false, 'looks at every other request' ),
			'of an unknown version'   => array( $live, false, 'live', false, 'looks at every other request' ),
			'with a rule of its own'  => array( array( 'left_out' => 2, 'whole' => false, 'message' => 'row 9: no' ) + $live, true, 'live', false, 'row 9: no' ),
			'refused'                 => array( array( 'state' => 'refused', 'rules' => 0, 'left_out' => 0, 'whole' => false, 'message' => 'Unknown tables.' ), true, 'refused', false, 'Unknown tables.' ),
			'disabled from outside'   => array( array( 'state' => 'disabled', 'rules' => 0, 'left_out' => 0, 'whole' => false, 'message' => 'A file is there.' ), true, 'disabled', false, 'redirects nothing either. A file is there.' ),
			'the agent says nothing'  => array( null, true, 'pending', false, 'has not read' ),
		);
	}

	public function test_notes_are_passed_on(): void {
		$lent      = array( 'origin' => 'redirection', 'state' => 'live', 'rules' => 5, 'left_out' => 0, 'whole' => true, 'notes' => array( 'One.', 'Two.' ) );
		$extension = static fn(): array => array( 'origins' => array( $lent ) );
		$report    = ( new Report( array( new FakeKeeper( 'redirection', '5.4.2', 'init' ) ), $this->repository, $extension ) )->all()[0];
		$this->assertSame( array( 'One.', 'Two.' ), $report['notes'] );
	}

	/** @dataProvider states */
	public function test_what_the_agent_says_is_told( ?array $lent, bool $is_known, string $state, bool $relieved, string $message ): void {
		$keeper           = new FakeKeeper( 'redirection', '5.4.2', 'init' );
		$keeper->is_known = $is_known;
		$extension        = static fn(): array => array( 'origins' => $lent ? array( $lent + array( 'origin' => 'redirection', 'schema' => '4.2', 'message' => null ) ) : array() );
		$report           = ( new Report( array( $keeper ), $this->repository, $extension ) )->all()[0];
		$this->assertSame( array( $state, $relieved ), array( $report['state'], $report['relieved'] ) );
		$this->assertStringContainsString( $message, $report['message'] );
		$this->assertContains( $report['state'], Report::states() );
		$this->assertSame( array(), $report['notes'] );
	}
}
