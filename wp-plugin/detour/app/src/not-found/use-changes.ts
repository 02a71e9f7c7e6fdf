import { __, _n, sprintf } from '@wordpress/i18n';

import { changeRules } from '../rules/api';
import { readSettings, saveSettings } from '../settings/api';
import { useChanges as useRuleChanges } from '../rules/changes';
import {
	changeMissing,
	type MissingUrl,
	redirectMissing,
	type Wanted,
} from './api';

export type Changes = ReturnType< typeof useChanges >;

/**
 * Changes the list, says so, and offers to take it back where that can be.
 *
 * @param onListed Called after each change of the list.
 * @param onRules  Called after each change of the rules.
 */
export function useChanges( onListed: () => void, onRules: () => void ) {
	const { run } = useRuleChanges( onListed );
	const { run: runRules } = useRuleChanges( () => {
		onListed();
		onRules();
	} );

	return {
		change( urls: MissingUrl[], action: 'ignore' | 'show' | 'delete' ) {
			const hashes = urls.map( ( { hash } ) => hash );
			const back = action === 'ignore' ? 'show' : 'ignore';
			return run(
				() => changeMissing( hashes, action ),
				tell( action, urls.length ),
				// What is deleted is gone until it is asked for again.
				action === 'delete'
					? undefined
					: () => changeMissing( hashes, back )
			);
		},
		redirect( urls: MissingUrl[], wanted: Wanted ) {
			let ids: number[] = [];
			const hashes = urls.map( ( { hash } ) => hash );
			return runRules(
				async () => {
					( { ids } = await redirectMissing( hashes, wanted ) );
				},
				() => tellAdded( ids.length, urls.length - ids.length ),
				() => changeRules( ids, { action: 'delete' } )
			);
		},
		ignoreAll( pattern: string ) {
			const save = async ( edit: ( ignored: string[] ) => string[] ) => {
				const settings = await readSettings();
				const ignored = edit( settings.ignored );
				await saveSettings( { ...settings, ignored } );
			};
			return runRules(
				() => save( ( ignored ) => [ ...ignored, pattern ] ),
				__( 'What is like that is no longer recorded.', 'detour' ),
				() =>
					save( ( ignored ) =>
						ignored.filter( ( one ) => one !== pattern )
					)
			);
		},
	};
}

function tellAdded( count: number, left: number ): string {
	const added = sprintf(
		/* translators: %d: number of redirects. */
		_n( '%d redirect added.', '%d redirects added.', count, 'detour' ),
		count
	);
	const others = sprintf(
		/* translators: %d: number of URLs. */
		_n(
			'No page is enough like %d other URL.',
			'No page is enough like %d other URLs.',
			left,
			'detour'
		),
		left
	);
	return left ? `${ added } ${ others }` : added;
}

function tell( action: 'ignore' | 'show' | 'delete', count: number ): string {
	switch ( action ) {
		case 'ignore':
			return sprintf(
				/* translators: %d: number of URLs. */
				_n( '%d URL ignored.', '%d URLs ignored.', count, 'detour' ),
				count
			);
		case 'show':
			return sprintf(
				/* translators: %d: number of URLs. */
				_n(
					'%d URL no longer ignored.',
					'%d URLs no longer ignored.',
					count,
					'detour'
				),
				count
			);
		case 'delete':
			return sprintf(
				/* translators: %d: number of URLs. */
				_n( '%d URL deleted.', '%d URLs deleted.', count, 'detour' ),
				count
			);
	}
}
