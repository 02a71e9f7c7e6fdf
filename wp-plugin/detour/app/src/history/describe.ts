import { __, _n, sprintf } from '@wordpress/i18n';

import type { Change, Entry, HistoryAction } from './types';

export const ACTIONS: Record< HistoryAction, string > = {
	create: __( 'Added', 'detour' ),
	update: __( 'Changed', 'detour' ),
	enable: __( 'Enabled', 'detour' ),
	disable: __( 'Disabled', 'detour' ),
	delete: __( 'Deleted', 'detour' ),
	move: __( 'Moved', 'detour' ),
	restore: __( 'Put back', 'detour' ),
	import: __( 'Imported', 'detour' ),
	undo: __( 'Taken back', 'detour' ),
	settings: __( 'Settings saved', 'detour' ),
	permalink: __( 'Page moved', 'detour' ),
	trash: __( 'Page in the trash', 'detour' ),
	campaign: __( 'Campaign', 'detour' ),
	'domain-move': __( 'Move to another domain', 'detour' ),
	languages: __( 'Languages', 'detour' ),
	fallback: __( 'Target broken, fallback in force', 'detour' ),
	'fallback-over': __( 'Target back, fallback over', 'detour' ),
};

/**
 * Whether a change is the agent's doing, which nobody can take back.
 *
 * @param entry        What was done.
 * @param entry.action
 */
export function isByAgent( { action }: Entry ): boolean {
	return action === 'fallback' || action === 'fallback-over';
}

/**
 * How many rules a change was about besides the first; empty for none.
 *
 * @param change         Change.
 * @param change.entries
 */
export function describeOthers( { entries }: Change ): string {
	const others = entries - 1;
	return others
		? sprintf(
				/* translators: %d: number of redirects besides the one that is named. */
				_n( 'and %d other', 'and %d others', others, 'detour' ),
				others
			)
		: '';
}

/**
 * What a rule is known by.
 *
 * @param entry        What was done to it.
 * @param entry.rule
 * @param entry.before
 * @param entry.after
 */
export function sourceOf( { rule, before, after }: Entry ): string {
	return rule
		? ( ( after ?? before )?.source?.value ??
				/* translators: %d: number of a redirect. */
				sprintf( __( 'Redirect %d', 'detour' ), rule ) )
		: __( 'Settings', 'detour' );
}

/**
 * Who made a change.
 *
 * @param entry           What was done.
 * @param entry.user
 * @param entry.user_name
 */
export function describeUser( { user, user_name: name }: Entry ): string {
	if ( ! user ) {
		return name || __( 'WordPress', 'detour' );
	}
	return (
		name ||
		/* translators: %d: number of a user. */
		sprintf( __( 'User %d, who is gone', 'detour' ), user )
	);
}
