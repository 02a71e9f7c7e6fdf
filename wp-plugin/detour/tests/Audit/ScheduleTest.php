<?php

namespace Detour\WordPress\Tests\Audit;

use Detour\WordPress\Audit\AuditedRules;
use Detour\WordPress\Audit\Auditor;
use Detour\WordPress\Audit\Digest;
use Detour\WordPress\Audit\Findings;
use Detour\WordPress\Audit\LiveRules;
use Detour\WordPress\Audit\Schedule;
use Detour\WordPress\Audit\Settings;
use Detour\WordPress\Audit\Targets;
use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Tests\TestCase;

final class ScheduleTest extends TestCase {
	private Findings $findings;

	private Settings $settings;

	private Schedule $schedule;

	/**
	 * E-mails that would have been sent.
	 *
	 * @var array[]
	 */
	private array $mails;

	protected function setUp(): void {
		global $wpdb;
		parent::setUp();
		$this->need_extension();
		$wpdb->query( 'DELETE FROM ' . Schema::table( 'findings' ) );
		delete_option( Findings::LAST_RUN );
		delete_option( Settings::OPTION );
		$this->findings = new Findings();
		$this->settings = new Settings();
		$live           = new LiveRules( array(), static fn(): array => array() );
		$auditor        = new Auditor( $this->repository, $this->findings, $this->settings, $live, new Targets( $this->repository ) );
		$this->schedule = new Schedule( $auditor, new Digest( $this->findings, $this->settings ), $this->settings );
		$this->mails    = array();
		add_filter( 'pre_wp_mail', array( $this, 'keep' ), 10, 2 );
	}

	protected function tearDown(): void {
		remove_filter( 'pre_wp_mail', array( $this, 'keep' ) );
		delete_option( Findings::LAST_RUN );
		delete_option( Settings::OPTION );
		wp_clear_scheduled_hook( Schedule::HOOK );
		parent::tearDown();
	}

	/**
	 * Keeps an e-mail instead of sending it.
	 *
	 * @param mixed $sent Null.
	 * @param array $mail The e-mail.
	 */
	public function keep( $sent, array $mail ): bool {
		$this->mails[] = $mail;
		return true;
	}

	public function test_an_email_tells_of_what_is_new_to_whom_wants_it(): void {
		$this->save( '/a' );
		$this->schedule->run();
		$this->assertSame( array( 1, array() ), array( $this->findings->last_run()['new'], $this->mails ), 'nobody wants it' );

		$this->settings->save( array( 'digest' => true, 'recipients' => array( 'seo@example.com' ) ) );
		$this->schedule->run();
		$this->assertSame( array(), $this->mails, 'nothing is new' );

		$this->save( '/b' );
		$this->schedule->run();
		$this->assertSame( array( array( 'seo@example.com' ) ), array_column( $this->mails, 'to' ) );
		$this->assertStringContainsString( '1 new finding', $this->mails[0]['subject'] );
		$this->assertStringContainsString( '/b', $this->mails[0]['message'] );
		$this->assertStringNotContainsString( ': /a', $this->mails[0]['message'] );
		$this->assertStringContainsString( 'tab=audit', $this->mails[0]['message'] );
	}

	public function test_the_next_run_is_planned_once(): void {
		wp_clear_scheduled_hook( Schedule::HOOK );
		$this->schedule->plan();
		$planned = wp_next_scheduled( Schedule::HOOK );
		$this->assertIsInt( $planned );
		$this->schedule->plan();
		$this->assertSame( $planned, wp_next_scheduled( Schedule::HOOK ) );
		$this->assertSame( 'weekly', wp_get_schedule( Schedule::HOOK ) );
	}

	public function test_rules_come_in_pieces_with_what_is_known_of_them(): void {
		global $wpdb;
		$ids = $this->save( '/a', '/b', '/c' );
		$wpdb->update( Schema::rules_table(), array( 'enabled' => 0 ), array( 'id' => $ids[1] ) );
		$wpdb->update( Schema::rules_table(), array( 'created_at' => '1970-01-02 00:00:00', 'last_hit' => '1970-01-03 00:00:00' ), array( 'id' => $ids[0] ) );
		$wpdb->replace( Schema::table( 'rule_hits' ), array( 'rule' => $ids[2], 'hits' => 1, 'last_hit' => 7 ) );
		$rules = new AuditedRules();
		$piece = $rules();
		$this->assertSame( array( $ids[0], $ids[2] ), array_map( static fn( array $entry ): int => json_decode( $entry['rule'], true )['id'], $piece ) );
		$this->assertSame( array( 86400, 172800, 7 ), array( $piece[0]['created'], $piece[0]['last_hit'], $piece[1]['last_hit'] ) );
		$this->assertNull( $rules() );
		$wpdb->query( 'DELETE FROM ' . Schema::table( 'rule_hits' ) );
	}
}
