<?php

namespace Detour\WordPress\Tests\Campaigns;

use Detour\WordPress\Tests\TestCase;

final class CampaignsTest extends TestCase {
	private const REDIRECTS = array( array( 'source' => '/sale', 'to' => '/black-friday' ), array( 'source' => '/offers', 'to' => '/black-friday', 'code' => 302 ) );

	protected function setUp(): void {
		parent::setUp();
		$this->need_extension();
		$this->act_as( 'administrator' );
	}

	public function test_a_campaign_is_made_seen_ended_and_taken_back(): void {
		$this->assertSame( array(), $this->campaigns() );
		$made = $this->put( array( 'name' => 'Autumn', 'from' => self::in( -60 ), 'until' => self::in( 3600 ), 'redirects' => self::REDIRECTS ) );
		$this->assertSame( array( 'live', 2, 2, 0, true ), array( $made['state'], $made['rules'], $made['enabled'], $made['unscheduled'], $made['uniform'] ) );
		$this->assertCount( 2, $made['added'] );
		$this->assertSame( array( 'Autumn' ), array_column( $this->campaigns(), 'name' ) );
		$this->assertSame( '/black-friday', $this->answer( '/sale' ) );
		$this->assertNull( $this->answer( '/sale', 7200 ), 'over by itself' );

		$ended = $this->request( 'POST', '/campaigns/end', array( 'name' => 'Autumn' ) )->get_data();
		$this->assertSame( 'over', $ended['state'] );
		$this->assertNull( $this->answer( '/sale' ) );
		$this->assertSame( 409, $this->request( 'POST', '/campaigns/end', array( 'name' => 'Autumn' ) )->get_status() );

		$this->assertSame( 200, $this->request( 'POST', "/history/{$ended['change']}/undo", array() )->get_status() );
		$this->assertSame( 'live', $this->campaigns()[0]['state'] );
		$this->assertSame( 'campaign', $this->request( 'GET', '/history', null, array( 'action' => 'campaign' ) )->get_data()[0]['action'] );
	}

	public function test_the_times_of_a_group_are_set_at_once(): void {
		foreach ( array( array(), array( 'from' => self::in( 60 ) ), array( 'until' => self::in( 60 ) ) ) as $index => $schedule ) {
			$this->repository->create( $this->rule( "/$index", array( 'group' => 'G' ) + ( $schedule ? array( 'schedule' => $schedule ) : array() ) ) );
		}
		$before = $this->campaigns()[0];
		$this->assertSame( array( 'live', null, null, 3, 1, false ), array( $before['state'], $before['from'], $before['until'], $before['rules'], $before['unscheduled'], $before['uniform'] ) );

		$from  = self::in( 3600 );
		$after = $this->put( array( 'name' => 'G', 'from' => $from ) );
		$this->assertSame( array( 'coming', $from, null, 3, 0, true ), array( $after['state'], $after['from'], $after['until'], $after['rules'], $after['unscheduled'], $after['uniform'] ) );
		$called_off = $this->request( 'POST', '/campaigns/end', array( 'name' => 'G' ) )->get_data();
		$this->assertSame( array( 'off', 0 ), array( $called_off['state'], $called_off['enabled'] ) );
		$again = $this->put( array( 'name' => 'G', 'from' => self::in( -60 ) ) );
		$this->assertSame( array( 'live', 3 ), array( $again['state'], $again['enabled'] ) );
	}

	public function test_live_before_coming_before_over(): void {
		foreach ( array( 'past' => array( -20, -10 ), 'later' => array( 200, 300 ), 'soon' => array( 100, 300 ), 'now' => array( -10, 300 ) ) as $name => list( $from, $until ) ) {
			$this->put( array( 'name' => $name, 'from' => self::in( $from ), 'until' => self::in( $until ), 'redirects' => array( array( 'source' => "/$name", 'to' => '/x' ) ) ) );
		}
		$this->assertSame( array( 'now', 'soon', 'later', 'past' ), array_column( $this->campaigns(), 'name' ) );
	}

