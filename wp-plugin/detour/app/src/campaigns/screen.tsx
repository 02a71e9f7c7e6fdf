import { Button, Notice, Spinner } from '@wordpress/components';
import { useEffect, useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';
import { addQueryArgs } from '@wordpress/url';

import type { ApiError } from '../api';
import { undoChange } from '../history/api';
import { useChanges } from '../rules/changes';
import {
	type Campaign,
	endCampaign,
	listCampaigns,
	type Preset,
	type Saved,
} from './api';
import { CampaignForm } from './form';
import { OutcomeTable } from './outcome';
import { contents, STATES, times } from './words';

interface Props {
	/** Raised when rules have changed. */
	changes: number;
	onChanged: () => void;
}

/**
 * Redirects that come and go together: what is live, what comes, what is over.
 *
 * @param props
 * @param props.changes
 * @param props.onChanged
 */
export default function CampaignsScreen( { changes, onChanged }: Props ) {
	const { run } = useChanges( onChanged );
	const [ listed, setListed ] = useState< {
		campaigns: Campaign[];
		presets: Preset[];
	} | null >( null );
	const [ problem, setProblem ] = useState( '' );
	// Undefined while nothing is edited, null for a new one.
	const [ editing, setEditing ] = useState< Campaign | null | undefined >();

	useEffect( () => {
		listCampaigns().then(
			( found ) => {
				setListed( found );
				setProblem( '' );
			},
			( error: ApiError ) => setProblem( error.message )
		);
	}, [ changes ] );

	const saved = ( { name, change }: Saved ) => {
		setEditing( undefined );
		/* translators: %s: name of a campaign. */
		const text = sprintf( __( 'Campaign “%s” saved.', 'detour' ), name );
		run(
			() => Promise.resolve(),
			text,
			() => undoChange( change )
		);
	};

	function end( { name }: Campaign ) {
		let change = 0;
		run(
			async () => {
				( { change } = await endCampaign( name ) );
			},
			/* translators: %s: name of a campaign. */
			sprintf( __( 'Campaign “%s” ended.', 'detour' ), name ),
			() => undoChange( change )
		);
	}

	return (
		<div className="detour-campaigns">
			{ problem && (
				<Notice status="error" isDismissible={ false }>
					{ problem }
				</Notice>
			) }
			{ ! listed && ! problem && <Spinner /> }
			{ listed && (
				<>
					<div className="detour-card-head">
						<h2>{ __( 'Campaigns', 'detour' ) }</h2>
						<Button
							__next40pxDefaultSize
							variant="secondary"
							onClick={ () => setEditing( null ) }
						>
							{ __( 'Add campaign', 'detour' ) }
						</Button>
					</div>
					<p className="detour-help">
						{ __(
							'A campaign is a group of redirects with a start or an end. It is switched on and off to the second, without WordPress.',
							'detour'
						) }
					</p>
					{ listed.campaigns.length === 0 && (
						<p>
							{ __(
								'There are no campaigns yet: no group has a redirect with a schedule.',
								'detour'
							) }
						</p>
					) }
					{ listed.campaigns.map( ( campaign ) => (
						<Card
							key={ campaign.name }
							campaign={ campaign }
							changes={ changes }
							onEdit={ () => setEditing( campaign ) }
							onEnd={ () => end( campaign ) }
						/>
					) ) }
					{ editing !== undefined && (
						<CampaignForm
							campaign={ editing }
							presets={ listed.presets }
							onSaved={ saved }
							onClose={ () => setEditing( undefined ) }
						/>
					) }
				</>
			) }
		</div>
	);
}

function Card( {
	campaign,
	changes,
	onEdit,
	onEnd,
}: {
	campaign: Campaign;
	changes: number;
	onEdit: () => void;
	onEnd: () => void;
} ) {
	const [ isOpen, setOpen ] = useState( false );
	const { name, state } = campaign;
	const about = ( label: string ) => `${ label }: ${ name }`;
	const change = __( 'Change', 'detour' );
	const endNow =
		state === 'coming'
			? __( 'Call off', 'detour' )
			: __( 'End now', 'detour' );
	const outcome = __( 'What visitors get', 'detour' );
	const show = __( 'Show redirects', 'detour' );
	return (
		<section className="detour-card" aria-label={ name }>
			<div className="detour-card-head">
				<h3>
					{ name }{ ' ' }
					<span className={ `detour-state is-${ state }` }>
						{ STATES[ state ] }
					</span>
				</h3>
				<div className="detour-buttons">
					{ ( state === 'live' || state === 'coming' ) && (
						<Button
							size="compact"
							variant="secondary"
							isDestructive
							aria-label={ about( endNow ) }
							onClick={ onEnd }
						>
							{ endNow }
						</Button>
					) }
					<Button
						size="compact"
						variant="secondary"
						aria-label={ about( change ) }
						onClick={ onEdit }
					>
						{ change }
					</Button>
					<Button
						size="compact"
						variant="tertiary"
						aria-expanded={ isOpen }
						aria-label={ about( outcome ) }
						onClick={ () => setOpen( ! isOpen ) }
					>
						{ outcome }
					</Button>
					<Button
						size="compact"
						variant="tertiary"
						aria-label={ about( show ) }
						href={ addQueryArgs( window.location.href, {
							tab: 'redirects',
							group: name,
						} ) }
					>
						{ show }
					</Button>
				</div>
			</div>
			<p>
				{ times( campaign ) } · { contents( campaign ) }
			</p>
			{ isOpen && <OutcomeTable name={ name } changes={ changes } /> }
		</section>
	);
}
