<?php

namespace Detour\WordPress\Tests\Privacy;

use Detour\WordPress\Privacy\PolicyText;
use Detour\WordPress\Rules\Schema;
use Detour\WordPress\Rules\Validation;
use Detour\WordPress\Tests\TestCase;

final class PrivacyTest extends TestCase {
	public function test_what_a_user_has_changed_is_exported(): void {
		$user = $this->act_as( 'administrator' );
		$id   = $this->save( '/mine' )[0];
		wp_set_current_user( 0 );
		$this->save( '/not-mine' );

		$export = $this->privacy( 'exporter', $user );
		$this->assertTrue( $export['done'] );
		$this->assertSame( array( 'detour-history', 'detour-rules' ), array_column( $export['data'], 'group_id' ) );
		$rule = array_column( $export['data'][1]['data'], 'value', 'name' );
		$this->assertSame( array( (string) $id, '/mine' ), array( $rule['Redirect'], $rule['Source'] ) );
		$this->assertSame( 'create', array_column( $export['data'][0]['data'], 'value', 'name' )['Change'] );
	}

	public function test_it_is_erased_in_steps_and_the_rules_stay(): void {
		global $wpdb;
		$user   = $this->act_as( 'administrator' );
		$values = implode( ',', array_map( static fn( int $number ): string => "($number, 1, $number, $user, 'create')", range( 4000000001, 4000000700 ) ) );
		$wpdb->query( 'INSERT INTO ' . Schema::table( 'history' ) . " (batch, rule, time, user_id, action) VALUES $values" );
		$id     = $this->save( '/mine' )[0];
		$before = $this->repository->revision();

		$first = $this->privacy( 'eraser', $user );
		$this->assertSame( array( true, false ), array( $first['items_removed'], $first['done'] ) );
		$second = $this->privacy( 'eraser', $user );
		$this->assertSame( array( true, true ), array( $second['items_removed'], $second['done'] ) );
		$this->assertFalse( $this->privacy( 'eraser', $user )['items_removed'] );
		$this->assertSame( array(), $this->privacy( 'exporter', $user )['data'] );
		$this->assertSame( array( '/mine', $before ), array( $this->repository->find( $id )['source']['value'], $this->repository->revision() ) );
	}

	public function test_long_lists_come_page_by_page(): void {
		global $wpdb;
		$user   = $this->act_as( 'editor' );
		$values = implode( ',', array_map( static fn( int $number ): string => "($number, 1, $number, $user, 'create')", range( 4000000001, 4000000700 ) ) );
		$wpdb->query( 'INSERT INTO ' . Schema::table( 'history' ) . " (batch, rule, time, user_id, action) VALUES $values" );
		$pages = array( $this->privacy( 'exporter', $user ), $this->privacy( 'exporter', $user, 2 ) );
		$this->assertSame( array( array( 500, false ), array( 200, true ) ), array_map( static fn( array $page ): array => array( count( $page['data'] ), $page['done'] ), $pages ) );
	}

	public function test_somebody_who_has_no_account(): void {
		foreach ( array( 'exporter', 'eraser' ) as $kind ) {
			$tools = apply_filters( "wp_privacy_personal_data_{$kind}s", array() );
			$this->assertTrue( call_user_func( $tools['detour']['callback'], 'nobody@example.com', 1 )['done'] );
		}
	}

	public function test_the_policy_says_what_the_settings_say(): void {
		$this->need_extension();
		$this->assertStringContainsString( 'without its last part', $this->policy() );
		$this->assertStringContainsString( 'for 30 days', $this->policy() );
		$this->repository->save_settings( array( 'recording' => array( 'hits' => true, 'not_found' => false, 'ip' => 'full', 'user_agent' => false, 'log_days' => 7, 'not_found_days' => 90 ) ) );
		$this->assertStringContainsString( 'Your IP address is kept with it.', $this->policy() );
		$this->assertStringContainsString( 'for 7 days', $this->policy() );
		$this->assertStringNotContainsString( 'browser', $this->policy() );
		$this->repository->save_settings( array( 'recording' => array( 'hits' => false, 'not_found' => false ) ) );
		$this->assertStringContainsString( 'only counted', $this->policy() );
	}

	public function test_the_policy_names_the_page_before_only_if_it_is_kept(): void {
		$this->need_extension();
		$this->assertStringContainsString( 'page that you came from', $this->policy() );
		$this->repository->save_settings( array( 'recording' => array( 'referrer' => false ) ) );
		$this->assertStringNotContainsString( 'came from', $this->policy() );
	}

	public function test_the_policy_has_a_text_without_the_extension(): void {
		$text = implode( ' ', PolicyText::paragraphs( ( new PolicyText( $this->repository, new Validation( null ) ) )->recording() ) );
		$this->assertStringContainsString( 'may be logged', $text );
		$this->assertStringContainsString( '180 days', $text );
	}

	private function policy(): string {
		return implode( ' ', PolicyText::paragraphs( ( new PolicyText( $this->repository, new Validation() ) )->recording() ) );
	}

	private function privacy( string $kind, int $user, int $page = 1 ): array {
		$tools = apply_filters( "wp_privacy_personal_data_{$kind}s", array() );
		return call_user_func( $tools['detour']['callback'], get_userdata( $user )->user_email, $page );
	}
}
