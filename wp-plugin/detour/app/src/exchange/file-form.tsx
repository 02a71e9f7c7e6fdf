import { Button, FormFileUpload, TextareaControl } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { Choice, Text } from '../editor/controls';
import { FORMATS, likelyFormat, SYSTEMS, WITH_FILES } from './names';
import type { ImportRequest } from './types';

/** Characters at the beginning of a file that tell its format. */
const BEGIN = 4096;

/** Names what is said when there is neither a file nor a text. */
const MISSED = 'detour-import-missed';

interface Props {
	busy: boolean;
	onRead: ( request: ImportRequest ) => void;
}

/**
 * A file to import: which, in which format, and what its format leaves open.
 *
 * @param props
 * @param props.busy
 * @param props.onRead
 */
export function FileForm( { busy, onRead }: Props ) {
	const [ file, setFile ] = useState< File | null >( null );
	const [ pasted, setPasted ] = useState( '' );
	const [ format, setFormat ] = useState( 'csv' );
	const [ folder, setFolder ] = useState( '/' );
	const [ source, setSource ] = useState( '' );
	const [ target, setTarget ] = useState( '' );
	const [ isMissed, setMissed ] = useState( false );

	async function choose( chosen: File ) {
		setFile( chosen );
		setPasted( '' );
		setMissed( false );
		const begin = await chosen.slice( 0, BEGIN ).text();
		setFormat( ( before ) => likelyFormat( chosen.name, begin ) || before );
	}

	function paste( text: string ) {
		setFile( null );
		setPasted( text );
		setMissed( false );
		setFormat( likelyFormat( '', text.slice( 0, BEGIN ) ) || format );
	}

	return (
		<form
			onSubmit={ ( event ) => {
				event.preventDefault();
				const isEmpty = ! file && ! pasted.trim();
				setMissed( isEmpty );
				if ( isEmpty ) {
					return;
				}
				onRead( {
					file: file ?? new File( [ pasted ], 'pasted.txt' ),
					format,
					manner: 'behaved',
					except: [],
					folder: format === 'htaccess' ? folder : undefined,
					columns:
						format === 'csv' ? named( { source, target } ) : {},
				} );
			} }
		>
			<FormFileUpload
				onChange={ ( { currentTarget } ) => {
					const chosen = currentTarget.files?.[ 0 ];
					if ( chosen ) {
						choose( chosen );
					}
				} }
				render={ ( { openFileDialog } ) => (
					<Button
						__next40pxDefaultSize
						variant="secondary"
						aria-describedby={ isMissed ? MISSED : undefined }
						onClick={ openFileDialog }
					>
						{ file ? file.name : __( 'Choose a file', 'detour' ) }
					</Button>
				) }
			/>
			<TextareaControl
				__nextHasNoMarginBottom
				label={ __( 'Or paste what is in it', 'detour' ) }
				help={ __(
					'As a list: a source, a comma and a target in each line.',
					'detour'
				) }
				placeholder={ '/old,/new\n/older,/new' }
				rows={ 3 }
				spellCheck={ false }
				value={ pasted }
				onChange={ paste }
			/>
			<div id={ MISSED } role="alert">
				{ isMissed && (
					<span className="detour-problem is-error">
						{ __(
							'There is nothing to look at yet. Choose a file, or paste what is in it.',
							'detour'
						) }
					</span>
				) }
			</div>
			<Choice
				label={ __( 'Format', 'detour' ) }
				value={ format }
				options={ [
					...Object.entries( FORMATS ).map(
						( [ value, label ] ) => ( {
							value,
							label,
						} )
					),
					...WITH_FILES.map( ( value ) => ( {
						value: value as string,
						label: SYSTEMS[ value ],
					} ) ),
				] }
				onChange={ setFormat }
			/>
			{ format === 'htaccess' && (
				<Text
					code
					label={ __( 'Folder of the .htaccess file', 'detour' ) }
					help={ __(
						'As part of the URL; / if it lies where the site does.',
						'detour'
					) }
					value={ folder }
					onChange={ setFolder }
				/>
			) }
			{ format === 'csv' && (
				<div className="detour-row">
					<Text
						label={ __( 'Column of the source', 'detour' ) }
						help={ __(
							'Its name or number; empty to find it by itself.',
							'detour'
						) }
						value={ source }
						onChange={ setSource }
					/>
					<Text
						label={ __( 'Column of the target', 'detour' ) }
						value={ target }
						onChange={ setTarget }
					/>
				</div>
			) }
			<Button
				__next40pxDefaultSize
				variant="primary"
				type="submit"
				disabled={ busy }
				accessibleWhenDisabled
			>
				{ __( 'Look at it first', 'detour' ) }
			</Button>
		</form>
	);
}

function named( columns: Record< string, string > ): Record< string, string > {
	return Object.fromEntries(
		Object.entries( columns ).filter( ( [ , column ] ) => column.trim() )
	);
}
