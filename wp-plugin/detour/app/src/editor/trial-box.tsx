import { PanelBody } from '@wordpress/components';
import { __ } from '@wordpress/i18n';

import type { Trial, TrialRequest } from './api';
import { Choice, Text } from './controls';
import { LikenessList } from './likeness-list';
import { Pairs } from './pairs';
import { Verdict } from './verdict';

const METHODS = [ 'GET', 'POST', 'HEAD', 'PUT', 'DELETE' ];

interface Props {
	request: TrialRequest;
	onChange: ( request: TrialRequest ) => void;
	trial: Trial | null;
	problem: string;
}

/**
 * A request, and what it would get with the rule as it is now.
 *
 * @param props
 * @param props.request
 * @param props.onChange
 * @param props.trial
 * @param props.problem
 */
export function TrialBox( { request, onChange, trial, problem }: Props ) {
	const set = ( changes: Partial< TrialRequest > ) =>
		onChange( { ...request, ...changes } );
	return (
		<section className="detour-trial" aria-labelledby="detour-trial-title">
			<h2 id="detour-trial-title">{ __( 'Try it', 'detour' ) }</h2>
			<Text
				code
				label={ __( 'URL to try', 'detour' ) }
				placeholder="/old-page?x=1"
				value={ request.url }
				onChange={ ( url ) => set( { url: url.trim() } ) }
			/>
			<PanelBody
				title={ __( 'Method, headers, visitor', 'detour' ) }
				initialOpen={ false }
			>
				<Choice
					label={ __( 'Method', 'detour' ) }
					value={ request.method }
					options={ METHODS.map( ( method ) => ( {
						value: method,
						label: method,
					} ) ) }
					onChange={ ( method ) => set( { method } ) }
				/>
				<Pairs
					legend={ __( 'Request headers', 'detour' ) }
					pairs={ request.headers }
					onChange={ ( headers ) => set( { headers } ) }
				/>
				<Visitor
					facts={ request.facts }
					onChange={ ( facts ) => set( { facts } ) }
				/>
			</PanelBody>
			<div aria-live="polite">
				<Verdict
					trial={ trial }
					problem={ problem }
					asked={ request.url !== '' }
				/>
			</div>
			<LikenessList
				urls={ trial?.urls ?? [] }
				onTry={ ( url ) => set( { url } ) }
			/>
		</section>
	);
}

type Facts = TrialRequest[ 'facts' ];

function Visitor( {
	facts,
	onChange,
}: {
	facts: Facts;
	onChange: ( facts: Facts ) => void;
} ) {
	const told = ( fact?: boolean ) => {
		if ( fact === undefined ) {
			return 'unknown';
		}
		return fact ? 'yes' : 'no';
	};
	const answers = [
		{ value: 'unknown', label: __( 'not known yet', 'detour' ) },
		{ value: 'yes', label: __( 'yes', 'detour' ) },
		{ value: 'no', label: __( 'no', 'detour' ) },
	];
	const change = ( fact: 'logged_in' | 'not_found', answer: string ) => {
		const { [ fact ]: _, ...others } = facts;
		onChange(
			answer === 'unknown'
				? others
				: { ...others, [ fact ]: answer === 'yes' }
		);
	};
	return (
		<div className="detour-row">
			<Choice
				label={ __( 'Logged in', 'detour' ) }
				value={ told( facts.logged_in ) }
				options={ answers }
				onChange={ ( answer ) => change( 'logged_in', answer ) }
			/>
			<Choice
				label={ __( 'WordPress finds no page', 'detour' ) }
				value={ told( facts.not_found ) }
				options={ answers }
				onChange={ ( answer ) => change( 'not_found', answer ) }
			/>
		</div>
	);
}
