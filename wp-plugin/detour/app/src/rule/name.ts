import { __, sprintf } from '@wordpress/i18n';

/** Names of plugins, which are the same in every language. */
const PLUGINS: Record< string, string > = {
	redirection: 'Redirection',
	'rank-math': 'Rank Math',
};

/**
 * What a rule is called where there is no room for more.
 *
 * @param id     Number of the rule.
 * @param origin Where it is kept.
 */
export function ruleName( id: number, origin: string ): string {
	return origin in PLUGINS
		? `${ PLUGINS[ origin ] } #${ id }`
		: /* translators: %d: number of a redirect. */
			sprintf( __( 'Redirect %d', 'detour' ), id );
}
