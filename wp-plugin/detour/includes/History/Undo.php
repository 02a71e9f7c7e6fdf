<?php
/**
 * Taking changes back.
 *
 * @package Detour
 */

namespace Detour\WordPress\History;

use Detour\WordPress\Exchange\RuleStore;
use Detour\WordPress\Rules\Change;
use Detour\WordPress\Rules\Repository;
use WP_Error;

/**
 * Puts rules back as they were before a change. That is a change too, so it can be taken back in turn.
 */
final class Undo {
	/**
	 * Takes what it works with.
	 *
	 * @param Log        $log        What was changed.
	 * @param Repository $repository Where rules are kept.
	 * @param RuleStore  $imports    Who takes imports back.
	 */
	public function __construct( private Log $log, private Repository $repository, private RuleStore $imports ) {}

	/**
	 * Takes a change back, all of it or nothing.
	 *
	 * @param int      $batch Number of the change.
	 * @param int|null $rule  Only what it did to this rule; 0 stands for the settings.
	 * @param bool     $force Also where somebody has changed it since.
	 * @return array{rules: int[], revision: int}|WP_Error
	 */
	public function undo( int $batch, ?int $rule, bool $force ) {
		$done = $this->repository->change(
			'undo',
			function ( Change $change ) use ( $batch, $rule, $force ) {
				$entries = $this->log->reversible( $batch, $rule );
				if ( ! $entries ) {
					return new WP_Error( 'detour_history_not_found', __( 'Nothing was changed: the history does not hold this change. It may be older than what is kept; reload the list.', 'detour' ), array( 'status' => 404 ) );
				}
				if ( in_array( $entries[0]['action'], Recorder::FALLBACKS, true ) ) {
					return new WP_Error( 'detour_history_not_reversible', __( 'Nothing was changed: Detour leads to the fallback for as long as the target is broken. To have it otherwise, change the target or the fallback of the redirect.', 'detour' ), array( 'status' => 409 ) );
				}
				if ( null === $rule && 'import' === $entries[0]['action'] ) {
					return $this->imports->take_back( $change, $batch );
				}
				$problem = $this->conflict( $entries, $force );
				if ( $problem ) {
					return $problem;
				}
				$this->put_back( $change, $entries );
				return array( 'rules' => array_map( 'intval', array_column( $entries, 'rule' ) ) );
			}
		);
		if ( ! is_wp_error( $done ) && in_array( 0, $done['rules'] ?? array(), true ) ) {
			/** This action is documented in includes/Settings/RestController.php */
			do_action( 'detour_settings_saved', $this->repository->settings() );
		}
		return $done;
	}

	/**
	 * What keeps entries from being taken back.
	 *
	 * @param array[] $entries Rows.
	 * @param bool    $force   Also what was changed since.
	 */
	private function conflict( array $entries, bool $force ): ?WP_Error {
		$damaged = array_filter( $entries, static fn( array $entry ): bool => null !== $entry['old_rule'] && $entry['rule'] && ! Entry::rule( $entry['old_rule'] ) );
		if ( $damaged ) {
			/* translators: %s: one or more numbers of rules. */
			return new WP_Error( 'detour_history_damaged', sprintf( __( 'Nothing was changed: what was kept of rule %s can\'t be read. Take back the other rules of this change one by one.', 'detour' ), self::numbers( $damaged ) ), array( 'status' => 409 ) );
		}
		$changed = array_filter( $entries, static fn( array $entry ): bool => (bool) $entry['changed'] );
		if ( ! $changed || $force ) {
			return null;
		}
		return new WP_Error(
			'detour_history_conflict',
			0 === (int) reset( $changed )['rule']
				? __( 'Nothing was changed: the settings were saved again since. Look at them, and take the change back all the same if that is what you want.', 'detour' )
				/* translators: %s: one or more numbers of rules. */
				: sprintf( _n( 'Nothing was changed: redirect %s was changed again since. Look at it, and take the change back all the same if that is what you want.', 'Nothing was changed: redirects %s were changed again since. Look at them, and take the change back all the same if that is what you want.', count( $changed ), 'detour' ), self::numbers( $changed ) ),
			array(
				'status' => 409,
				'rules'  => array_map( 'intval', array_column( $changed, 'rule' ) ),
			)
		);
	}

	/**
	 * Puts entries back.
	 *
	 * @param Change  $change  Open change.
	 * @param array[] $entries Rows.
	 */
	private function put_back( Change $change, array $entries ): void {
		$added = array();
		$change->history->before( array_map( 'intval', array_column( $entries, 'rule' ) ) );
		foreach ( $entries as $entry ) {
			$id  = (int) $entry['rule'];
			$old = $entry['old_rule'];
			if ( 0 === $id ) {
				$change->save_settings( $old );
			} elseif ( null !== $old && $entry['is_there'] ) {
				$change->replace( $id, Entry::rule( $old ) );
			} elseif ( null !== $old ) {
				$change->insert( Entry::rule( $old ), array( 'id' => $id ) + $entry );
			} elseif ( $entry['is_there'] ) {
				$added[] = $id;
			}
		}
		$change->delete( $added );
	}

	/**
	 * The first numbers of some rules.
	 *
	 * @param array[] $entries Rows.
	 */
	private static function numbers( array $entries ): string {
		$ids = array_column( $entries, 'rule' );
		return implode( ', ', array_slice( $ids, 0, 10 ) ) . ( count( $ids ) > 10 ? ', …' : '' );
	}
}