	public function test_what_visitors_get_while_it_is_on_and_afterwards(): void {
		$this->repository->create( $this->rule( '/sale', array( 'position' => 9, 'then' => array( 'redirect' => array( 'to' => '/shop' ) ) ) ) );
		$first = $this->repository->create( $this->rule( '/offers' ) )['id'];
		$this->put( array( 'name' => 'Autumn', 'from' => self::in( 60 ), 'until' => self::in( 3600 ), 'redirects' => self::REDIRECTS ) );
		list( $sale, $offers ) = $this->request( 'GET', '/campaigns/outcome', null, array( 'name' => 'Autumn' ) )->get_data();
		$this->assertSame( array( $sale['rule'], 307 ), array( $sale['during']['rule'], $sale['during']['code'] ) );
		$this->assertStringEndsWith( '/black-friday', $sale['during']['location'] );
		$this->assertStringEndsWith( '/shop', $sale['after']['location'] );
		$this->assertSame( $first, $offers['during']['rule'], 'another rule comes first, and that is told' );
	}

	public function test_texts_that_look_like_a_schedule_are_none(): void {
		$this->repository->create( $this->rule( '/a', array( 'group' => 'G', 'note' => '"schedule":{"from":"2026-01-01T00:00:00Z"}' ) ) );
		$this->assertSame( array(), $this->campaigns() );
	}

	public function test_what_is_wrong_changes_nothing(): void {
		$this->save( '/a' );
		$before = $this->snapshot();
		$wrong  = array(
			array( 'name' => 'G' ),
			array( 'name' => 'G', 'from' => 'tomorrow' ),
			array( 'name' => 'G', 'from' => self::in( 60 ) ),
			array( 'name' => '', 'from' => self::in( 60 ), 'redirects' => self::REDIRECTS ),
			array( 'name' => 'G', 'from' => self::in( 60 ), 'until' => self::in( 30 ), 'redirects' => self::REDIRECTS ),
			array( 'name' => 'G', 'from' => self::in( 60 ), 'redirects' => array( self::REDIRECTS[0], array( 'source' => 'x', 'to' => '/y' ) ) ),
		);
		foreach ( $wrong as $body ) {
			$this->assertSame( 400, $this->request( 'PUT', '/campaigns', $body )->get_status(), wp_json_encode( $body ) );
		}
		$this->assertSame( 404, $this->request( 'POST', '/campaigns/end', array( 'name' => 'G' ) )->get_status() );
		$this->assertSame( 404, $this->request( 'GET', '/campaigns/outcome', null, array( 'name' => 'G' ) )->get_status() );
		$this->act_as( 'subscriber' );
		$this->assertSame( 403, $this->request( 'PUT', '/campaigns', array( 'name' => 'G', 'from' => self::in( 60 ) ) )->get_status() );
		$this->assertSame( 403, $this->request( 'GET', '/campaigns' )->get_status() );
		$this->assertSame( $before, $this->snapshot() );
	}

	private static function in( int $seconds ): string {
		return gmdate( DATE_RFC3339, time() + $seconds );
	}

	private function put( array $body ): array {
		$response = $this->request( 'PUT', '/campaigns', $body );
		$this->assertSame( 200, $response->get_status(), wp_json_encode( $response->get_data() ) );
		return $response->get_data();
	}

	private function campaigns(): array {
		return $this->request( 'GET', '/campaigns' )->get_data()['campaigns'];
	}

	/**
	 * Where a request is led in some seconds; null if nowhere.
	 */
	private function answer( string $url, int $seconds = 0 ): ?string {
		$trace = \Detour\try_rules( $this->repository->enabled( 100 ), array( 'url' => "http://example.org$url", 'now' => time() + $seconds ) );
		return isset( $trace['location'] ) ? (string) preg_replace( '#^https?://[^/]+#', '', $trace['location'] ) : null;
	}
}
