<?php
/**
 * Repairs of findings.
 *
 * @package Detour
 */

namespace Detour\WordPress\Audit;

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
		foreach ( $findings as $finding ) {
			if ( isset( $finding['repair'] ) && ! $this->is_current( $finding ) ) {
				/* translators: %s: source of a redirect. */
				return new WP_Error( 'detour_finding_outdated', sprintf( __( 'Nothing was changed: somebody has changed the redirect of %s since it was looked at. Run the audit again.', 'detour' ), $finding['source'] ), array( 'status' => 409 ) );
			}
		}
		list( $merges, $deletions ) = $this->changes( $findings );
		if ( ! $merges && ! $deletions ) {
			return new WP_Error( 'detour_no_repair', __( 'Nothing was changed: these findings have to be repaired by hand.', 'detour' ), array( 'status' => 400 ) );
		}
		$before  = array();
		$history = array();
		if ( $merges ) {
			$done = $this->merge( $merges, $before );
			if ( is_wp_error( $done ) ) {
				return $done;
			}
		}
		if ( $deletions ) {
			$gone = array_filter( array_map( array( $this->repository, 'find' ), $deletions ) );
			$done = $this->repository->delete( $deletions );
			if ( is_wp_error( $done ) ) {
				// What was changed already becomes again what it was.
				$before && $this->repository->restore( $before );
				return $done;
			}
			$before  = array( ...$before, ...$gone );
			$history = $done['history'];
		}
		$settled = array_filter( $findings, static fn( array $finding ): bool => isset( $finding['repair'] ) );
		$this->findings->forget( array_column( $settled, 'id' ) );
		return array(
			'repaired' => count( $settled ),
			'rules'    => array_map( array( RuleJson::class, 'with_objects' ), array_values( $before ) ),
			'history'  => $history,
		);
	}

	/**
	 * Whether the field that a finding is about still is what it was. Long values are compared as far as they are told.
	 *
	 * @param array $finding Finding with a repair.
	 */
	private function is_current( array $finding ): bool {
		$rule = $this->repository->find( $finding['repair']['rule'] );
		if ( ! $rule || '' === $finding['field'] ) {
			return (bool) $rule;
		}
		$inner = static fn( $part, string $name ) => is_array( $part ) ? $part[ $name ] ?? null : null;
		$value = array_reduce( explode( '.', $finding['field'] ), $inner, $rule );
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

	/**
	 * Changes rules.
	 *
	 * @param array<int, array> $merges Changes by the rule's number.
	 * @param array[]           $before Gets the rules as they were.
	 * @return array|WP_Error
	 */
	private function merge( array $merges, array &$before ) {
		$settings = $this->repository->settings();
		return $this->repository->edit_each(
			array_keys( $merges ),
			function ( array $stored ) use ( $merges, $settings, &$before ) {
				$before[] = $stored;
				$checked  = $this->validation->check( array_replace_recursive( $stored, $merges[ $stored['id'] ] ), $settings );
				return is_wp_error( $checked ) ? $checked : $checked['rule'];
			}
		);
	}
}
