<?php
/**
 * Asks the rules of the site what a request would get.
 *
 * @package Detour
 */

namespace Detour\WordPress\Trial;

use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Rules\RuleJson;
use Throwable;
use WP_Error;

/**
 * The saved rules, and some that are not saved yet, by the engine that will serve them. Nothing is changed.
 */
final class Engine {
	/**
	 * With more saved rules than this, rules are tried alone: compiling them all for one answer would take too long.
	 */
	private const MOST_RULES = 5000;

	/**
	 * The saved rules that are enabled; null if there are too many.
	 *
	 * @var array[]|null
	 */
	private ?array $saved;

	/**
	 * Settings of the site.
	 *
	 * @var array
	 */
	private array $settings;

	/**
	 * All rules that are asked, as JSON.
	 *
	 * @var string[]
	 */
	private array $rules;

	/**
	 * Numbers of the rules that were given, in their order.
	 *
	 * @var int[]
	 */
	public readonly array $tried;

	/**
	 * Reads the saved rules.
	 *
	 * @param Repository $repository Where they are kept.
	 * @param array[]    $rules      Sound rules to try with them as if they were enabled, each in the place of the one with its
	 *                               number; those with the number 0 are new.
	 */
	public function __construct( Repository $repository, array $rules = array() ) {
		$this->settings = $repository->settings();
		$this->saved    = $repository->enabled( self::MOST_RULES );
		$replaced       = array_filter( array_column( $rules, 'id' ) );
		$others         = array_filter( $this->saved ?? array(), static fn( array $other ): bool => ! in_array( $other['id'], $replaced, true ) );
		// As the database will number new ones: the last among those with their position.
		$next = 1 + max( array( 0, ...array_column( $others, 'id' ), ...$replaced ) );
		foreach ( $rules as $index => $rule ) {
			$rules[ $index ] = array(
				'id'      => $rule['id'] ? $rule['id'] : $next++,
				'enabled' => true,
			) + $rule;
		}
		$this->tried = array_values( array_column( $rules, 'id' ) );
		$this->rules = array_map( static fn( array $rule ): string => wp_json_encode( RuleJson::with_objects( $rule ) ), array( ...array_values( $others ), ...array_values( $rules ) ) );
	}

	/**
	 * Whether the saved rules were left aside, because there are too many.
	 */
	public function is_alone(): bool {
		return null === $this->saved;
	}

	/**
	 * What a request would get, as `Detour\explain()` tells it.
	 *
	 * @param array $request As `Detour\decide()` takes it; host and scheme are those of the site unless given.
	 * @return array|WP_Error
	 */
	public function ask( array $request ) {
		$home    = wp_parse_url( home_url() );
		$request = array_filter( $request, static fn( $part ): bool => array() !== $part ) + array(
			'method' => 'GET',
			'host'   => (string) ( $home['host'] ?? '' ),
			'scheme' => 'https' === ( $home['scheme'] ?? '' ) ? 'https' : 'http',
		);
		try {
			return \Detour\try_rules( $this->rules, $request, $this->settings );
		} catch ( Throwable $error ) {
			return new WP_Error( 'detour_test_failed', $error->getMessage(), array( 'status' => 400 ) );
		}
	}
}
