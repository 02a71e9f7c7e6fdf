import { __, sprintf } from '@wordpress/i18n';

import { site } from '../site';
import type { Action, ActionWord, Dialect, Kind, Problem } from './types';

export const KINDS: Record< Kind, string > = {
	exact: __( 'This path exactly', 'detour' ),
	prefix: __( 'Paths that start with it', 'detour' ),
	wildcard: __( 'Wildcard', 'detour' ),
	regex: __( 'Regular expression', 'detour' ),
	contains: __( 'Paths that contain it', 'detour' ),
	suffix: __( 'Paths that end with it', 'detour' ),
};

/** Each kind by an example. */
export const KIND_EXAMPLES: Record< Kind, string > = {
	exact: __( 'A path on this site, as /old-page.', 'detour' ),
	prefix: __(
		'/shop also catches /shop/shoes; put $1 into the target for the rest.',
		'detour'
	),
	wildcard: __(
		'/blog/* catches /blog/anything; put $1 into the target to use what * stood for.',
		'detour'
	),
	regex: __(
		'^/item/([0–9]+)$ without delimiters; put $1 into the target for the first group.',
		'detour'
	),
	contains: __( 'As Rank Math compares: anywhere in the path.', 'detour' ),
	suffix: __( 'As Rank Math compares: at the end of the path.', 'detour' ),
};

export const ACTIONS: Record< ActionWord, string > = {
	redirect: __( 'Redirect to a target', 'detour' ),
	split: __( 'Split visitors between targets', 'detour' ),
	respond: __( 'Answer with a status only', 'detour' ),
	rewrite: __( 'Show another page under this address', 'detour' ),
	ignore: __( 'Leave it to WordPress', 'detour' ),
};

export const DIALECTS: Record< Dialect, string > = {
	native: __( 'Detour', 'detour' ),
	redirection: __( 'as Redirection', 'detour' ),
	'rank-math': __( 'as Rank Math', 'detour' ),
};

const REDIRECT_CODES: Record< number, string > = {
	301: __( '301 Moved permanently', 'detour' ),
	302: __( '302 Found', 'detour' ),
	303: __( '303 See other', 'detour' ),
	304: __( '304 Not modified', 'detour' ),
	307: __( '307 Temporary redirect', 'detour' ),
	308: __( '308 Permanent redirect', 'detour' ),
};

/** When to use which code, in a line each. */
const CODE_ADVICE: Record< number, string > = {
	301: __(
		'For good: search engines move to the target and browsers remember it. A form that is sent may arrive empty; 308 keeps it.',
		'detour'
	),
	302: __(
		'For now: search engines keep the old address. A form that is sent may arrive empty; 307 keeps it.',
		'detour'
	),
	303: __(
		'“Look there instead”: the target is always asked for with GET, as after a form.',
		'detour'
	),
	304: __( 'Tells caches that what they keep is still good.', 'detour' ),
	307: __(
		'For now, and forms that are sent arrive at the target. Nothing is remembered, so it can be taken back at any time.',
		'detour'
	),
	308: __(
		'For good, and forms that are sent arrive at the target. Search engines and browsers remember it.',
		'detour'
	),
	404: __( 'The page is not there.', 'detour' ),
	410: __(
		'The page is gone for good: search engines forget it sooner than after a 404.',
		'detour'
	),
	451: __( 'Not available for legal reasons.', 'detour' ),
	503: __( 'Down for a while: search engines come back later.', 'detour' ),
};

/**
 * Name of a code.
 *
 * @param code Status code.
 */
export function codeName( code: number ): string {
	return (
		REDIRECT_CODES[ code ] ??
		`${ code } ${ site.respondCodes[ code ] ?? '' }`
	);
}

/**
 * What a code is for; empty for those that need no words.
 *
 * @param code Status code.
 */
export function codeAdvice( code: number ): string {
	return CODE_ADVICE[ code ] ?? '';
}

/**
 * Options for select elements.
 *
 * @param labels Labels by value.
 */
export function options< T extends string >(
	labels: Record< T, string >
): { value: T; label: string }[] {
	const values = Object.keys( labels ) as T[];
	return values.map( ( value ) => ( { value, label: labels[ value ] } ) );
}

/**
 * Which action an action is; a redirect if somebody broke it.
 *
 * @param action Action.
 */
export function actionWord( action: Action ): ActionWord {
	const words = Object.keys( ACTIONS ) as ActionWord[];
	return words.find( ( word ) => word in action ) ?? 'redirect';
}

/**
 * The status code of an action; nothing for those that send none.
 *
 * @param action Action.
 */
export function actionCode( action: Action ): number | undefined {
	return action.redirect?.code ?? action.respond?.code ?? action.code;
}

/**
 * Where an action leads, in a few words.
 *
 * @param action Action.
 */
export function describeAction( action: Action ): string {
	switch ( actionWord( action ) ) {
		case 'redirect':
			return action.redirect?.to ?? '';
		case 'split':
			return ( action.split ?? [] )
				.map( ( { to, weight } ) => `${ to } (${ weight })` )
				.join( ', ' );
		case 'rewrite':
			return sprintf(
				/* translators: %s: path of a page. */
				__( 'shows %s', 'detour' ),
				action.rewrite?.to ?? ''
			);
		case 'respond':
			return codeName( action.respond?.code ?? 0 );
		case 'ignore':
			return ACTIONS.ignore;
	}
}

/**
 * What is wrong and the way out, as whole sentences.
 *
 * @param problem         Problem or warning.
 * @param problem.message
 * @param problem.fix
 */
export function problemText( { message, fix }: Problem ): string {
	return [ message, fix ]
		.filter( Boolean )
		.map( ( text ) => ( /[.!?:]$/.test( text ) ? text : `${ text }.` ) )
		.join( ' ' );
}
