import { speak } from '@wordpress/a11y';
import { Button, Modal, PanelBody } from '@wordpress/components';
import { useEffect, useRef, useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';
import type { FormEvent } from 'react';

import { type ApiError } from '../api';
import { changeRules, restoreRules, saveRule } from '../rules/api';
import { type TrialRequest } from './api';
import { HistoryButton } from '../history/button';
import { ErrorNotice } from '../error-notice';
import { problemText } from '../rule/describe';
import { newAction } from '../rule/new-rule';
import type { Problem, Rule } from '../rule/types';
import { useChanges } from '../rules/changes';
import { site } from '../site';
import { ActionPart } from './action-part';
import { Conditions } from './conditions';
import { ExamplesPart } from './examples-part';
import { PlacePart } from './place-part';
import { PreviewLink } from './preview-link';
import { ProblemsOf, ProblemsProvider } from './problems';
import { SchedulePart } from './schedule-part';
import { SourcePart } from './source-part';
import { TrialBox } from './trial-box';
import { useDraft } from './use-draft';
import { useTrial } from './use-trial';
import { wayOfError } from './ways';

interface Props {
	/** Rule to edit; a new one has the id 0. */
	rule: Rule;
	onChanged: () => void;
	onClose: () => void;
}

/**
 * The editor of one rule, with a place to try it.
 *
 * @param props
 * @param props.rule
 * @param props.onChanged
 * @param props.onClose
 */
export function Editor( { rule: before, onChanged, onClose }: Props ) {
	const [ rule, setRule ] = useState( before );
	const [ request, setRequest ] = useState< TrialRequest >( {
		url: '',
		method: 'GET',
		headers: {},
		facts: {},
	} );
	// Raised when another rule was disabled for this one.
	const [ given, setGiven ] = useState( 0 );
	const { trial, problem } = useTrial( rule, request, given );
	const audited = useDraft( rule, given );
	const others = useChanges( () => {
		setGiven( ( count ) => count + 1 );
		onChanged();
	} );
	const saving = useSaving( before, onChanged, onClose );
	const set = ( changes: Partial< Rule > ) =>
		setRule( { ...rule, ...changes } );
	const form = useRef< HTMLFormElement >( null );
	const { refused } = saving;
	const problems = {
		errors: ( refused?.rule === rule
			? refused.problems
			: ( trial?.errors ?? [] ).filter(
					// What is still empty is no mistake before somebody wants to save it.
					( { value } ) => refused || value !== ''
				)
		).map( ( error ) => ( {
			...error,
			way: wayOfError( error, site.home ),
		} ) ),
		// The audit says what the check of the rule alone says, and more.
		warnings: audited ?? trial?.warnings ?? [],
	};

	useEffect( () => {
		if ( refused ) {
			showFirstError( form.current );
			speak(
				refused.problems.map( problemText ).join( ' ' ),
				'assertive'
			);
		}
	}, [ refused ] );

	return (
		<Modal
			className="detour-editor"
			size="fill"
			title={
				before.id
					? /* translators: %d: number of a redirect. */
						sprintf( __( 'Edit redirect %d', 'detour' ), before.id )
					: __( 'Add redirect', 'detour' )
			}
			shouldCloseOnClickOutside={ false }
			onRequestClose={ onClose }
		>
			<ProblemsProvider
				problems={ problems }
				apply={ ( { of, disable } ) => {
					if ( of ) {
						setRule( of( rule ) );
					}
					if ( disable ) {
						void others.disable( disable );
					}
				} }
			>
				<div className="detour-editor-columns">
					<form
						ref={ form }
						noValidate
						onSubmit={ ( event: FormEvent ) => {
							event.preventDefault();
							saving.save( rule );
						} }
					>
						<ErrorNotice text={ saving.error } />
						<ProblemsOf of={ null } />
						<Parts rule={ rule } set={ set } />
						<div className="detour-editor-buttons">
							<Button
								__next40pxDefaultSize
								variant="primary"
								type="submit"
								isBusy={ saving.busy }
								disabled={ saving.busy }
								accessibleWhenDisabled
							>
								{ __( 'Save', 'detour' ) }
							</Button>
							<Button
								__next40pxDefaultSize
								variant="tertiary"
								onClick={ onClose }
							>
								{ __( 'Cancel', 'detour' ) }
							</Button>
							{ before.id > 0 && (
								<HistoryButton
									rule={ before.id }
									onChanged={ () => {
										onChanged();
										onClose();
									} }
								/>
							) }
						</div>
					</form>
					<TrialBox
						request={ request }
						onChange={ setRequest }
						trial={ trial }
						problem={ problem }
					/>
				</div>
			</ProblemsProvider>
		</Modal>
	);
}

function Parts( {
	rule,
	set,
}: {
	rule: Rule;
	set: ( changes: Partial< Rule > ) => void;
} ) {
	const conditions = rule.when ?? [];
	return (
		<>
			<SourcePart
				source={ rule.source }
				onChange={ ( source ) => set( { source } ) }
			/>
			<ActionPart
				field="then"
				action={ rule.then }
				onChange={ ( then ) => set( { then } ) }
			/>
			<PanelBody
				title={ counted(
					__( 'Conditions', 'detour' ),
					conditions.length
				) }
				initialOpen={ conditions.length > 0 }
			>
				<p className="detour-help">
					{ __(
						'What else must hold, besides the URL: all of these.',
						'detour'
					) }
				</p>
				<Conditions
					conditions={ conditions }
					field="when"
					onChange={ ( when ) => set( { when } ) }
				/>
				<PreviewLink
					rule={ rule }
					onChange={ ( when ) => set( { when } ) }
				/>
				<Otherwise rule={ rule } set={ set } />
			</PanelBody>
			<PanelBody
				title={ __( 'Schedule', 'detour' ) }
				initialOpen={ !! rule.schedule }
			>
				<SchedulePart
					schedule={ rule.schedule }
					onChange={ ( schedule ) => set( { schedule } ) }
				/>
			</PanelBody>
			<PanelBody
				title={ counted(
					__( 'Examples', 'detour' ),
					rule.examples?.length ?? 0
				) }
				initialOpen={ !! rule.examples?.length }
			>
				<ExamplesPart
					examples={ rule.examples ?? [] }
					onChange={ ( examples ) => set( { examples } ) }
				/>
			</PanelBody>
			<PlacePart rule={ rule } set={ set } />
		</>
	);
}

function Otherwise( {
	rule,
	set,
}: {
	rule: Rule;
	set: ( changes: Partial< Rule > ) => void;
} ) {
	if ( ! rule.else ) {
		return (
			<Button
				size="compact"
				variant="tertiary"
				onClick={ () => set( { else: newAction( 'redirect' ) } ) }
			>
				{ __( 'Add an answer for when they don’t hold', 'detour' ) }
			</Button>
		);
	}
	return (
		<>
			<ActionPart
				field="else"
				action={ rule.else }
				onChange={ ( action ) => set( { else: action } ) }
			/>
			<Button
				size="compact"
				variant="tertiary"
				isDestructive
				onClick={ () => set( { else: undefined } ) }
			>
				{ __( 'Remove this answer', 'detour' ) }
			</Button>
		</>
	);
}

/**
 * Puts the focus into the first field that is wrong; where no field stands for what is wrong, the message is scrolled to.
 *
 * @param form Form, once it shows its problems.
 */
function showFirstError( form: HTMLFormElement | null ) {
	const field = form?.querySelector< HTMLElement >( '[aria-invalid="true"]' );
	field?.focus( { preventScroll: true } );
	(
		field ?? form?.querySelector( '.detour-problem.is-error' )
	)?.scrollIntoView( { block: 'center' } );
}

function counted( title: string, count: number ): string {
	return count ? `${ title } (${ count })` : title;
}

/**
 * Saving, and taking it back afterwards.
 *
 * @param before    The rule as it was; id 0 if it is new.
 * @param onChanged Called after each change.
 * @param onClose   Called once it is saved.
 */
function useSaving( before: Rule, onChanged: () => void, onClose: () => void ) {
	const { run } = useChanges( onChanged );
	const [ busy, setBusy ] = useState( false );
	const [ error, setError ] = useState( '' );
	// What the server found wrong with the fields of which rule, when it was to be saved last.
	const [ refused, setRefused ] = useState< {
		rule: Rule;
		problems: Problem[];
	} | null >( null );

	async function save( rule: Rule ) {
		setBusy( true );
		let saved: Rule;
		try {
			saved = await saveRule( rule );
		} catch ( failure ) {
			const { message, data } = failure as ApiError;
			const problems: Problem[] = data?.problems ?? [];
			// Problems with fields are told beside them.
			setError( problems.length ? '' : message );
			setRefused( problems.length ? { rule, problems } : null );
			setBusy( false );
			return;
		}
		onClose();
		await run(
			() => Promise.resolve(),
			before.id
				? __( 'Redirect saved.', 'detour' )
				: __( 'Redirect added.', 'detour' ),
			() =>
				before.id
					? restoreRules( [ before ] )
					: changeRules( [ saved.id ], { action: 'delete' } )
		);
	}

	return { save, busy, error, refused };
}
