import { Notice, Spinner, ToggleControl } from '@wordpress/components';
import { useEffect, useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { type ApiError } from '../api';
import { listOrigins, type Origin, switchOrigin } from './api';
import { useNotices } from '../notices';
import type { Watched } from '../status/use-status';

/**
 * Plugins whose redirects are served: which, why not, and a switch for each.
 *
 * @param props
 * @param props.watched What is known of the server.
 */
export function Origins( { watched }: { watched: Watched } ) {
	const notices = useNotices();
	const [ origins, setOrigins ] = useState< Origin[] | null >( null );
	const [ problem, setProblem ] = useState( '' );
	const [ busy, setBusy ] = useState( '' );
	const { status, watch } = watched;

	// Whenever another rule file is served, other rules of theirs may be.
	const generation = status?.extension?.generation;
	useEffect( () => {
		listOrigins().then(
			( read ) => {
				setOrigins( read );
				setProblem( '' );
			},
			( error: ApiError ) => setProblem( error.message )
		);
	}, [ generation ] );

	async function change( { origin, label }: Origin, enabled: boolean ) {
		setBusy( origin );
		try {
			const saved = await switchOrigin( origin, enabled );
			setOrigins( ( shown ) =>
				( shown ?? [] ).map( ( one ) =>
					one.origin === origin ? saved : one
				)
			);
			/* translators: %s: name of a plugin. */
			const live = __( 'Redirects of %s will be served.', 'detour' );
			/* translators: %s: name of a plugin. */
			const off = __( 'Redirects of %s are left to it.', 'detour' );
			notices.done(
				enabled ? sprintf( live, label ) : sprintf( off, label )
			);
			watch();
		} catch ( error ) {
			notices.failed( error );
		} finally {
			setBusy( '' );
		}
	}

	return (
		<div className="detour-origins">
			<p>
				{ __(
					'While these plugins are active, their redirects stay where they are and are answered after yours, before WordPress starts.',
					'detour'
				) }
			</p>
			{ problem && (
				<Notice status="error" isDismissible={ false }>
					{ problem }
				</Notice>
			) }
			{ ! origins && ! problem && <Spinner /> }
			{ origins?.map( ( origin ) => (
				<ToggleControl
					key={ origin.origin }
					__nextHasNoMarginBottom
					label={ [ origin.label, origin.version ]
						.filter( Boolean )
						.join( ' ' ) }
					help={ [ origin.message, ...origin.notes ].join( ' ' ) }
					checked={ origin.enabled }
					// Not disabled meanwhile, or whoever has it would lose the focus.
					onChange={ ( enabled ) =>
						busy !== origin.origin && change( origin, enabled )
					}
				/>
			) ) }
		</div>
	);
}
