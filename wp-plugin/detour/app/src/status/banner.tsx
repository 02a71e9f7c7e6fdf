import { speak } from '@wordpress/a11y';
import { Notice } from '@wordpress/components';
import { useEffect } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { Watched } from './use-status';

/**
 * One line that says whether the saved rules are served.
 *
 * @param props
 * @param props.watched What is known of it.
 */
export function Banner( {
	watched: { status, problem },
}: {
	watched: Watched;
} ) {
	const reason = problem ? 'trouble' : ( status?.reason ?? 'checking' );
	const text =
		problem ||
		( status?.message ??
			__(
				'Asking this server which rules it answers with …',
				'detour'
			) );

	useEffect( () => {
		if ( reason !== 'checking' ) {
			speak( text );
		}
		// Said when the state changes, not for each new revision.
		// eslint-disable-next-line react-hooks/exhaustive-deps
	}, [ reason ] );

	const look = (
		{ live: 'success', pending: 'info', checking: 'info' } as const
	 )[ reason ];
	return (
		<div className="detour-banner" data-state={ reason }>
			<Notice
				status={ look ?? 'warning' }
				isDismissible={ false }
				politeness="polite"
				spokenMessage=""
			>
				{ text }
			</Notice>
		</div>
	);
}
