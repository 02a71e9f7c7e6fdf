<?php
/**
 * How long the history is kept.
 *
 * @package Detour
 */

namespace Detour\WordPress\History;

use Detour\WordPress\Settings\Options;

/**
 * Forgets once a day what is older than the site wants, in small steps.
 */
final class Retention {
	/**
	 * Hook that WordPress' cron runs.
	 */
	public const EVENT = 'detour_prune_history';

	/**
	 * Statements of one run: with more to do it goes on a minute later.
	 */
	private const STEPS = 20;

	/**
	 * Takes the history.
	 *
	 * @param Log $log History.
	 */
	public function __construct( private Log $log ) {}

	/**
	 * Lets cron prune once a day.
	 */
	public function schedule(): void {
		if ( ! wp_next_scheduled( self::EVENT ) ) {
			wp_schedule_event( time() + HOUR_IN_SECONDS, 'daily', self::EVENT );
		}
	}

	/**
	 * Forgets what is too old.
	 */
	public function prune(): void {
		if ( $this->log->prune( Options::get( 'history_days' ), self::STEPS ) ) {
			wp_schedule_single_event( time() + MINUTE_IN_SECONDS, self::EVENT );
		}
	}
}
