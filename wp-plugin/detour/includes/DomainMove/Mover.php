<?php
/**
 * Trying a move to another domain, and carrying it out.
 *
 * @package Detour
 */

namespace Detour\WordPress\DomainMove;

use Detour\WordPress\Rules\Change;
use Detour\WordPress\Rules\ListQuery;
use Detour\WordPress\Rules\Order;
use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Rules\Validation;
use Detour\WordPress\Trial\Engine;
use WP_Error;

/**
 * A move can be carried out again with another code or other exceptions: its rules are replaced then, not doubled.
 */
final class Mover {
	/**
	 * Takes what it works with.
	 *
	 * @param Repository $repository Where rules are kept.
	 * @param Validation $validation Who says what they may be.
	 */
	public function __construct( private Repository $repository, private Validation $validation ) {}

	/**
	 * The rules of a move; those that are there already with their numbers.
	 *
	 * @param Move $move What is wished for.
	 * @return array[]|WP_Error
	 */
	public function rules( Move $move ) {
		$there = $this->repository->list( new ListQuery( per_page: ListQuery::MAX_PER_PAGE, group: $move->group() ) );
		if ( is_wp_error( $there ) ) {
			return $there;
		}
		$ids      = array_combine( array_map( static fn( array $rule ): string => self::key( $rule['source'] ), $there['rules'] ), array_column( $there['rules'], 'id' ) );
		$settings = $this->repository->settings();
		$rules    = array();
		foreach ( $move->rules( Order::BEHIND_ALL ) as $rule ) {
			$checked = $this->validation->check( array( 'id' => $ids[ self::key( $rule['source'] ) ] ?? 0 ) + $rule, $settings );
			if ( is_wp_error( $checked ) ) {
				return $checked;
			}
			$rules[] = $checked['rule'];
		}
		return $rules;
	}

	/**
	 * What visitors of the old hosts would get, and what they would meet at the new one if that is this site.
	 *
	 * @param Move     $move  What is wished for.
	 * @param array[]  $rules Its rules.
	 * @param string[] $paths Paths to try at each old place.
	 * @return array{steps: array[], warnings: array[]}|WP_Error Of each step: url, decision, code, location, rule, `ours`, and `next`,
	 *                                                           the second step if there is one. `warnings`: as Engine's.
	 */
	public function try( Move $move, array $rules, array $paths ) {
		$engine = new Engine( $this->repository, $paths, $rules );
		$scheme = (string) wp_parse_url( home_url(), PHP_URL_SCHEME );
		$steps  = array();
		foreach ( $move->asked( $scheme ) as $address ) {
			$host = (string) wp_parse_url( $address, PHP_URL_HOST );
			foreach ( $paths as $path ) {
				$step = $this->step( $engine, "$address$path" );
				if ( is_wp_error( $step ) ) {
					return $step;
				}
				$step['next'] = isset( $step['location'] ) && self::is_here( $step['location'], $host ) ? $this->step( $engine, $step['location'], $host ) : null;
				if ( is_wp_error( $step['next'] ) ) {
					return $step['next'];
				}
				$steps[] = $step;
			}
		}
		return array(
			'steps'    => $steps,
			'warnings' => $engine->warnings(),
		);
	}

	/**
	 * Saves the rules of a move, in one change.
	 *
	 * @param array[] $rules Rules, checked.
	 * @return array{change: int, rules: int[]}|WP_Error
	 */
	public function save( array $rules ) {
		$done = $this->repository->change(
			'domain-move',
			static fn( Change $change ): array => array( 'rules' => array_map( array( $change, 'save' ), $rules ) )
		);
		return is_wp_error( $done ) ? $done : array(
			'change' => $done['revision'],
			'rules'  => $done['rules'],
		);
	}

	/**
	 * What rules of a move differ by.
	 *
	 * @param array $source Source of a rule.
	 */
	private static function key( array $source ): string {
		return implode( ' ', array( $source['kind'] ?? 'exact', $source['scheme'] ?? 'any', $source['host'] ?? 'any', $source['value'] ) );
	}

	/**
	 * What a URL would get.
	 *
	 * @param Engine $engine Engine.
	 * @param string $url    Absolute, or a path of a host.
	 * @param string $host   The host of a path.
	 * @return array|WP_Error
	 */
	private function step( Engine $engine, string $url, string $host = '' ) {
		$trace = $engine->ask( array( 'url' => $url ) + ( '' === $host ? array() : array( 'host' => $host ) ) );
		return is_wp_error( $trace ) ? $trace : array( 'url' => $url ) + array_intersect_key( $trace, array_flip( array( 'decision', 'code', 'location', 'rule' ) ) ) + array( 'ours' => in_array( $trace['rule'] ?? null, $engine->tried, true ) );
	}

	/**
	 * Whether this site answers at a location: it is at the host that was asked, or at the site's own.
	 *
	 * @param string $location Value of the header.
	 * @param string $host     Host that was asked.
	 */
	private static function is_here( string $location, string $host ): bool {
		$target = wp_parse_url( $location, PHP_URL_HOST );
		return ! $target || in_array( strtolower( $target ), array( $host, strtolower( (string) wp_parse_url( home_url(), PHP_URL_HOST ) ) ), true );
	}
}
