import { __, _n, sprintf } from '@wordpress/i18n';

import { clock } from '../list/moment';
import { codeName } from '../rule/describe';
import type { Campaign, Decision } from './api';

export const STATES: Record< Campaign[ 'state' ], string > = {
	live: __( 'Live', 'detour' ),
	coming: __( 'Coming', 'detour' ),
	over: __( 'Over', 'detour' ),
	off: __( 'Disabled', 'detour' ),
};

/**
 * From when until when, by the clock of the site.
 *
 * @param campaign       Campaign.
 * @param campaign.from
 * @param campaign.until
 */
export function times( { from, until }: Campaign ): string {
	const words = ( time: string ) => clock( Date.parse( time ) / 1000 );
	if ( from && until ) {
		/* translators: 1: date and time of the start, 2: date and time of the end. */
		const both = __( '%1$s to %2$s', 'detour' );
		return sprintf( both, words( from ), words( until ) );
	}
	return from
		? /* translators: %s: date and time. */
			sprintf( __( 'from %s', 'detour' ), words( from ) )
		: /* translators: %s: date and time. */
			sprintf( __( 'until %s', 'detour' ), words( until ?? '' ) );
}

/**
 * How many redirects it has, and what is odd about them.
 *
 * @param campaign             Campaign.
 * @param campaign.rules
 * @param campaign.enabled
 * @param campaign.unscheduled
 * @param campaign.uniform
 */
export function contents( {
	rules,
	enabled,
	unscheduled,
	uniform,
}: Campaign ): string {
	const disabled = rules - enabled;
	return [
		/* translators: %d: number of redirects. */
		sprintf( _n( '%d redirect', '%d redirects', rules, 'detour' ), rules ),
		disabled > 0 &&
			/* translators: %d: number of redirects. */
			sprintf( __( '%d disabled', 'detour' ), disabled ),
		unscheduled > 0 &&
			/* translators: %d: number of redirects. */
			sprintf( __( '%d always there', 'detour' ), unscheduled ),
		! uniform && __( 'with different times', 'detour' ),
	]
		.filter( Boolean )
		.join( ' · ' );
}

/**
 * What visitors get.
 *
 * @param decision Decision of the engine.
 * @param own      Number of the campaign's redirect.
 */
export function describeDecision( decision: Decision, own: number ): string {
	const { rule, code = 0, location, to } = decision;
	const answer = {
		redirect: `${ code } → ${ location }`,
		respond: codeName( code ),
		/* translators: %s: path of a page. */
		rewrite: sprintf( __( 'Shows %s', 'detour' ), to ?? '' ),
		defer: __(
			'What WordPress decides, which knows the visitor',
			'detour'
		),
		pass: __( 'What WordPress has at this address', 'detour' ),
	}[ decision.decision ];
	return rule && rule !== own
		? sprintf(
				/* translators: 1: what visitors get, 2: number of a redirect. */
				__( '%1$s (redirect %2$d)', 'detour' ),
				answer,
				rule
			)
		: answer;
}
