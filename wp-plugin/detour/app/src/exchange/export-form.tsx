import { Button, Notice } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';
import type { FormEvent } from 'react';

import type { ApiError } from '../api';
import { Choice } from '../editor/controls';
import { exportRules } from './calls';
import { FILE_NAMES, FORMATS } from './names';
import { Remarks } from './remarks';
import type { Export } from './types';

/**
 * All redirects in another format, to be saved as files.
 */
export function ExportForm() {
	const [ format, setFormat ] = useState( 'csv' );
	const [ written, setWritten ] = useState< Export | null >( null );
	const [ problem, setProblem ] = useState( '' );
	const [ busy, setBusy ] = useState( false );

	async function write( event: FormEvent ) {
		event.preventDefault();
		setBusy( true );
		setProblem( '' );
		try {
			const answer = await exportRules( format );
			setWritten( answer );
			for ( const [ name, text ] of Object.entries( answer.files ) ) {
				download( name || FILE_NAMES[ format ] || 'detour.txt', text );
			}
		} catch ( error ) {
			setWritten( null );
			setProblem( ( error as ApiError ).message );
		}
		setBusy( false );
	}

	return (
		<form onSubmit={ write }>
			<Choice
				label={ __( 'Format to write', 'detour' ) }
				help={ __(
					'CSV list and JSON of Detour lose nothing.',
					'detour'
				) }
				value={ format }
				options={ Object.entries( FORMATS ).map(
					( [ value, label ] ) => ( { value, label } )
				) }
				onChange={ ( value ) => {
					setFormat( value );
					setWritten( null );
				} }
			/>
			<Button
				__next40pxDefaultSize
				variant="secondary"
				disabled={ busy }
				accessibleWhenDisabled
				isBusy={ busy }
				type="submit"
			>
				{ __( 'Export', 'detour' ) }
			</Button>
			{ problem && (
				<Notice status="error" isDismissible={ false }>
					{ problem }
				</Notice>
			) }
			{ written && (
				<>
					<p role="status">
						{ __( 'The file is saved.', 'detour' ) }
					</p>
					<Remarks
						title={ __( 'Left out', 'detour' ) }
						remarks={ written.left_out }
						count={ written.left_out.length }
					>
						{ __( 'The format can’t express these.', 'detour' ) }
					</Remarks>
					<Remarks
						title={ __( 'Takes more URLs than here', 'detour' ) }
						remarks={ written.widened }
						count={ written.widened.length }
					>
						{ __(
							'The format is less exact than Detour.',
							'detour'
						) }
					</Remarks>
				</>
			) }
		</form>
	);
}

function download( name: string, text: string ) {
	const url = URL.createObjectURL( new Blob( [ text ] ) );
	const link = document.createElement( 'a' );
	link.href = url;
	link.download = name;
	link.click();
	URL.revokeObjectURL( url );
}
