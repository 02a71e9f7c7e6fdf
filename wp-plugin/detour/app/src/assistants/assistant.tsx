import { Button, Modal, Notice } from '@wordpress/components';
import { useEffect, useRef, useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';
import type { MouseEvent, ReactNode } from 'react';

import type { ApiError } from '../api';
import { undoChange } from '../history/api';
import { problemText } from '../rule/describe';
import type { Problem } from '../rule/types';
import { useChanges } from '../rules/changes';
import type { Outcome } from './api';

export interface AssistantProps {
	onChanged: () => void;
	onClose: () => void;
}

interface Props< R extends Outcome > extends AssistantProps {
	title: string;
	/** Fields of what is wished for. */
	children: ReactNode;
	/** Tries what is wished for, or saves it. */
	call: ( dryRun: boolean ) => Promise< R >;
	/** Shows what was tried. */
	show: ( result: R ) => ReactNode;
	/** What was done. */
	done: string;
}

/**
 * Asks for a few things and makes redirects of them, which can be tried first and taken back at once.
 *
 * @param props
 * @param props.title
 * @param props.children
 * @param props.call
 * @param props.show
 * @param props.done
 * @param props.onChanged
 * @param props.onClose
 */
export function Assistant< R extends Outcome >( {
	title,
	children,
	call,
	show,
	done,
	onChanged,
	onClose,
}: Props< R > ) {
	const { run } = useChanges( onChanged );
	const [ result, setResult ] = useState< R | null >( null );
	const [ problem, setProblem ] = useState( '' );
	const [ busy, setBusy ] = useState( false );

	const answer = useRef< HTMLDivElement >( null );
	// The answer stands below all fields, which may be more than there is room for.
	useEffect( () => {
		if ( result || problem ) {
			answer.current?.scrollIntoView( { block: 'end' } );
		}
	}, [ result, problem ] );

	async function ask( dryRun: boolean ) {
		setBusy( true );
		try {
			const answered = await call( dryRun );
			const { change } = answered;
			setProblem( '' );
			setResult( answered );
			if ( change !== undefined ) {
				onClose();
				run(
					() => Promise.resolve(),
					done,
					() => undoAll( [ change ].flat() )
				);
			}
		} catch ( error ) {
			setResult( null );
			setProblem( problemsOf( error as ApiError ) );
		}
		setBusy( false );
	}

	return (
		<Modal
			size="large"
			title={ title }
			shouldCloseOnClickOutside={ false }
			onRequestClose={ onClose }
		>
			<form
				className="detour-assistant"
				// What was tried is no longer what would be saved.
				onChange={ () => setResult( null ) }
				onSubmit={ ( event ) => {
					event.preventDefault();
					ask( false );
				} }
			>
				{ children }
				<div className="detour-buttons">
					<Button
						__next40pxDefaultSize
						variant="secondary"
						disabled={ busy }
						accessibleWhenDisabled
						onClick={ ( {
							currentTarget,
						}: MouseEvent< HTMLButtonElement > ) => {
							if ( currentTarget.form?.reportValidity() ) {
								ask( true );
							}
						} }
					>
						{ __( 'Try it', 'detour' ) }
					</Button>
					<Button
						__next40pxDefaultSize
						variant="primary"
						type="submit"
						isBusy={ busy }
						disabled={ busy }
						accessibleWhenDisabled
					>
						{ __( 'Save redirects', 'detour' ) }
					</Button>
					<Button
						__next40pxDefaultSize
						variant="tertiary"
						onClick={ onClose }
					>
						{ __( 'Cancel', 'detour' ) }
					</Button>
				</div>
				<div aria-live="polite" ref={ answer }>
					{ problem && (
						<Notice status="error" isDismissible={ false }>
							{ problem }
						</Notice>
					) }
					{ result?.warnings.map( ( { message, fix } ) => (
						<Notice
							key={ message }
							status="warning"
							isDismissible={ false }
						>
							{ message } { fix }
						</Notice>
					) ) }
					{ result && show( result ) }
				</div>
			</form>
		</Modal>
	);
}

/**
 * Takes changes back, the last one first.
 *
 * @param changes Numbers in the history, in their order.
 */
async function undoAll( changes: number[] ) {
	for ( const change of [ ...changes ].reverse() ) {
		await undoChange( change );
	}
}

/**
 * What is wrong, with all that the server found wrong with a redirect.
 *
 * @param error         What the call was rejected with.
 * @param error.message
 * @param error.data
 */
function problemsOf( { message, data }: ApiError ): string {
	const more = ( data?.problems ?? [] ).slice( 1 ) as Problem[];
	return [ message, ...more.map( problemText ) ].join( ' ' );
}
