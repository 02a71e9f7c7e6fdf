<?php
/**
 * What an import comes to, for people.
 *
 * @package Detour
 */

namespace Detour\WordPress\Exchange;

use Detour\WordPress\Rules\RuleJson;

/**
 * Counts everything and shows the first of it: the answer for a hundred thousand rows stays small.
 */
final class ImportReport {
	private const LISTS = array( 'skipped', 'warnings', 'dead', 'differs' );

	/**
	 * The report of what was read.
	 *
	 * @param array $read  What the extension has read, with rules in JSON.
	 * @param int   $limit Entries of each list that are shown.
	 * @return array{counts: array<string, int>, rules: array[], skipped: array[], warnings: array[], dead: array[], differs: array[]}
	 */
	public static function of( array $read, int $limit ): array {
		$kinds  = array_count_values( array_column( $read['changes'], 'change' ) ) + array_fill_keys( array( 'present', 'behind' ), 0 );
		$counts = array(
			'rules'   => count( $read['rules'] ),
			'new'     => count( $read['rules'] ) - $kinds['present'],
			'present' => $kinds['present'],
			'behind'  => $kinds['behind'],
		);
		$lists  = array();
		foreach ( self::LISTS as $list ) {
			$counts[ $list ] = count( $read[ $list ] );
			$lists[ $list ]  = array_slice( $read[ $list ], 0, $limit );
		}
		$rules = array();
		foreach ( array_slice( $read['rules'], 0, $limit ) as $index => $text ) {
			$change  = $read['changes'][ $index ] ?? array( 'change' => 'new' );
			$rules[] = array(
				'place'  => $read['places'][ $index ],
				'change' => $change['change'],
				'behind' => $change['id'] ?? null,
				'hits'   => $read['hits'][ $index ]['hits'] ?? 0,
				'rule'   => RuleJson::with_objects( json_decode( $text, true ) ),
			);
		}
		return array(
			'counts' => $counts,
			'rules'  => $rules,
		) + $lists;
	}
}
