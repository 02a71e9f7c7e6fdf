<?php
/**
 * The site as it runs beside an import that nobody has made yet.
 *
 * @package Detour
 */

namespace Detour\WordPress\Exchange;

use Detour\WordPress\Rules\Repository;
use WP_Error;

/**
 * Asks the site and the rules the same, step by step. What is asked, and what is a difference, is for the extension to say.
 */
final class Comparison {
	/**
	 * When no further request of a step is begun, seconds after its start.
	 */
	private const STEP = 8;

	/**
	 * Takes what it works with.
	 *
	 * @param Repository $repository Where the site's settings are.
	 * @param Extension  $extension  Who compares.
	 */
	public function __construct( private Repository $repository, private Extension $extension ) {}

	/**
	 * Goes on with a comparison.
	 *
	 * @param array       $read    What the extension has read, with rules in JSON.
	 * @param string[]    $present Rules that the site has already, as JSON.
	 * @param string|null $state   What the step before gave; null to begin.
	 * @param array       $options `most`: most requests of a rule. `system`: where the rules are from, if that is known.
	 * @return array|WP_Error As Detour\verify() gives it, with places in words.
	 */
	public function step( array $read, array $present, ?string $state, array $options ) {
		$loopback = new Loopback( microtime( true ) + self::STEP );
		$problem  = null === $state ? $loopback->problem() : null;
		if ( $problem ) {
			return $problem;
		}
		$is_new = static fn( int $index ): bool => 'present' !== ( $read['changes'][ $index ]['change'] ?? '' );
		$rules  = array_filter( $read['rules'], $is_new, ARRAY_FILTER_USE_KEY );
		$places = array_values( array_intersect_key( $read['places'], $rules ) );
		$told   = $this->extension->verify(
			array_values( $rules ),
			array( $loopback, 'ask' ),
			array_filter( $options ) + array(
				'beside'   => $present,
				'settings' => $this->repository->settings() + ( $read['settings'] ?? array() ),
				'state'    => $state,
			)
		);
		if ( is_wp_error( $told ) ) {
			return $told;
		}
		$placed = static fn( array $one ): array => $one + array( 'place' => $places[ $one['index'] ?? -1 ] ?? '' );

		$told['differences']             = array_map( $placed, $told['differences'] );
		$told['report']['not_exercised'] = array_map( $placed, $told['report']['not_exercised'] );
		return $told;
	}
}
