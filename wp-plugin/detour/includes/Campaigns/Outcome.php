<?php
/**
 * What visitors get of a campaign.
 *
 * @package Detour
 */

namespace Detour\WordPress\Campaigns;

use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Trial\Engine;
use WP_Error;

/**
 * Asks the engine for the sources of a campaign, at a time when it is on and at one when it is over.
 */
final class Outcome {
	/**
	 * Rules that are looked at: each is asked twice.
	 */
	private const MOST_RULES = 20;

	/**
	 * Takes what it works with.
	 *
	 * @param Repository $repository Where rules are kept.
	 * @param Schedules  $schedules  Rules of a campaign.
	 */
	public function __construct( private Repository $repository, private Schedules $schedules ) {}

	/**
	 * The first rules of a campaign whose source is one URL.
	 *
	 * @param string $name Group.
	 * @return array[]|WP_Error Of each: `rule`, `source`, `during` and `after` (null if it never ends), as Detour\explain() tells.
	 */
	public function of( string $name ) {
		$is_one = static fn( array $rule ): bool => $rule['enabled'] && 'exact' === ( $rule['source']['kind'] ?? '' );
		$rules  = array_filter( $this->schedules->rules( $name, self::MOST_RULES ), $is_one );
		$engine = new Engine( $this->repository, array_map( static fn( array $rule ): string => $rule['source']['value'], $rules ) );
		if ( $engine->is_alone ) {
			return new WP_Error( 'detour_outcome_large', __( 'What visitors get can\'t be shown: there are too many redirects with patterns to try them all. Try single addresses on the site itself.', 'detour' ), array( 'status' => 409 ) );
		}
		$results = array();
		foreach ( $rules as $rule ) {
			$results[] = array(
				'rule'   => $rule['id'],
				'source' => $rule['source']['value'],
				'during' => $this->ask( $engine, $rule, self::within( $rule['schedule'] ?? array() ) ),
				'after'  => isset( $rule['schedule']['until'] ) ? $this->ask( $engine, $rule, max( time(), strtotime( $rule['schedule']['until'] ) ) ) : null,
			);
		}
		$failed = current( array_filter( array( ...array_column( $results, 'during' ), ...array_column( $results, 'after' ) ), 'is_wp_error' ) );
		return $failed ? $failed : $results;
	}

	/**
	 * A time at which a schedule has its rule there.
	 *
	 * @param array $schedule From and until.
	 */
	private static function within( array $schedule ): int {
		$now = max( time(), strtotime( $schedule['from'] ?? '@0' ) );
		return isset( $schedule['until'] ) ? min( $now, strtotime( $schedule['until'] ) - 1 ) : $now;
	}

	/**
	 * What a visitor gets who asks for the source of a rule.
	 *
	 * @param Engine $engine Engine.
	 * @param array  $rule   Rule.
	 * @param int    $now    Unix time.
	 * @return array|WP_Error
	 */
	private function ask( Engine $engine, array $rule, int $now ) {
		$source  = $rule['source'];
		$request = array(
			'url' => $source['value'],
			'now' => $now,
		);
		if ( 'any' !== ( $source['host'] ?? 'any' ) ) {
			$request['host'] = str_replace( '*.', 'www.', $source['host'] );
		}
		if ( 'any' !== ( $source['scheme'] ?? 'any' ) ) {
			$request['scheme'] = $source['scheme'];
		}
		$trace = $engine->ask( $request );
		return is_wp_error( $trace ) ? $trace : array_intersect_key( $trace, array_flip( array( 'decision', 'rule', 'code', 'location', 'to', 'reason' ) ) );
	}
}
