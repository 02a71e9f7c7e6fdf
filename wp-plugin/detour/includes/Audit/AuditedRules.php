<?php
/**
 * The rules as an audit reads them.
 *
 * @package Detour
 */

namespace Detour\WordPress\Audit;

use Detour\WordPress\Rules\RuleJson;
use Detour\WordPress\Rules\Schema;
use RuntimeException;

// phpcs:disable WordPress.DB -- SQL is the purpose; names of tables and columns are ours, values go through prepare().

/**
 * Gives the enabled rules piece by piece, with what is known of each, so that never all of them are in memory.
 */
final class AuditedRules {
	/**
	 * Rules in one piece.
	 */
	private const CHUNK = 1000;

	/**
	 * Number of the last rule that was given.
	 *
	 * @var int
	 */
	private int $last = 0;

	/**
	 * Takes what comes after the site's own rules.
	 *
	 * @param array[] $others Rules that are kept elsewhere, as Detour\audit() takes them.
	 */
	public function __construct( private array $others = array() ) {}

	/**
	 * The next piece, as Detour\audit() takes it; null after the last.
	 *
	 * @throws RuntimeException If the database doesn't answer.
	 */
	public function __invoke(): ?array {
		global $wpdb;
		$rules = Schema::rules_table();
		$hits  = Schema::table( 'rule_hits' );
		$rows  = $wpdb->get_results(
			$wpdb->prepare(
				"SELECT r.id, r.position, r.enabled, r.rule, r.kind, r.source, r.created_at, r.last_hit, h.last_hit AS counted
				FROM $rules AS r LEFT JOIN $hits AS h ON h.rule = r.id WHERE r.enabled = 1 AND r.id > %d ORDER BY r.id LIMIT %d",
				$this->last,
				self::CHUNK
			),
			ARRAY_A
		);
		if ( $wpdb->last_error ) {
			throw new RuntimeException( esc_html( $wpdb->last_error ) );
		}
		if ( ! $rows ) {
			$others       = $this->others;
			$this->others = array();
			return $others ? $others : null;
		}
		$this->last = (int) end( $rows )['id'];
		return array_map( array( self::class, 'entry' ), $rows );
	}

	/**
	 * A rule with what is known of it.
	 *
	 * @param array $row Row of the query.
	 */
	private static function entry( array $row ): array {
		$last = max( (int) $row['counted'], self::seconds( $row['last_hit'] ) );
		return array_filter(
			array(
				'rule'     => wp_json_encode( RuleJson::with_objects( RuleJson::decode( $row ) ) ),
				'created'  => self::seconds( $row['created_at'] ),
				'last_hit' => $last,
			)
		);
	}

	/**
	 * Unix time of a time in the database, 0 if there is none.
	 *
	 * @param string|null $time Time in UTC.
	 */
	private static function seconds( ?string $time ): int {
		return null === $time ? 0 : max( 0, (int) strtotime( "$time UTC" ) );
	}
}
