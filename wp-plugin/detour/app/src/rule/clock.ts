/**
 * Times of a schedule, and the site's clock that shows them.
 */
import { date, getDate } from '@wordpress/date';

/**
 * What the browser's control shows for a time: the site's clock, to the minute.
 *
 * @param time RFC 3339.
 */
export function toClock( time?: string ): string {
	return time ? date( 'Y-m-d\\TH:i', time, undefined ) : '';
}

/**
 * The time when the site's clock shows this, with its offset.
 *
 * @param clock As `2026-11-27T00:00`.
 */
export function fromClock( clock: string ): string | undefined {
	return clock
		? date( 'Y-m-d\\TH:i:sP', getDate( clock ), undefined )
		: undefined;
}
