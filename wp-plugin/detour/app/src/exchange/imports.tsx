import { Button } from '@wordpress/components';
import { useEffect, useState } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import { Moment } from '../list/moment';
import { useNotices } from '../notices';
import { listImports, undoImport } from './calls';
import type { Import } from './types';

interface Props {
	/** Raised when there may be other imports. */
	changes: number;
	onUndone: () => void;
}

/**
 * Imports that can be taken back; nothing if there are none.
 *
 * @param props
 * @param props.changes
 * @param props.onUndone
 */
export function Imports( { changes, onUndone }: Props ) {
	const notices = useNotices();
	const [ imports, setImports ] = useState< Import[] >( [] );
	const [ busy, setBusy ] = useState( false );

	useEffect( () => {
		listImports().then( setImports, notices.failed );
	}, [ changes, notices ] );

	async function undo( { import: number }: Import ) {
		setBusy( true );
		try {
			const { removed, kept } = await undoImport( number );
			const text = sprintf(
				/* translators: %d: number of redirects. */
				_n(
					'%d redirect removed.',
					'%d redirects removed.',
					removed,
					'detour'
				),
				removed
			);
			/* translators: %d: number of redirects. */
			const rest = __( '%d were changed since and stay.', 'detour' );
			notices.done(
				kept > 0 ? `${ text } ${ sprintf( rest, kept ) }` : text
			);
			onUndone();
		} catch ( error ) {
			notices.failed( error );
		}
		setBusy( false );
	}

	const left = imports.filter( ( { rules } ) => rules > 0 );
	if ( left.length === 0 ) {
		return null;
	}
	return (
		<>
			<h2>{ __( 'Earlier imports', 'detour' ) }</h2>
			<ul className="detour-systems">
				{ left.map( ( one ) => (
					<li key={ one.import }>
						{ sprintf(
							/* translators: 1: number of an import, 2: number of redirects. */
							__( 'Import %1$d: %2$d redirects', 'detour' ),
							one.import,
							one.rules
						) }{ ' ' }
						{ one.time !== null && (
							<span className="detour-help">
								<Moment time={ one.time } /> { one.user_name }
							</span>
						) }{ ' ' }
						<Button
							size="compact"
							variant="secondary"
							disabled={ busy }
							accessibleWhenDisabled
							onClick={ () => undo( one ) }
							aria-label={ sprintf(
								/* translators: %d: number of an import. */
								__( 'Take back import %d', 'detour' ),
								one.import
							) }
						>
							{ __( 'Take back', 'detour' ) }
						</Button>
					</li>
				) ) }
			</ul>
		</>
	);
}
