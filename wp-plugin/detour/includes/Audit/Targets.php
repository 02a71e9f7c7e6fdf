<?php
/**
 * What the agent knows of where rules lead.
 *
 * @package Detour
 */

namespace Detour\WordPress\Audit;

use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Rules\Schema;
use ReflectionFunction;

// phpcs:disable WordPress.DB -- Names of tables and columns are ours, values go through prepare().

/**
 * Reads the table of targets, which the agent fills if the site wants that.
 */
final class Targets {
	/**
	 * Most broken targets that an audit is told.
	 */
	private const MOST = 1000;

	/**
	 * Takes what it works with.
	 *
	 * @param Repository $repository Where the settings are kept.
	 */
	public function __construct( private Repository $repository ) {}

	/**
	 * Targets that are broken, as Detour\audit() takes them.
	 *
	 * @return array{url: string, status: int, error: string, since: int}[]
	 */
	public function broken(): array {
		global $wpdb;
		if ( ! $this->are_checked() ) {
			return array();
		}
		$table = Schema::table( 'targets' );
		$rows  = $wpdb->get_results( $wpdb->prepare( "SELECT target, status, error, since FROM $table WHERE broken = 1 ORDER BY since LIMIT %d", self::MOST ), ARRAY_A );
		return array_map(
			static fn( array $row ): array => array(
				'url'    => $row['target'],
				'status' => (int) $row['status'],
				'error'  => $row['error'],
				'since'  => (int) $row['since'],
			),
			(array) $rows
		);
	}

	/**
	 * The same as the last argument of Detour\try_rules(), so that the fallbacks that visitors are sent to are in force there too.
	 * Nothing for an extension that is older than this plugin.
	 *
	 * @return array{broken?: array[]}
	 */
	public function for_trial(): array {
		$takes_them = function_exists( 'Detour\try_rules' ) && ( new ReflectionFunction( 'Detour\try_rules' ) )->getNumberOfParameters() > 3;
		$broken     = $takes_them ? $this->broken() : array();
		return $broken ? array( 'broken' => $broken ) : array();
	}

	/**
	 * How many targets there are, have been asked, could not be asked and are broken; null if nobody is to ask.
	 *
	 * @return array{total: int, asked: int, left: int, broken: int}|null
	 */
	public function summary(): ?array {
		global $wpdb;
		if ( ! $this->are_checked() ) {
			return null;
		}
		$left = 'checked_at > 0 AND status = 0 AND failed_days = 0';
		$sums = $wpdb->get_row( "SELECT COUNT(*) AS total, SUM(checked_at > 0 AND NOT ($left)) AS asked, SUM($left) AS `left`, SUM(broken) AS broken FROM " . Schema::table( 'targets' ), ARRAY_A );
		return array_map( 'intval', (array) $sums );
	}

	/**
	 * Whether the site wants targets to be asked.
	 */
	private function are_checked(): bool {
		return ! empty( $this->repository->settings()['targets']['check'] );
	}
}
