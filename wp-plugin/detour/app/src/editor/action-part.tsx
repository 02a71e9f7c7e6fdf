import { __, sprintf } from '@wordpress/i18n';

import {
	actionWord,
	ACTIONS,
	codeAdvice,
	codeName,
	options,
} from '../rule/describe';
import { newAction } from '../rule/new-rule';
import type { Action, Respond } from '../rule/types';
import { site } from '../site';
import { CodeChoice } from './code-choice';
import { Choice, Text } from './controls';
import { ForGood } from './for-good';
import { ProblemsOf } from './problems';
import { RedirectOptions } from './redirect-options';
import { SplitPart } from './split-part';
import { TargetControl } from './target-control';

interface Props {
	/** `then` or `else`. */
	field: 'then' | 'else';
	action: Action;
	onChange: ( action: Action ) => void;
}

/**
 * What is answered.
 *
 * @param props
 */
export function ActionPart( props: Props ) {
	const { field, action, onChange } = props;
	const word = actionWord( action );
	return (
		<>
			<Choice
				label={
					field === 'then'
						? __( 'Answer', 'detour' )
						: __( 'Answer otherwise', 'detour' )
				}
				value={ word }
				options={ options( ACTIONS ) }
				onChange={ ( chosen ) =>
					onChange( newAction( chosen, action ) )
				}
			/>
			{ word === 'redirect' && <RedirectPart { ...props } /> }
			{ word === 'split' && <SplitPart { ...props } /> }
			{ word === 'respond' && <RespondPart { ...props } /> }
			{ word === 'rewrite' && (
				<TargetControl
					label={ __( 'Target', 'detour' ) }
					field={ `${ field }.rewrite.to` }
					value={ action.rewrite?.to ?? '' }
					onChange={ ( to ) => onChange( { rewrite: { to } } ) }
				/>
			) }
			<ProblemsOf of={ field } />
		</>
	);
}

function RedirectPart( { field, action, onChange }: Props ) {
	const redirect = action.redirect ?? { to: '', code: 307 };
	return (
		<>
			<TargetControl
				label={ __( 'Target', 'detour' ) }
				field={ `${ field }.redirect.to` }
				value={ redirect.to }
				onChange={ ( to ) =>
					onChange( { redirect: { ...redirect, to } } )
				}
			/>
			<CodeChoice
				field={ `${ field }.redirect.code` }
				code={ redirect.code }
				onChange={ ( code ) =>
					onChange( { redirect: { ...redirect, code } } )
				}
			/>
			<ForGood
				field={ field }
				code={ redirect.code }
				onChange={ ( code ) =>
					onChange( { redirect: { ...redirect, code } } )
				}
			/>
			<RedirectOptions
				field={ `${ field }.redirect` }
				redirect={ redirect }
				onChange={ ( changed ) => onChange( { redirect: changed } ) }
			/>
		</>
	);
}

function RespondPart( { field, action, onChange }: Props ) {
	const respond = action.respond ?? { code: 410 };
	const set = ( changes: Partial< Respond > ) =>
		onChange( { respond: { ...respond, ...changes } } );
	return (
		<>
			<div className="detour-row">
				<Choice
					label={ __( 'Status', 'detour' ) }
					field={ `${ field }.respond.code` }
					help={ codeAdvice( respond.code ) }
					value={ String( respond.code ) }
					options={ Object.keys( site.respondCodes ).map(
						( value ) => ( {
							value,
							label: codeName( Number( value ) ),
						} )
					) }
					onChange={ ( value ) => set( { code: Number( value ) } ) }
				/>
				<Choice
					label={ __( 'Page', 'detour' ) }
					field={ `${ field }.respond.body` }
					value={ respond.body ?? 'bare' }
					options={ [
						{
							value: 'bare',
							label: __(
								'A line of text, without WordPress',
								'detour'
							),
						},
						{
							value: 'theme',
							label: __( 'The theme’s page', 'detour' ),
						},
					] }
					onChange={ ( body ) => set( { body } ) }
				/>
			</div>
			<Text
				type="number"
				min={ 0 }
				label={ __( 'Ask again after (seconds)', 'detour' ) }
				field={ `${ field }.respond.retry_after` }
				help={ sprintf(
					/* translators: %s: name of a header. */
					__( 'Header %s; empty for none.', 'detour' ),
					'Retry-After'
				) }
				value={ String( respond.retry_after ?? '' ) }
				onChange={ ( text ) =>
					set( {
						retry_after: text === '' ? undefined : Number( text ),
					} )
				}
			/>
		</>
	);
}
