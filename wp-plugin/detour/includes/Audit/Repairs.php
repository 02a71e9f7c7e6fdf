<?php
/**
 * Repairs of findings.
 *
 * @package Detour
 */

namespace Detour\WordPress\Audit;

use Detour\WordPress\Rules\Change;
use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Rules\RuleJson;
use Detour\WordPress\Rules\Validation;
use WP_Error;

/**
 * Carries out the changes that findings propose, all of them or none.
 */
final class Repairs {
	/**
	 * Takes what repairs work with.
	 *
	 * @param Repository $repository Where rules are kept.
	 * @param Validation $validation Who says what a rule may be.
	 * @param Findings   $findings   Where findings are kept.
	 */
	public function __construct( private Repository $repository, private Validation $validation, private Findings $findings ) {}

	/**
	 * Repairs findings.
	 *
	 * Changes come first, then deletions; a rule that is deleted is not changed before.
	 *
	 * @param int[] $ids Numbers of findings.
	 * @return array{repaired: int, rules: array[], history: array[]}|WP_Error `rules`: those that were changed or deleted, as they were; with `history` they can be put back.
	 */
	public function run( array $ids ) {
		$findings = $this->findings->find( $ids );
		$lost     = array_diff( array_map( 'intval', $ids ), array_column( $findings, 'id' ) );
		if ( $lost ) {
			return new WP_Error( 'detour_finding_not_found', __( 'Nothing was changed: some of these findings are no longer there. Reload the list.', 'detour' ), array( 'status' => 404 ) );
		}
		list( $merges, $deletions ) = $this->changes( $findings );
		if ( ! $merges && ! $deletions ) {
			return new WP_Error( 'detour_no_repair', __( 'Nothing was changed: these findings have to be repaired by hand.', 'detour' ), array( 'status' => 400 ) );
		}
		$settled = array_filter( $findings, static fn( array $finding ): bool => isset( $finding['repair'] ) );
		$done    = $this->repository->change( $merges ? 'update' : 'delete', fn( Change $change ) => $this->carry_out( $change, $settled, $merges, $deletions ) );
		if ( is_wp_error( $done ) ) {
			return $done;
		}
		$this->findings->forget( array_column( $settled, 'id' ) );
		return array(
			'repaired' => count( $settled ),
			'rules'    => array_map( array( RuleJson::class, 'with_objects' ), $done['before'] ),
			'history'  => $done['history'],
		);
	}

	/**
	 * Changes and deletes rules that still are as they were looked at.
	 *
	 * @param Change            $change    Open change.
	 * @param array[]           $findings  Findings with a repair.
	 * @param array<int, array> $merges    Changes by the rule's number.
	 * @param int[]             $deletions Numbers of rules.
	 * @return array{before: array[], history: array[]}|WP_Error
	 */
	private function carry_out( Change $change, array $findings, array $merges, array $deletions ) {
		$before = array();
		foreach ( array( ...array_keys( $merges ), ...$deletions ) as $id ) {
			$before[ $id ] = $change->find( $id );
		}
		foreach ( $findings as $finding ) {
			if ( ! self::is_current( $finding, $before[ $finding['repair']['rule'] ] ) ) {
				/* translators: %s: source of a redirect. */
				return new WP_Error( 'detour_finding_outdated', sprintf( __( 'Nothing was changed: somebody has changed the redirect of %s since it was looked at. Run the audit again.', 'detour' ), $finding['source'] ), array( 'status' => 409 ) );
			}
		}
		$settings = $this->repository->settings();
		$change->history->before( array_keys( $merges ) );
		foreach ( $merges as $id => $merge ) {
			$checked = $this->validation->check( array_replace_recursive( $before[ $id ], $merge ), $settings );
			if ( is_wp_error( $checked ) ) {
				return $checked;
			}
			$change->replace( $id, $checked['rule'] );
		}
		$history = $change->delete( $deletions );
		return is_wp_error( $history ) ? $history : array(
			'before'  => array_values( $before ),
			'history' => $history,
		);
	}

	/**
	 * Whether the field that a finding is about still is what it was. Long values are compared as far as they are told.
	 *
	 * @param array      $finding Finding with a repair.
	 * @param array|null $rule    Its rule, if it is still there.
	 */
	private static function is_current( array $finding, ?array $rule ): bool {
		if ( ! $rule || '' === $finding['field'] ) {
			return (bool) $rule;
		}
		$inner = static fn( $part, string $name ) => is_array( $part ) ? $part[ $name ] ?? null : null;
		$value = array_reduce( preg_split( '/[.\[\]]+/', $finding['field'], -1, PREG_SPLIT_NO_EMPTY ), $inner, $rule );
		$told  = $finding['value'];
		return str_ends_with( $told, '…' ) ? str_starts_with( (string) $value, substr( $told, 0, -strlen( '…' ) ) ) : (string) $value === $told;
	}

	/**
	 * What becomes of which rule.
	 *
	 * @param array[] $findings Findings.
	 * @return array{array<int, array>, int[]} Changes by the rule's number, and the rules to delete.
	 */
	private function changes( array $findings ): array {
		$merges    = array();
		$deletions = array();
		foreach ( array_filter( array_column( $findings, 'repair' ) ) as $repair ) {
			if ( isset( $repair['delete'] ) ) {
				$deletions[ $repair['rule'] ] = $repair['rule'];
			} else {
				$merges[ $repair['rule'] ] = array_replace_recursive( $merges[ $repair['rule'] ] ?? array(), $repair['merge'] );
			}
		}
		return array( array_diff_key( $merges, $deletions ), array_values( $deletions ) );
	}
}
