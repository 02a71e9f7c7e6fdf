<?php
/**
 * The audit that runs by itself.
 *
 * @package Detour
 */

namespace Detour\WordPress\Audit;

/**
 * Runs the audit by WP-Cron, and has somebody told of what is new.
 */
final class Schedule {
	public const HOOK = 'detour_audit_run';

	/**
	 * Takes what it works with.
	 *
	 * @param Auditor  $auditor  Who looks at the rules.
	 * @param Digest   $digest   Who tells of it.
	 * @param Settings $settings When.
	 */
	public function __construct( private Auditor $auditor, private Digest $digest, private Settings $settings ) {}

	/**
	 * Plans the next run as the settings say.
	 */
	public function plan(): void {
		$wanted  = $this->settings->all()['schedule'];
		$planned = wp_get_schedule( self::HOOK );
		if ( $planned === $wanted || ( ! $planned && 'off' === $wanted ) ) {
			return;
		}
		wp_clear_scheduled_hook( self::HOOK );
		if ( 'off' !== $wanted ) {
			wp_schedule_event( time() + HOUR_IN_SECONDS, $wanted, self::HOOK );
		}
	}

	/**
	 * Looks at all rules, and tells of what is new.
	 */
	public function run(): void {
		$run = $this->auditor->run();
		if ( ! is_wp_error( $run ) && $run['new'] ) {
			$this->digest->send( $run );
		}
	}
}
