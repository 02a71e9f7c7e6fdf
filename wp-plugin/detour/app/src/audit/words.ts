import { __, sprintf } from '@wordpress/i18n';

import type { Finding, Severity } from './api';

export const SEVERITIES: Record< Severity, string > = {
	error: __( 'Error', 'detour' ),
	warning: __( 'Warning', 'detour' ),
	hint: __( 'Hint', 'detour' ),
};

/** What the codes of findings are about. */
export const CODES: Record< string, string > = {
	unsound: __( 'Can’t be served', 'detour' ),
	'dead-pattern': __( 'Broken pattern', 'detour' ),
	loop: __( 'Loop', 'detour' ),
	'self-redirect': __( 'Leads to itself', 'detour' ),
	'open-redirect': __( 'Open redirect', 'detour' ),
	'failing-example': __( 'Failing example', 'detour' ),
	chain: __( 'Chain', 'detour' ),
	'chain-other-origin': __( 'Chain with another plugin', 'detour' ),
	shadowed: __( 'Never reached', 'detour' ),
	duplicate: __( 'Duplicate', 'detour' ),
	'catch-all': __( 'Catches everything', 'detour' ),
	protected: __( 'WordPress’ own page', 'detour' ),
	'http-target': __( 'Not encrypted', 'detour' ),
	'broken-target': __( 'Broken target', 'detour' ),
	'regex-unescaped': __( 'Unescaped character', 'detour' ),
	'regex-unanchored': __( 'Unanchored pattern', 'detour' ),
	unindexable: __( 'Slow pattern', 'detour' ),
	'pattern-memory': __( 'Too many patterns', 'detour' ),
	odd: __( 'Probably not meant', 'detour' ),
	'regex-greedy': __( 'Greedy group', 'detour' ),
	permanent: __( 'Temporary for long', 'detour' ),
	'own-domain': __( 'Own domain in the target', 'detour' ),
	'slash-variant': __( 'Slash at the end', 'detour' ),
	expired: __( 'Time is over', 'detour' ),
	stale: __( 'Nobody needs it', 'detour' ),
};

/**
 * What a repair does, in a word or two.
 *
 * @param finding Finding with a repair.
 */
export function repairWords( finding: Finding ): string {
	const { code, repair, source } = finding;
	if ( repair?.delete ) {
		/* translators: %s: source of a redirect. */
		return sprintf( __( 'Delete %s', 'detour' ), source );
	}
	switch ( code ) {
		case 'chain':
		case 'chain-other-origin':
			return __( 'Lead there at once', 'detour' );
		case 'permanent':
			return __( 'Make it permanent', 'detour' );
		case 'http-target':
			return __( 'Use an encrypted target', 'detour' );
		case 'own-domain':
			return __( 'Use the path alone', 'detour' );
		case 'catch-all':
			return __( 'Only where there is no page', 'detour' );
		case 'protected':
			return __(
				'Only for visitors who are logged in, but not for administrators',
				'detour'
			);
		case 'open-redirect':
			return __( 'Let nobody choose the host', 'detour' );
		case 'loop':
			return repair?.merge?.enabled === false
				? __( 'Disable it', 'detour' )
				: __( 'Leave its own targets alone', 'detour' );
		case 'regex-unescaped':
			return __( 'Escape the character', 'detour' );
		case 'regex-unanchored':
			return __( 'Anchor it at the start', 'detour' );
		case 'regex-greedy':
			return __( 'Make the group lazy', 'detour' );
		case 'slash-variant':
			return __( 'Ignore the slash', 'detour' );
		case 'broken-target':
			return repair?.merge?.enabled === false
				? __( 'Disable it', 'detour' )
				: __( 'Make the fallback the target', 'detour' );
		case 'stale':
			return __( 'Disable it', 'detour' );
		default:
			return __( 'Repair', 'detour' );
	}
}
