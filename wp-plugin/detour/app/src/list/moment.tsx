import { dateI18n, getSettings, humanTimeDiff } from '@wordpress/date';
import { __ } from '@wordpress/i18n';

/**
 * How long ago something was, and when exactly for whoever points at it.
 *
 * @param props
 * @param props.time Unix time; null for never.
 */
export function Moment( { time }: { time: number | null } ) {
	if ( time === null ) {
		return <>{ __( 'never', 'detour' ) }</>;
	}
	const date = new Date( time * 1000 );
	return (
		<time dateTime={ date.toISOString() } title={ clock( time ) }>
			{ humanTimeDiff( date, undefined ) }
		</time>
	);
}

/**
 * A time on the site's clock.
 *
 * @param time Unix time.
 */
export function clock( time: number ): string {
	return dateI18n( getSettings().formats.datetime, time * 1000, undefined );
}

/**
 * A day on the site's calendar.
 *
 * @param time Unix time.
 */
export function day( time: number ): string {
	return dateI18n( getSettings().formats.date, time * 1000, undefined );
}
