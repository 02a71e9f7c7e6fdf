<?php
/**
 * Rules that are served where another plugin keeps them, as a list.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

use Detour\WordPress\Origins\Report;
use WP_Error;

/**
 * Reads all rules of the plugin for each page, as there is no other way to know what they mean; so there is a limit. How many
 * there are the database is asked, right before: what the agent has told of them may be old, or of another plugin's version.
 */
final class LiveList {
	/**
	 * Most rules that are read.
	 */
	private const MOST = 10000;

	/**
	 * Reads the rules of one plugin: takes its origin and options, as Exchange\Extension::read_system().
	 *
	 * @var callable
	 */
	private $read;

	/**
	 * Counts the rules of all plugins: as Exchange\Extension::systems().
	 *
	 * @var callable
	 */
	private $count;

	/**
	 * Takes how it stands with the plugins, and who reads and counts their rules.
	 *
	 * @param Report   $report How it stands with them.
	 * @param callable $read   Reader.
	 * @param callable $count  Counter.
	 */
	public function __construct( private Report $report, callable $read, callable $count ) {
		$this->read  = $read;
		$this->count = $count;
	}

	/**
	 * One page of rules, as Repository::list() gives it.
	 *
	 * @param string    $origin Which plugin's.
	 * @param ListQuery $query  What to show.
	 * @return array{rules: array[], counts: array[], health: null[], total: int}|WP_Error
	 */
	public function list( string $origin, ListQuery $query ) {
		$about = array_column( $this->report->all(), null, 'origin' )[ $origin ];
		if ( null === $about['version'] || ! $about['enabled'] ) {
			return new WP_Error( 'detour_origin_off', $about['message'], array( 'status' => 409 ) );
		}
		if ( $query->health ) {
			/* translators: %s: name of a plugin. */
			return new WP_Error( 'detour_origin_health', sprintf( __( 'The redirects of %s can\'t be filtered by their health. Remove this filter; the audit shows what is wrong with them.', 'detour' ), $about['label'] ), array( 'status' => 400 ) );
		}
		$counts = ( $this->count )();
		if ( is_wp_error( $counts ) ) {
			return $counts;
		}
		$kept = (int) ( array_column( $counts, 'rules', 'system' )[ $origin ] ?? 0 );
		if ( $kept > self::MOST ) {
			return self::too_many( $about['label'], $kept );
		}
		$read = ( $this->read )( $origin, array( 'json' => true ) );
		if ( is_wp_error( $read ) ) {
			return $read;
		}
		// One that is kept may be several here.
		if ( count( $read['rules'] ) > self::MOST ) {
			return self::too_many( $about['label'], count( $read['rules'] ) );
		}
		$rows = array();
		foreach ( $read['rules'] as $index => $text ) {
			$hits   = $read['hits'][ $index ] ?? array();
			// Its number is that of its row, which stands in its place.
			$rule   = array( 'id' => (int) preg_replace( '/\D+/', '', $read['places'][ $index ] ) ) + (array) json_decode( $text, true );
			$rows[] = array(
				'rule'   => $rule,
				'counts' => array(
					'hits'     => (int) ( $hits['hits'] ?? 0 ),
					'last_hit' => isset( $hits['last'] ) ? (int) $hits['last'] : null,
				),
			);
		}
		$rows = array_values( array_filter( $rows, static fn( array $row ): bool => self::is_wanted( $row['rule'], $query ) ) );
		$keys = array_map( static fn( array $row, int $place ) => self::key( $row, $place, $query->sorted_by ), $rows, array_keys( $rows ) );
		array_multisort( $keys, $query->descending ? SORT_DESC : SORT_ASC, array_keys( $rows ), $rows );
		$page = array_slice( $rows, $query->offset(), $query->limit() );
		return array(
			'rules'  => array_column( $page, 'rule' ),
			'counts' => array_column( $page, 'counts' ),
			// The audit's findings of them are on its own screen.
			'health' => array_fill( 0, count( $page ), null ),
			'total'  => count( $rows ),
		);
	}

	/**
	 * Why none are shown.
	 *
	 * @param string $label Name of the plugin.
	 * @param int    $rules How many it keeps.
	 */
	private static function too_many( string $label, int $rules ): WP_Error {
		/* translators: 1: name of a plugin, 2: number of redirects, 3: most redirects that are shown. */
		return new WP_Error( 'detour_origin_large', sprintf( __( '%1$s keeps %2$d redirects, and this list shows no more than %3$d of another plugin. See them on its own screen; they are served all the same.', 'detour' ), $label, $rules, self::MOST ), array( 'status' => 409 ) );
	}

	/**
	 * Whether a rule passes the filters.
	 *
	 * @param array     $rule  Canonical rule.
	 * @param ListQuery $query What to show.
	 */
	private static function is_wanted( array $rule, ListQuery $query ): bool {
		$found = '' === $query->search || false !== mb_stripos( $rule['source']['value'] . "\n" . self::target( $rule ) . "\n" . ( $rule['note'] ?? '' ), $query->search );
		return $found
			&& ( null === $query->enabled || $query->enabled === $rule['enabled'] )
			&& ( ! $query->kinds || in_array( $rule['source']['kind'], $query->kinds, true ) )
			&& ( ! $query->codes || in_array( RuleJson::code( $rule ), $query->codes, true ) )
			&& ( ! $query->dialects || in_array( $rule['dialect'], $query->dialects, true ) )
			&& ( null === $query->group || $query->group === $rule['group'] );
	}

	/**
	 * What a row is sorted by.
	 *
	 * @param array  $row       Rule and counts.
	 * @param int    $place     Its place in the plugin's own order.
	 * @param string $sorted_by One of ListQuery::sortable().
	 * @return int|string
	 */
	private static function key( array $row, int $place, string $sorted_by ) {
		$rule = $row['rule'];
		return match ( $sorted_by ) {
			'id', 'enabled'       => (int) $rule[ $sorted_by ],
			'kind', 'source'      => $rule['source'][ 'kind' === $sorted_by ? 'kind' : 'value' ],
			'target'              => self::target( $rule ),
			'code'                => (int) RuleJson::code( $rule ),
			'group', 'dialect'    => $rule[ $sorted_by ],
			'hits', 'last_hit'    => (int) $row['counts'][ $sorted_by ],
			default               => $place,
		};
	}

	/**
	 * Where a rule leads; '' if it has no single target.
	 *
	 * @param array $rule Canonical rule.
	 */
	private static function target( array $rule ): string {
		return (string) ( RuleJson::target( $rule ) ?? '' );
	}
}
