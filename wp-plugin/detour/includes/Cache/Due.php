<?php
/**
 * Page caches forget what comes and goes by its schedule.
 *
 * @package Detour
 */

namespace Detour\WordPress\Cache;

use Detour\WordPress\Campaigns\Schedules;
use Detour\WordPress\History\Entry;
use Detour\WordPress\History\Log;
use Detour\WordPress\Settings\Options;

/**
 * The rules are switched without WordPress, to the second; only caches in front of PHP have to be told. So cron runs at the
 * times that rules begin and end, and whatever has changed then is forgotten.
 */
final class Due {
	/**
	 * Hook that WordPress' cron runs.
	 */
	public const EVENT = 'detour_schedule_due';

	/**
	 * Rules that are looked at, and times that are planned, for each change.
	 */
	private const MOST_RULES = 500;
	private const MOST_TIMES = 50;

	/**
	 * Takes what it works with.
	 *
	 * @param Log       $log       Which rules a change has touched.
	 * @param Schedules $schedules Which rules are there when.
	 * @param Purge     $purge     What a rule touches.
	 */
	public function __construct( private Log $log, private Schedules $schedules, private Purge $purge ) {}

	/**
	 * Rules were changed: plans the times at which they begin and end.
	 *
	 * @param int $revision Revision that the change has made.
	 */
	public function plan( $revision ): void {
		if ( ! Options::get( 'purge_caches' ) ) {
			return;
		}
		$times = array();
		foreach ( $this->log->images( $revision, self::MOST_RULES ) as [ , $image ] ) {
			$rule  = Entry::rule( $image );
			$times = $rule && $rule['enabled'] ? array( ...$times, ...self::times( $rule ) ) : $times;
		}
		$times = array_unique( array_filter( $times, static fn( int $time ): bool => $time > time() ) );
		sort( $times );
		foreach ( array_slice( $times, 0, self::MOST_TIMES ) as $time ) {
			if ( ! wp_next_scheduled( self::EVENT, array( $time ) ) ) {
				wp_schedule_single_event( $time, self::EVENT, array( $time ) );
			}
		}
	}

	/**
	 * Lets caches forget what begins or ends at a time.
	 *
	 * @param int $time Unix time.
	 */
	public function forget( $time ): void {
		$due = array_filter( $this->schedules->enabled(), static fn( array $rule ): bool => in_array( (int) $time, self::times( $rule ), true ) );
		if ( $due && Options::get( 'purge_caches' ) ) {
			$this->purge->forget( $due );
		}
	}

	/**
	 * When a rule begins and ends.
	 *
	 * @param array $rule Rule.
	 * @return int[] Unix times.
	 */
	private static function times( array $rule ): array {
		return array_filter( array_map( 'strtotime', array_filter( (array) ( $rule['schedule'] ?? array() ), 'is_string' ) ) );
	}
}
