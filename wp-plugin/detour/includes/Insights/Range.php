<?php
/**
 * A stretch of time up to now, cut into hours or days of the site's clock.
 *
 * @package Detour
 */

namespace Detour\WordPress\Insights;

use DateTimeImmutable;
use DateTimeZone;

/**
 * Puts the hours that are counted into the buckets of a plot.
 */
final class Range {
	/**
	 * Days of each range; the shortest is cut into hours.
	 */
	public const DAYS = array(
		'24h' => 1,
		'7d'  => 7,
		'30d' => 30,
		'90d' => 90,
	);

	/**
	 * Unix times at which the buckets begin.
	 *
	 * @var int[]
	 */
	public readonly array $buckets;

	/**
	 * Cuts a range.
	 *
	 * @param string       $name One of the keys of DAYS.
	 * @param int          $now  Unix time.
	 * @param DateTimeZone $zone Zone whose midnights part the days.
	 */
	public function __construct( public readonly string $name, int $now, DateTimeZone $zone ) {
		$days    = self::DAYS[ $name ];
		$buckets = array();
		if ( 1 === $days ) {
			$hour    = intdiv( $now, HOUR_IN_SECONDS ) * HOUR_IN_SECONDS;
			$buckets = range( $hour - 23 * HOUR_IN_SECONDS, $hour, HOUR_IN_SECONDS );
		} else {
			$today = ( new DateTimeImmutable( "@$now" ) )->setTimezone( $zone )->setTime( 0, 0 );
			for ( $back = $days - 1; $back >= 0; $back-- ) {
				$buckets[] = $today->modify( "-$back days" )->getTimestamp();
			}
		}
		$this->buckets = $buckets;
	}

	/**
	 * Unix time of the first hour that is counted. One that begins before midnight, where clocks differ by half an hour,
	 * counts for the day before.
	 */
	public function from(): int {
		return $this->buckets[0];
	}

	/**
	 * Sums of each bucket.
	 *
	 * @param array<int, int> $hours Counts by the Unix time at which their hour begins.
	 * @return int[]
	 */
	public function sums( array $hours ): array {
		ksort( $hours );
		$sums   = array_fill( 0, count( $this->buckets ), 0 );
		$bucket = 0;
		$last   = count( $sums ) - 1;
		foreach ( $hours as $hour => $count ) {
			while ( $bucket < $last && $hour >= $this->buckets[ $bucket + 1 ] ) {
				++$bucket;
			}
			$sums[ $bucket ] += $count;
		}
		return $sums;
	}
}
