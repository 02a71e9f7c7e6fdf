<?php
/**
 * Times that campaigns often have.
 *
 * @package Detour
 */

namespace Detour\WordPress\Campaigns;

use DateTimeImmutable;

/**
 * From midnight to midnight by the clock of the site, whatever daylight saving does in between. What is over this year is
 * next year's.
 */
final class Presets {
	/**
	 * The presets, those that come soonest first.
	 *
	 * @param DateTimeImmutable $now The time it is, in the zone of the site.
	 * @return array<string, array{label: string, from: string, until: string}>
	 */
	public static function all( DateTimeImmutable $now ): array {
		$today = $now->setTime( 0, 0 );
		$times = array(
			'week'         => array( __( 'Seven days from tomorrow', 'detour' ), $today->modify( '+1 day' ), $today->modify( '+8 days' ) ),
			'weekend'      => array( __( 'This weekend', 'detour' ), ...self::weekend( $today ) ),
			'black-friday' => array( __( 'Black Friday week, to Cyber Monday', 'detour' ), ...self::next( $now, array( self::class, 'black_friday' ) ) ),
			'christmas'    => array( __( 'Christmas, 1 to 26 December', 'detour' ), ...self::next( $now, static fn( int $year ): array => array( "$year-12-01", "$year-12-27" ) ) ),
			'new-year'     => array( __( 'Turn of the year, 27 December to 6 January', 'detour' ), ...self::next( $now, static fn( int $year ): array => array( ( $year - 1 ) . '-12-27', "$year-01-07" ) ) ),
		);
		uasort( $times, static fn( array $one, array $other ): int => $one[1] <=> $other[1] );
		return array_map(
			static fn( array $time ): array => array(
				'label' => $time[0],
				'from'  => $time[1]->format( DATE_RFC3339 ),
				'until' => $time[2]->format( DATE_RFC3339 ),
			),
			$times
		);
	}

	/**
	 * Saturday and Sunday: those that are, else those that come.
	 *
	 * @param DateTimeImmutable $today Midnight.
	 * @return DateTimeImmutable[] First instant, and first instant after it.
	 */
	private static function weekend( DateTimeImmutable $today ): array {
		$saturday = $today->modify( '7' === $today->format( 'N' ) ? '-1 day' : 'this saturday' );
		return array( $saturday, $saturday->modify( '+2 days' ) );
	}

	/**
	 * What comes every year: this year's, or the next if that is over.
	 *
	 * @param DateTimeImmutable $now  The time it is.
	 * @param callable          $days Takes a year, gives the first day and the first after it.
	 * @return DateTimeImmutable[] First instant, and first instant after it.
	 */
	private static function next( DateTimeImmutable $now, callable $days ): array {
		$year = (int) $now->format( 'Y' );
		do {
			list( $from, $until ) = array_map( static fn( string $day ): DateTimeImmutable => new DateTimeImmutable( $day, $now->getTimezone() ), $days( $year++ ) );
		} while ( $until <= $now );
		return array( $from, $until );
	}

	/**
	 * From the Monday before Black Friday, which follows the fourth Thursday of November, to Cyber Monday.
	 *
	 * @param int $year Year.
	 * @return string[] First day, and first day after it.
	 */
	private static function black_friday( int $year ): array {
		$thursday = new DateTimeImmutable( "fourth thursday of november $year" );
		return array( $thursday->modify( '-3 days' )->format( 'Y-m-d' ), $thursday->modify( '+5 days' )->format( 'Y-m-d' ) );
	}
}
