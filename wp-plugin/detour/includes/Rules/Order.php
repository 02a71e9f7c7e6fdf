<?php
/**
 * The order in which rules are tried.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

use WP_Error;

// phpcs:disable WordPress.DB -- SQL for an open transaction; names of tables and columns are ours, values go through prepare().

/**
 * Moves a rule to another place among the others.
 *
 * A rule stands by its position, then by its id. Between two neighbours there mostly is a position to take, so that nothing
 * but the moved rule is written. Where there is none, those behind make room: a few if a gap is near, else all of them, by
 * steps wide enough that it need not happen again.
 */
final class Order {
	/**
	 * Distance to a rule that is added behind the others, or renumbered.
	 */
	public const STEP = 1000;

	/**
	 * The greatest position.
	 */
	public const LAST = 4294967295;

	/**
	 * Position of rules that stay behind those that are added later, because they take what no other rule does.
	 */
	public const BEHIND_ALL = self::LAST - 1000 * self::STEP;

	/**
	 * Rules behind among which a gap is looked for.
	 */
	private const NEAR = 100;

	/**
	 * Most rules that make room for one: that takes the database some 15 seconds. Beyond, a web server may give the request up
	 * while somebody waits; the transaction would then be taken back as a whole.
	 */
	private const MOST = 200000;

	/**
	 * Rules that are renumbered by one statement.
	 */
	private const CHUNK = 500;

	/**
	 * The position of a rule that is to be tried after all others, but for those at BEHIND_ALL and beyond.
	 */
	public static function behind(): int {
		$last = self::last();
		return null === $last ? self::STEP : min( self::BEHIND_ALL - 1, self::STEP + $last );
	}

	/**
	 * The greatest position before BEHIND_ALL; null if there is no rule.
	 */
	public static function last(): ?int {
		global $wpdb;
		$last = $wpdb->get_var( $wpdb->prepare( 'SELECT MAX(position) FROM ' . Schema::rules_table() . ' WHERE position < %d', self::BEHIND_ALL ) );
		return null === $last ? null : (int) $last;
	}

	/**
	 * Takes the change that the move is part of.
	 *
	 * @param Change $change Open change.
	 * @param int    $most   Most rules that make room for one.
	 */
	public function __construct( private Change $change, private int $most = self::MOST ) {}

	/**
	 * Moves a rule.
	 *
	 * @param int                                                      $id Number of the rule.
	 * @param array{before?: int, after?: int, place?: int, by?: int} $to One of: the rule it is to stand before or behind;
	 *                                                                    its place among all, from 1; places to go on or, below 0, back.
	 * @return array{id: int, position: int}|WP_Error
	 */
	public function move( int $id, array $to ) {
		$rule = $this->change->find( $id );
		$mark = $to['before'] ?? $to['after'] ?? null;
		if ( ! $rule || ( null !== $mark && ! $this->change->find( $mark ) ) ) {
			return Repository::not_found( array( $rule ? $mark : $id ) );
		}
		$next = $this->next( $rule, $to );
		$prev = $next ? $this->beside( $next, false, $id ) : $this->nth( $id, null );
		if ( ( ! $prev || self::is_before( $prev, $rule ) ) && ( ! $next || self::is_before( $rule, $next ) ) ) {
			return array(
				'id'       => $id,
				'position' => $rule['position'],
			);
		}
		$free = $this->free( $id, $prev, $next ) ?? $this->make_room( $id, $prev ? (int) $prev['position'] : -1, $next );
		if ( is_wp_error( $free ) ) {
			return $free;
		}
		if ( null === $free ) {
			return new WP_Error( 'detour_no_position', __( 'Nothing was changed: no position is left behind this redirect. Give the last redirects of the list lower positions, then move it again.', 'detour' ), array( 'status' => 409 ) );
		}
		$this->change->place( $id, $free );
		return array(
			'id'       => $id,
			'position' => $free,
		);
	}

	/**
	 * The rule that the moved one is to stand before; null if it becomes the last.
	 *
	 * @param array $rule The moved rule.
	 * @param array $to   As for move().
	 */
	private function next( array $rule, array $to ): ?array {
		$id = $rule['id'];
		if ( isset( $to['place'] ) ) {
			return $this->nth( $id, $to['place'] );
		}
		if ( isset( $to['by'] ) ) {
			$mark = $this->beside( $rule, $to['by'] > 0, $id ) ?? $rule;
			return $to['by'] > 0 || $mark === $rule ? $this->beside( $mark, true, $id ) : $mark;
		}
		$mark = $to['before'] ?? $to['after'];
		$mark = $mark === $id ? $rule : $this->change->find( $mark );
		return isset( $to['before'] ) && $mark !== $rule ? $mark : $this->beside( $mark, true, $id );
	}

	/**
	 * The other rule right behind or before one.
	 *
	 * @param array $row    Its id and position.
	 * @param bool  $behind Which.
	 * @param int   $id     Number of the moved rule, which counts for nothing.
	 */
	private function beside( array $row, bool $behind, int $id ): ?array {
		global $wpdb;
		$table     = Schema::rules_table();
		$sign      = $behind ? '>' : '<';
		$direction = $behind ? 'ASC' : 'DESC';
		return $wpdb->get_row(
			$wpdb->prepare(
				"SELECT id, position FROM $table WHERE position $sign= %d AND (position $sign %d OR id $sign %d) AND id <> %d ORDER BY position $direction, id $direction LIMIT 1",
				$row['position'],
				$row['position'],
				$row['id'],
				$id
			),
			ARRAY_A
		);
	}

