<?php

namespace Detour\WordPress\Tests\Campaigns;

use DateTimeImmutable;
use DateTimeZone;
use Detour\WordPress\Campaigns\Presets;
use PHPUnit\Framework\TestCase;

final class PresetsTest extends TestCase {
	/**
	 * @dataProvider times
	 */
	public function test_midnight_to_midnight_by_the_clock_of_the_site( string $now, string $preset, string $from, string $until ): void {
		$found = Presets::all( new DateTimeImmutable( $now, new DateTimeZone( 'Europe/Berlin' ) ) )[ $preset ];
		$this->assertSame( array( $from, $until ), array( $found['from'], $found['until'] ) );
	}

	public static function times(): array {
		return array(
			'black friday of this year'     => array( '2026-06-01', 'black-friday', '2026-11-23T00:00:00+01:00', '2026-12-01T00:00:00+01:00' ),
			'november that begins on a thursday' => array( '2029-06-01', 'black-friday', '2029-11-19T00:00:00+01:00', '2029-11-27T00:00:00+01:00' ),
			'it is on'                      => array( '2026-11-30 23:59:59', 'black-friday', '2026-11-23T00:00:00+01:00', '2026-12-01T00:00:00+01:00' ),
			'it is over'                    => array( '2026-12-01', 'black-friday', '2027-11-22T00:00:00+01:00', '2027-11-30T00:00:00+01:00' ),
			'christmas'                     => array( '2026-12-26 12:00', 'christmas', '2026-12-01T00:00:00+01:00', '2026-12-27T00:00:00+01:00' ),
			'in the new year'               => array( '2027-01-06 12:00', 'new-year', '2026-12-27T00:00:00+01:00', '2027-01-07T00:00:00+01:00' ),
			'before the next'               => array( '2027-01-07', 'new-year', '2027-12-27T00:00:00+01:00', '2028-01-07T00:00:00+01:00' ),
			'the weekend that comes'        => array( '2026-11-25 12:00', 'weekend', '2026-11-28T00:00:00+01:00', '2026-11-30T00:00:00+01:00' ),
			'saturday'                      => array( '2026-11-28 12:00', 'weekend', '2026-11-28T00:00:00+01:00', '2026-11-30T00:00:00+01:00' ),
			'sunday'                        => array( '2026-11-29 12:00', 'weekend', '2026-11-28T00:00:00+01:00', '2026-11-30T00:00:00+01:00' ),
			'clocks go back on the weekend' => array( '2026-10-24 12:00', 'weekend', '2026-10-24T00:00:00+02:00', '2026-10-26T00:00:00+01:00' ),
			'clocks go back in the week'    => array( '2026-10-20 12:00', 'week', '2026-10-21T00:00:00+02:00', '2026-10-28T00:00:00+01:00' ),
		);
	}

	public function test_what_comes_soonest_is_first(): void {
		$this->assertSame( array( 'week', 'weekend', 'black-friday', 'christmas', 'new-year' ), array_keys( Presets::all( new DateTimeImmutable( '2026-10-05', new DateTimeZone( 'UTC' ) ) ) ) );
	}
}
