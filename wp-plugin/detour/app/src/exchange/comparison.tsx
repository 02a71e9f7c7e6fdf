import { Button, Notice, ProgressBar } from '@wordpress/components';
import { __, _n, sprintf } from '@wordpress/i18n';

import { FirstRows } from './first-rows';
import type { Compared, ComparedDifference, ImportRequest } from './types';
import { useComparison } from './use-comparison';

/**
 * Proof before the switch: the site as it runs and the redirects that are to be imported are asked the same.
 *
 * @param props
 * @param props.request What is to be imported.
 */
export function Comparison( { request }: { request: ImportRequest } ) {
	const { state, found, differences, problem, start, stop } =
		useComparison( request );
	const running = state === 'running';
	return (
		<section className="detour-comparison" aria-busy={ running }>
			<h4>{ __( 'Compare with the running site', 'detour' ) }</h4>
			<p>
				{ __(
					'Asks this site for URLs made from each redirect, as a visitor would, and compares its answers with those of the redirects to be imported. Nothing is changed, but the other plugin counts these visits.',
					'detour'
				) }
			</p>
			{ problem && (
				<Notice status="error" isDismissible={ false }>
					{ problem }
				</Notice>
			) }
			<div className="detour-buttons">
				{ running ? (
					<Button
						__next40pxDefaultSize
						variant="secondary"
						onClick={ stop }
					>
						{ __( 'Stop comparing', 'detour' ) }
					</Button>
				) : (
					<Button
						__next40pxDefaultSize
						variant="secondary"
						onClick={ start }
					>
						{ found
							? __( 'Compare again', 'detour' )
							: __( 'Compare', 'detour' ) }
					</Button>
				) }
				{ running && (
					<ProgressBar
						value={
							found?.report.rules
								? ( 100 * found.begun ) / found.report.rules
								: undefined
						}
					/>
				) }
				<span role="status">
					{ running && progress( found ) }
					{ state === 'stopped' &&
						__( 'Stopped before the end.', 'detour' ) }
				</span>
			</div>
			{ found && state === 'done' && <Outcome found={ found } /> }
			{ found && (
				<Differences
					differences={ differences }
					count={ found.report.differences }
				/>
			) }
			{ found && state === 'done' && <Unproved found={ found } /> }
		</section>
	);
}

function progress( found: Compared | null ): string {
	if ( ! found ) {
		return __( 'Asking the site…', 'detour' );
	}
	return sprintf(
		/* translators: 1: number of redirects that were begun, 2: number of redirects, 3: number of requests. */
		__( 'Redirect %1$d of %2$d, %3$d requests', 'detour' ),
		found.begun,
		found.report.rules,
		found.report.requests
	);
}

function Outcome( { found: { report, counts } }: { found: Compared } ) {
	const answered = report.requests - report.unanswered;
	if ( report.differences > 0 ) {
		return (
			<Notice status="warning" isDismissible={ false }>
				{ sprintf(
					/* translators: 1: number of differences, 2: number of requests. */
					_n(
						'%1$d difference in %2$d requests.',
						'%1$d differences in %2$d requests.',
						report.differences,
						'detour'
					),
					report.differences,
					answered
				) }
			</Notice>
		);
	}
	if ( report.unanswered > 0 || report.exercised === 0 ) {
		return (
			<Notice status="warning" isDismissible={ false }>
				{ report.exercised === 0
					? __(
							'No redirect was put to the test, so nothing is proved.',
							'detour'
						)
					: sprintf(
							/* translators: 1: number of requests, 2: what went wrong with the first one. */
							__(
								'No difference, but %1$d requests got no answer: %2$s',
								'detour'
							),
							report.unanswered,
							report.first_failure ?? ''
						) }
			</Notice>
		);
	}
	return (
		<Notice status="success" isDismissible={ false }>
			{ sprintf(
				/* translators: 1: number of requests, 2: number of redirects that they put to the test, 3: number of redirects. */
				__(
					'No difference in %1$d requests; %2$d of %3$d redirects were put to the test.',
					'detour'
				),
				answered,
				report.exercised,
				report.exercised + counts.not_exercised
			) }
		</Notice>
	);
}

function Differences( {
	differences,
	count,
}: {
	differences: ComparedDifference[];
	count: number;
} ) {
	if ( count === 0 ) {
		return null;
	}
	return (
		<FirstRows
			label={ __( 'Differences', 'detour' ) }
			heads={ [
				__( 'Place', 'detour' ),
				__( 'Request', 'detour' ),
				__( 'The site today', 'detour' ),
				__( 'After the import', 'detour' ),
			] }
			rows={ differences.map( ( one, index ) => (
				<tr key={ index }>
					<td>{ one.place }</td>
					<td>
						<code>
							{ one.request.method }{ ' ' }
							{ ownPath( one.request.url ) }
						</code>
						{ one.request.headers?.map( ( [ name, value ] ) => (
							<div key={ name }>
								<code>
									{ name }: { value }
								</code>
							</div>
						) ) }
					</td>
					<td>{ answer( one.actual ) }</td>
					<td>
						{ answer( one.expected ) }
						<div>{ one.cause.text }</div>
					</td>
				</tr>
			) ) }
			count={ count }
		/>
	);
}

// The site's own address says nothing new.
function ownPath( url: string ): string {
	const { origin } = window.location;
	return url.startsWith( `${ origin }/` ) ? url.slice( origin.length ) : url;
}

function answer( {
	status,
	location,
}: {
	status?: number;
	location?: string;
} ): string {
	if ( status === undefined ) {
		return __( 'nothing, WordPress answers', 'detour' );
	}
	return location ? `${ status } ${ location }` : String( status );
}

function Unproved( { found: { report, counts } }: { found: Compared } ) {
	const open = [
		...report.not_exercised.map( ( { place, source, reason } ) => ( {
			place: `${ place } ${ source }`,
			reason,
		} ) ),
		...report.left_out,
	];
	const count = counts.not_exercised + counts.left_out;
	if ( count === 0 ) {
		return null;
	}
	return (
		<details className="detour-remarks">
			<summary>
				{ sprintf(
					/* translators: %d: number of redirects. */
					__( 'Not put to the test (%d)', 'detour' ),
					count
				) }
			</summary>
			<ul>
				{ open.map( ( { place, reason }, index ) => (
					<li key={ index }>
						<strong>{ place }</strong> { reason }
					</li>
				) ) }
			</ul>
		</details>
	);
}