	/**
	 * The other rule at a place.
	 *
	 * @param int      $id    Number of the moved rule, which counts for nothing.
	 * @param int|null $place Place from 1; null for the last.
	 */
	private function nth( int $id, ?int $place ): ?array {
		global $wpdb;
		$direction = null === $place ? 'DESC' : 'ASC';
		$table     = Schema::rules_table();
		return $wpdb->get_row( $wpdb->prepare( "SELECT id, position FROM $table WHERE id <> %d ORDER BY position $direction, id $direction LIMIT 1 OFFSET %d", $id, max( 0, ( $place ?? 1 ) - 1 ) ), ARRAY_A );
	}

	/**
	 * A position between two neighbours, if there is one.
	 *
	 * @param int        $id   Number of the moved rule.
	 * @param array|null $prev Neighbour before.
	 * @param array|null $next Neighbour behind.
	 */
	private function free( int $id, ?array $prev, ?array $next ): ?int {
		$low  = $prev ? (int) $prev['position'] : -1;
		$high = $next ? (int) $next['position'] : min( max( 0, $low ) + 2 * self::STEP, self::LAST + 1 );
		if ( $high - $low > 1 ) {
			return intdiv( $low + $high, 2 );
		}
		// The id tells rules of one position apart.
		$is_tie = $low === $high;
		if ( $prev && $id > (int) $prev['id'] && ! ( $is_tie && $id > (int) $next['id'] ) ) {
			return $low;
		}
		return $next && ! $is_tie && $id < (int) $next['id'] ? $high : null;
	}

	/**
	 * Moves rules back so that a position becomes free before them.
	 *
	 * @param int        $id   Number of the moved rule.
	 * @param int        $low  Position of the neighbour before; -1 if there is none.
	 * @param array|null $next First of the rules behind.
	 * @return int|WP_Error|null The position; null if there is none left.
	 */
	private function make_room( int $id, int $low, ?array $next ) {
		global $wpdb;
		if ( ! $next ) {
			return null;
		}
		$behind = $wpdb->prepare( 'FROM ' . Schema::rules_table() . ' WHERE position >= %d AND (position > %d OR id >= %d) AND id <> %d', $next['position'], $next['position'], $next['id'], $id );
		$near   = $wpdb->get_results( "SELECT id, position $behind ORDER BY position, id LIMIT " . self::NEAR, ARRAY_A );
		foreach ( $near as $count => $row ) {
			$step = intdiv( (int) $row['position'] - $low, $count + 2 );
			if ( $step > 0 ) {
				$this->renumber( array_column( array_slice( $near, 0, $count ), 'id' ), $low + 2 * $step, $step );
				return $low + $step;
			}
		}
		$count = (int) $wpdb->get_var( "SELECT COUNT(*) $behind" );
		if ( $count > $this->most ) {
			/* translators: 1: number of redirects, 2: most redirects. */
			return new WP_Error( 'detour_move_large', sprintf( __( 'Nothing was changed: %1$d redirects behind this place would have to make room, and one move changes no more than %2$d. Choose a place with fewer behind it, or change the position by hand.', 'detour' ), $count, $this->most ), array( 'status' => 409 ) );
		}
		$step = min( self::STEP, intdiv( self::LAST - $low, $count + 1 ) );
		if ( $step < 1 ) {
			return null;
		}
		// From the last to the first, and never to a lower position: those that are done stand behind all that are still to be read.
		$before = '';
		while ( $count > 0 ) {
			$rows = array_reverse( $wpdb->get_results( "SELECT id, position $behind $before ORDER BY position DESC, id DESC LIMIT " . self::CHUNK, ARRAY_A ) );
			DatabaseError::check( (bool) $rows );
			$count -= count( $rows );
			$this->renumber( array_column( $rows, 'id' ), $low + ( $count + 2 ) * $step, $step );
			$before = $wpdb->prepare( 'AND position <= %d AND (position < %d OR id < %d)', $rows[0]['position'], $rows[0]['position'], $rows[0]['id'] );
		}
		return $low + $step;
	}

	/**
	 * Whether a rule is tried before another.
	 *
	 * @param array $one   Its id and position.
	 * @param array $other Id and position of the other.
	 */
	private static function is_before( array $one, array $other ): bool {
		return array( (int) $one['position'], (int) $one['id'] ) < array( (int) $other['position'], (int) $other['id'] );
	}

	/**
	 * Gives rules positions by steps, unless theirs are greater already. What they do stays, so the time at which somebody
	 * changed them does too.
	 *
	 * @param string[] $ids   Numbers in their order.
	 * @param int      $first Position of the first.
	 * @param int      $step  Distance from one to the next.
	 */
	private function renumber( array $ids, int $first, int $step ): void {
		global $wpdb;
		if ( ! $ids ) {
			return;
		}
		$ids  = array_map( 'intval', $ids );
		$list = implode( ',', $ids );
		$this->change->history->before( $ids );
		DatabaseError::check( $wpdb->query( $wpdb->prepare( 'UPDATE ' . Schema::rules_table() . " SET position = GREATEST(position, %d + %d * (FIELD(id, $list) - 1)) WHERE id IN ($list)", $first, $step ) ) );
	}
}
