import { Button, Notice, Spinner } from '@wordpress/components';
import { useEffect, useState } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import { type ApiError } from '../api';
import { listOrigins, type Origin, switchOrigin } from '../settings/api';
import { useNotices } from '../notices';
import { listSystems } from './calls';
import { SYSTEMS } from './names';
import type { System } from './types';

interface Props {
	busy: boolean;
	onCopy: ( system: string ) => void;
	/** Called when a plugin's redirects are served where they are. */
	onLive: () => void;
}

/**
 * The plugins of this site that have redirects: leave them there and serve them live, or copy them.
 *
 * @param props
 * @param props.busy
 * @param props.onCopy
 * @param props.onLive
 */
export function Systems( { busy, onCopy, onLive }: Props ) {
	const notices = useNotices();
	const [ systems, setSystems ] = useState< System[] | null >( null );
	const [ origins, setOrigins ] = useState< Origin[] >( [] );
	const [ problem, setProblem ] = useState( '' );

	useEffect( () => {
		Promise.all( [ listSystems(), listOrigins() ] ).then(
			( [ found, live ] ) => {
				setSystems( found );
				setOrigins( live );
			},
			( error: ApiError ) => setProblem( error.message )
		);
	}, [] );

	async function serve( origin: Origin ) {
		try {
			const saved = await switchOrigin( origin.origin, true );
			setOrigins( ( shown ) =>
				shown.map( ( one ) =>
					one.origin === saved.origin ? saved : one
				)
			);
			notices.done(
				sprintf(
					/* translators: %s: name of a plugin. */
					__( 'Redirects of %s will be served.', 'detour' ),
					origin.label
				)
			);
			onLive();
		} catch ( error ) {
			notices.failed( error );
		}
	}

	if ( problem ) {
		return (
			<Notice status="error" isDismissible={ false }>
				{ problem }
			</Notice>
		);
	}
	if ( ! systems ) {
		return <Spinner />;
	}
	if ( systems.length === 0 ) {
		return (
			<p>
				{ __(
					'No other plugin of this site has redirects that Detour knows.',
					'detour'
				) }
			</p>
		);
	}
	return (
		<ul className="detour-systems">
			{ systems.map( ( found ) => (
				<SystemItem
					key={ found.system }
					found={ found }
					origin={ origins.find(
						( { origin } ) => origin === found.system
					) }
					busy={ busy }
					onCopy={ onCopy }
					onServe={ serve }
				/>
			) ) }
		</ul>
	);
}

function SystemItem( {
	found,
	origin,
	busy,
	onCopy,
	onServe,
}: {
	found: System;
	origin?: Origin;
	busy: boolean;
	onCopy: ( system: string ) => void;
	onServe: ( origin: Origin ) => void;
} ) {
	const name = SYSTEMS[ found.system ] ?? found.system;
	return (
		<li>
			<strong>{ name }</strong>{ ' ' }
			{ found.refused ??
				sprintf(
					/* translators: %d: number of redirects. */
					_n( '%d redirect', '%d redirects', found.rules, 'detour' ),
					found.rules
				) }
			{ found.active && ` · ${ __( 'active', 'detour' ) }` }
			{ ! found.refused && (
				<div className="detour-buttons">
					{ origin && found.active && ! origin.enabled && (
						<Button
							size="compact"
							variant="primary"
							disabled={ busy }
							accessibleWhenDisabled
							onClick={ () => onServe( origin ) }
							aria-label={ sprintf(
								/* translators: %s: name of a plugin. */
								__( 'Serve redirects of %s live', 'detour' ),
								name
							) }
						>
							{ __(
								'Leave them there, serve them live',
								'detour'
							) }
						</Button>
					) }
					<Button
						size="compact"
						variant="secondary"
						disabled={ busy }
						accessibleWhenDisabled
						onClick={ () => onCopy( found.system ) }
						aria-label={ sprintf(
							/* translators: %s: name of a plugin. */
							__( 'Copy redirects of %s', 'detour' ),
							name
						) }
					>
						{ __( 'Copy them…', 'detour' ) }
					</Button>
				</div>
			) }
			{ origin?.enabled && <p>{ origin.message }</p> }
		</li>
	);
}
