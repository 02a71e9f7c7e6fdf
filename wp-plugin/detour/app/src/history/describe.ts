import { __, _n, sprintf } from '@wordpress/i18n';

import type { Change, Entry, HistoryAction } from './types';

export const ACTIONS: Record< HistoryAction, string > = {
	create: __( 'Added', 'detour' ),
	update: __( 'Changed', 'detour' ),
	enable: __( 'Enabled', 'detour' ),
	disable: __( 'Disabled', 'detour' ),
	delete: __( 'Deleted', 'detour' ),
	restore: __( 'Put back', 'detour' ),
	import: __( 'Imported', 'detour' ),
	undo: __( 'Taken back', 'detour' ),
	settings: __( 'Settings saved', 'detour' ),
	permalink: __( 'Page moved', 'detour' ),
	trash: __( 'Page in the trash', 'detour' ),
};

/**
 * Which rules a change was about.
 *
 * @param change Change.
 */
export function describeRules( change: Change ): string {
	const first = sourceOf( change );
	const others = change.entries - 1;
	if ( ! others ) {
		return first;
	}
	return sprintf(
		/* translators: 1: source of a redirect, 2: number of other redirects. */
		_n( '%1$s and %2$d other', '%1$s and %2$d others', others, 'detour' ),
		first,
		others
	);
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
		return __( 'WordPress', 'detour' );
	}
	return (
		name ||
		/* translators: %d: number of a user. */
		sprintf( __( 'User %d, who is gone', 'detour' ), user )
	);
}
