import { Notice } from '@wordpress/components';
import { dateI18n, getSettings } from '@wordpress/date';
import { __, sprintf } from '@wordpress/i18n';

import type { Step, Trace, Trial } from './api';
import { codeName } from '../rule/describe';

interface Props {
	trial: Trial | null;
	problem: string;
	/** Whether there is a URL to try. */
	asked: boolean;
}

/**
 * What came of a trial.
 *
 * @param props
 * @param props.trial
 * @param props.problem
 * @param props.asked
 */
export function Verdict( { trial, problem, asked }: Props ) {
	if ( problem ) {
		return (
			<Notice status="warning" isDismissible={ false }>
				{ problem }
			</Notice>
		);
	}
	if ( ! asked || ! trial ) {
		return (
			<p className="detour-help">
				{ __(
					'Give a URL of this site to see what it would get. Nothing is saved.',
					'detour'
				) }
			</p>
		);
	}
	if ( ! trial.trace ) {
		return (
			<p className="detour-help">
				{ __(
					'It can be tried once the redirect is complete.',
					'detour'
				) }
			</p>
		);
	}
	return (
		<Answer
			trace={ trial.trace }
			ours={ trial.rule_id }
			alone={ trial.alone }
		/>
	);
}

function Answer( {
	trace,
	ours,
	alone,
}: {
	trace: Trace;
	ours: number | null;
	alone: boolean;
} ) {
	const byOurs = trace.rule !== undefined && trace.rule === ours;
	return (
		<>
			<p
				className={ `detour-verdict is-${
					byOurs ? 'ours' : trace.decision
				}` }
			>
				{ describe( trace ) }
			</p>
			{ trace.instead_of && (
				<p>
					{ sprintf(
						/* translators: 1: URL of a target, 2: date. */
						__(
							'The target %1$s is known to be broken since %2$s; visitors are sent to the fallback.',
							'detour'
						),
						trace.instead_of.target,
						dateI18n(
							getSettings().formats.date,
							trace.instead_of.since * 1000,
							undefined
						)
					) }
				</p>
			) }
			{ trace.rule !== undefined && ! byOurs && (
				<p>
					{ sprintf(
						/* translators: %d: number of a redirect. */
						__(
							'Redirect %d answers first. Give this one a lower position to be tried before it.',
							'detour'
						),
						trace.rule
					) }
				</p>
			) }
			{ alone && (
				<p className="detour-help">
					{ __(
						'This redirect was tried alone, as there are very many others: one of them may answer first.',
						'detour'
					) }
				</p>
			) }
			{ trace.request && (
				<p className="detour-help">
					{ __( 'Compared as', 'detour' ) }{ ' ' }
					<code>
						{ trace.request.path }
						{ trace.request.query && `?${ trace.request.query }` }
					</code>
				</p>
			) }
			{ trace.steps.length > 0 && (
				<ol className="detour-steps">
					{ trace.steps.map( ( step ) => (
						<StepLine
							key={ step.rule }
							step={ step }
							ours={ step.rule === ours }
						/>
					) ) }
				</ol>
			) }
		</>
	);
}

function StepLine( { step, ours }: { step: Step; ours: boolean } ) {
	const name = ours
		? __( 'This redirect', 'detour' )
		: /* translators: %d: number of a redirect. */
			sprintf( __( 'Redirect %d', 'detour' ), step.rule );
	return (
		<li className={ step.matches ? 'is-match' : undefined }>
			{ name } <code>{ step.source }</code> { step.why }
			{ step.conditions && (
				<ul>
					{ step.conditions.map( ( { why }, index ) => (
						<li key={ index }>{ why }</li>
					) ) }
				</ul>
			) }
		</li>
	);
}

/**
 * The decision in one line.
 *
 * @param trace Trace of the engine.
 */
function describe( trace: Trace ): string {
	switch ( trace.decision ) {
		case 'redirect':
			return `${ codeName( trace.code ?? 0 ) } → ${ trace.location }`;
		case 'respond':
			return codeName( trace.code ?? 0 );
		case 'rewrite':
			/* translators: %s: path of a page. */
			return sprintf( __( 'Shows %s', 'detour' ), trace.to ?? '' );
		case 'defer':
			return sprintf(
				/* translators: %s: what has to be known, in words of the engine. */
				__( 'Decided in WordPress, which knows: %s', 'detour' ),
				trace.needs?.join( ', ' ) ?? ''
			);
		case 'pass':
			return sprintf(
				/* translators: %s: reason, in words of the engine. */
				__( 'Goes on to WordPress (%s)', 'detour' ),
				trace.reason ?? ''
			);
	}
}
