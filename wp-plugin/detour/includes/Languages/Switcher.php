<?php
/**
 * Trying redirects by language, and saving them.
 *
 * @package Detour
 */

namespace Detour\WordPress\Languages;

use Detour\WordPress\Rules\Change;
use Detour\WordPress\Rules\ListQuery;
use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Rules\Validation;
use Detour\WordPress\Trial\Engine;
use WP_Error;

/**
 * Versions of a page can be saved again: the redirects that were made of them before are replaced then.
 */
final class Switcher {
	/**
	 * Takes what it works with.
	 *
	 * @param Repository $repository Where rules are kept.
	 * @param Validation $validation Who says what they may be.
	 */
	public function __construct( private Repository $repository, private Validation $validation ) {}

	/**
	 * The rules for versions, checked; those that are there already with their numbers.
	 *
	 * @param Versions $versions What is wished for.
	 * @param int[]    $there    Numbers of those that are there.
	 * @return array[]|WP_Error
	 */
	public function rules( Versions $versions, array $there ) {
		$settings = $this->repository->settings();
		$rules    = array();
		foreach ( $versions->rules() as $index => $rule ) {
			$checked = $this->validation->check( array( 'id' => $there[ $index ] ?? 0 ) + $rule, $settings );
			if ( is_wp_error( $checked ) ) {
				return $checked;
			}
			$rules[] = $checked['rule'];
		}
		return $rules;
	}

	/**
	 * Numbers of the rules that were made of versions of the same page, in their order.
	 *
	 * @param Versions $versions What is wished for.
	 * @return int[]|WP_Error
	 */
	public function there( Versions $versions ) {
		$list = $this->repository->list( new ListQuery( per_page: ListQuery::MAX_PER_PAGE, group: $versions->group() ) );
		if ( is_wp_error( $list ) ) {
			return $list;
		}
		$ours = array_filter( $list['rules'], static fn( array $rule ): bool => ! empty( $rule['then']['redirect']['alternates'] ) && $versions->page === $rule['source']['value'] );
		return array_column( $ours, 'id' );
	}

	/**
	 * What visitors get who prefer each of the languages, one of none of them, and one who has chosen.
	 *
	 * @param Versions $versions What is wished for.
	 * @param array[]  $rules    Its rules.
	 * @return array{steps: array[], warnings: array[]}|WP_Error Of each step: language ('' for another), `chosen`, decision, code,
	 *                                                           location, rule, `ours`. `warnings`: as Engine's.
	 */
	public function try( Versions $versions, array $rules ) {
		$engine   = new Engine( $this->repository, array( $versions->page ), $rules );
		$visitors = array_map( static fn( string $language ): array => array( $language, false ), array_map( 'strval', array_keys( array_diff_key( $versions->versions, array( Versions::DEFAULT => '' ) ) ) ) );
		$visitors = array( ...$visitors, array( '', false ), ...( '' === $versions->cookie || ! $visitors ? array() : array( array( $visitors[0][0], true ) ) ) );
		$steps    = array();
		foreach ( $visitors as [ $language, $chosen ] ) {
			$headers = array( 'Accept-Language' => '' === $language ? 'qaa' : $language ) + ( $chosen ? array( 'Cookie' => "{$versions->cookie}=x" ) : array() );
			$trace   = $engine->ask(
				array(
					'url'     => $versions->page,
					'headers' => $headers,
				)
			);
			if ( is_wp_error( $trace ) ) {
				return $trace;
			}
			$steps[] = array(
				'language' => $language,
				'chosen'   => $chosen,
				'ours'     => in_array( $trace['rule'] ?? null, $engine->tried, true ),
			) + array_intersect_key( $trace, array_flip( array( 'decision', 'code', 'location', 'rule' ) ) );
		}
		return array(
			'steps'    => $steps,
			'warnings' => $engine->warnings(),
		);
	}

	/**
	 * Saves the rules, and deletes those that are too many, in one change.
	 *
	 * @param array[] $rules Rules, checked.
	 * @param int[]   $there Numbers of those that are there.
	 * @return array{change: int, rules: int[]}|WP_Error
	 */
	public function save( array $rules, array $there ) {
		$done = $this->repository->change(
			'languages',
			static function ( Change $change ) use ( $rules, $there ) {
				$ids     = array_map( array( $change, 'save' ), $rules );
				$deleted = $change->delete( array_values( array_diff( $there, array_column( $rules, 'id' ) ) ) );
				return is_wp_error( $deleted ) ? $deleted : array( 'rules' => $ids );
			}
		);
		return is_wp_error( $done ) ? $done : array(
			'change' => $done['revision'],
			'rules'  => $done['rules'],
		);
	}
}
