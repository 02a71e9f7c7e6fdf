import { Button, Notice, SelectControl, Spinner } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';
import { addQueryArgs } from '@wordpress/url';

import { readRule } from '../rules/api';
import { day } from '../list/moment';
import { readable } from '../list/url';
import { usePage } from '../list/use-page';
import { useNotices } from '../notices';
import { options } from '../rule/describe';
import type { Rule } from '../rule/types';
import { type RangeName, readSummary, type Split, type Summary } from './api';
import { HitsPlot } from './hits-plot';
import { Ranking } from './ranking';
import { nameOf, percent, shares, total } from './series';
import { Stale } from './stale';

const RANGES: Record< RangeName, string > = {
	'24h': __( '24 hours', 'detour' ),
	'7d': __( '7 days', 'detour' ),
	'30d': __( '30 days', 'detour' ),
	'90d': __( '90 days', 'detour' ),
};

interface Props {
	/** Raised when rules have changed elsewhere. */
	changes: number;
	onChanged: () => void;
	onEdit: ( rule: Rule ) => void;
}

/**
 * What redirects did, in numbers and plots.
 *
 * @param props
 * @param props.changes
 * @param props.onChanged
 * @param props.onEdit
 */
export default function InsightsScreen( {
	changes,
	onChanged,
	onEdit,
}: Props ) {
	const notices = useNotices();
	const [ range, setRange ] = useState< RangeName >( '7d' );
	const { page: summary, problem } = usePage(
		readSummary,
		{ range },
		changes
	);

	return (
		<div className="detour-insights">
			<SelectControl
				__nextHasNoMarginBottom
				__next40pxDefaultSize
				className="detour-range"
				label={ __( 'Range', 'detour' ) }
				labelPosition="side"
				value={ range }
				options={ options( RANGES ) }
				onChange={ setRange }
			/>
			{ problem && (
				<Notice status="error" isDismissible={ false }>
					{ problem }
				</Notice>
			) }
			{ ! summary && ! problem && <Spinner /> }
			{ summary && (
				<Overview
					summary={ summary }
					onRule={ ( id ) =>
						readRule( id ).then( onEdit, notices.failed )
					}
				/>
			) }
			<Stale
				changes={ changes }
				onChanged={ onChanged }
				onEdit={ onEdit }
			/>
		</div>
	);
}

interface OverviewProps {
	summary: Summary;
	onRule: ( id: number ) => void;
}

function Overview( { summary, onRule }: OverviewProps ) {
	const { rules, missing, splits } = summary;
	return (
		<>
			<Shares summary={ summary } />
			<HitsPlot summary={ summary } />
			<div className="detour-columns">
				<Ranking
					title={ __( 'Redirects that acted most', 'detour' ) }
					heads={ [
						__( 'Redirect', 'detour' ),
						__( 'Hits', 'detour' ),
					] }
					nothing={ __( 'None has acted.', 'detour' ) }
					rows={ rules.map(
						( { rule, origin, source, total: count } ) => {
							const name = nameOf( rule, origin, source );
							return {
								key: `${ origin } ${ rule }`,
								count,
								name:
									source === null ? (
										name
									) : (
										<Button
											variant="link"
											onClick={ () => onRule( rule ) }
										>
											{ name }
										</Button>
									),
							};
						}
					) }
				/>
				<Ranking
					title={ sprintf(
						/* translators: %s: date. */
						__( 'URLs without a page, since %s', 'detour' ),
						day( missing.from )
					) }
					heads={ [
						__( 'URL', 'detour' ),
						__( 'Requests', 'detour' ),
					] }
					nothing={ __( 'Every page was there.', 'detour' ) }
					rows={ missing.urls.map( ( { hash, url, hits } ) => ( {
						key: hash,
						name: (
							<a
								href={ addQueryArgs( window.location.href, {
									tab: 'not-found',
									search: url,
								} ) }
							>
								{ readable( url ) }
							</a>
						),
						count: hits,
					} ) ) }
				/>
				{ splits.map( ( split ) => (
					<SplitCard
						key={ `${ split.origin } ${ split.rule }` }
						split={ split }
					/>
				) ) }
			</div>
		</>
	);
}

function Shares( { summary }: { summary: Summary } ) {
	const counts = shares( summary );
	const all = total( Object.values( counts ) );
	const names: Record< keyof typeof counts, string > = {
		redirected: __( 'Redirected', 'detour' ),
		answered: __( 'Answered with a status', 'detour' ),
		passed: __( 'Rewritten or left to WordPress', 'detour' ),
		missing: __( 'No page', 'detour' ),
	};
	return (
		<dl className="detour-shares">
			{ ( Object.keys( names ) as ( keyof typeof names )[] ).map(
				( key ) => (
					<div key={ key } className="detour-card">
						<dt>{ names[ key ] }</dt>
						<dd>
							{ counts[ key ].toLocaleString() }
							<span className="detour-marks">
								{ percent( counts[ key ], all ) }
							</span>
						</dd>
					</div>
				)
			) }
		</dl>
	);
}

function SplitCard( { split }: { split: Split } ) {
	const { rule, origin, source, variants } = split;
	const hits = total( variants.map( ( one ) => one.hits ) );
	const weights = total( variants.map( ( { weight } ) => weight ?? 0 ) );
	/* translators: 1: share of visitors, 2: share that is aimed at. */
	const aimed = __( '%1$s, aim %2$s', 'detour' );
	/* translators: %d: number of a target of a split. */
	const removed = __( 'Target %d, removed', 'detour' );
	return (
		<Ranking
			title={ sprintf(
				/* translators: %s: source of a redirect. */
				__( 'Split of %s', 'detour' ),
				nameOf( rule, origin, source )
			) }
			heads={ [ __( 'Target', 'detour' ), __( 'Visitors', 'detour' ) ] }
			nothing=""
			rows={ variants.map( ( { variant, to, weight, hits: count } ) => ( {
				key: String( variant ),
				name:
					to === null ? sprintf( removed, variant ) : readable( to ),
				count,
				more:
					weight === null
						? percent( count, hits )
						: sprintf(
								aimed,
								percent( count, hits ),
								percent( weight, weights )
							),
			} ) ) }
		/>
	);
}
