import { Button, FormFileUpload } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { Choice, Text } from '../editor/controls';
import { FORMATS, likelyFormat, SYSTEMS, WITH_FILES } from './names';
import type { ImportRequest } from './types';

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
	const [ format, setFormat ] = useState( 'csv' );
	const [ folder, setFolder ] = useState( '/' );
	const [ source, setSource ] = useState( '' );
	const [ target, setTarget ] = useState( '' );

	return (
		<form
			onSubmit={ ( event ) => {
				event.preventDefault();
				onRead( {
					file: file ?? undefined,
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
						setFile( chosen );
						setFormat( likelyFormat( chosen.name ) || format );
					}
				} }
				render={ ( { openFileDialog } ) => (
					<Button
						__next40pxDefaultSize
						variant="secondary"
						onClick={ openFileDialog }
					>
						{ file ? file.name : __( 'Choose a file', 'detour' ) }
					</Button>
				) }
			/>
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
				disabled={ busy || ! file }
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
