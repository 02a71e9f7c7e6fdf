import {
	Button,
	Notice,
	SelectControl,
	Spinner,
	TextControl,
	ToggleControl,
} from '@wordpress/components';
import { useEffect, useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';
import type { FormEvent } from 'react';

import { type ApiError } from '../api';
import { ErrorNotice } from '../error-notice';
import { type Options, readOptions, saveOptions } from './api';
import { useNotices } from '../notices';
import { site } from '../site';
import { NewRulesPart } from './new-rules-part';

/** What WordPress does by itself, and what is kept. */
export function OptionsForm() {
	const notices = useNotices();
	const [ options, setOptions ] = useState< Options | null >( null );
	const [ problem, setProblem ] = useState( '' );
	const [ busy, setBusy ] = useState( false );

	useEffect( () => {
		readOptions().then( setOptions, ( error: ApiError ) =>
			setProblem( error.message )
		);
	}, [] );

	if ( ! options ) {
		return problem ? (
			<Notice status="error" isDismissible={ false }>
				{ problem }
			</Notice>
		) : (
			<Spinner />
		);
	}
	const set = ( changes: Partial< Options > ) =>
		setOptions( { ...options, ...changes } );

	async function save( event: FormEvent ) {
		event.preventDefault();
		setBusy( true );
		setProblem( '' );
		try {
			const saved = await saveOptions( options as Options );
			setOptions( saved );
			site.options = saved;
			notices.done( __( 'Settings saved.', 'detour' ) );
		} catch ( error ) {
			setProblem( ( error as ApiError ).message );
		} finally {
			setBusy( false );
		}
	}

	return (
		<form onSubmit={ save }>
			<ErrorNotice text={ problem } />
			<ToggleControl
				__nextHasNoMarginBottom
				label={ __( 'Redirect old addresses', 'detour' ) }
				help={ __(
					'When a published page or a term gets another address, the old one redirects to it; so do those of the pages below.',
					'detour'
				) }
				checked={ options.watch_permalinks }
				onChange={ ( checked ) => set( { watch_permalinks: checked } ) }
			/>
			{ options.watch_permalinks && (
				<SelectControl
					__nextHasNoMarginBottom
					__next40pxDefaultSize
					label={ __( 'Code for old addresses', 'detour' ) }
					value={ String( options.permalink_code ) as '301' | '307' }
					options={ [
						{
							value: '301',
							label: __( '301, for good', 'detour' ),
						},
						{
							value: '307',
							label: __( '307, for now', 'detour' ),
						},
					] }
					onChange={ ( code ) =>
						set( { permalink_code: Number( code ) } )
					}
				/>
			) }
			<SelectControl
				__nextHasNoMarginBottom
				__next40pxDefaultSize
				label={ __( 'Pages in the trash', 'detour' ) }
				value={ options.trashed }
				options={ [
					{
						value: 'off',
						label: __( 'Leave them to WordPress', 'detour' ),
					},
					{
						value: 'gone',
						label: __( 'Answer 410, gone', 'detour' ),
					},
					{
						value: 'redirect',
						label: __( 'Redirect to a page', 'detour' ),
					},
				] }
				onChange={ ( trashed ) =>
					set( { trashed: trashed as Options[ 'trashed' ] } )
				}
			/>
			{ options.trashed === 'redirect' && (
				<TextControl
					__nextHasNoMarginBottom
					__next40pxDefaultSize
					label={ __( 'Page to redirect to', 'detour' ) }
					spellCheck={ false }
					value={ options.trashed_target }
					onChange={ ( path ) =>
						set( { trashed_target: path.trim() } )
					}
				/>
			) }
			<NewRulesPart options={ options } onChange={ set } />
			<ToggleControl
				__nextHasNoMarginBottom
				label={ __( 'Purge page caches', 'detour' ) }
				help={ __(
					'Page caches forget the addresses of redirects that are changed.',
					'detour'
				) }
				checked={ options.purge_caches }
				onChange={ ( checked ) => set( { purge_caches: checked } ) }
			/>
			<TextControl
				__nextHasNoMarginBottom
				__next40pxDefaultSize
				type="number"
				min={ 1 }
				max={ 3650 }
				label={ __( 'Days to keep the history', 'detour' ) }
				value={ String( options.history_days ) }
				onChange={ ( days ) => set( { history_days: Number( days ) } ) }
			/>
			<ToggleControl
				__nextHasNoMarginBottom
				label={ __( 'Delete all data with the plugin', 'detour' ) }
				help={ __(
					'Redirects, history and logs are deleted when the plugin is deleted; otherwise they stay.',
					'detour'
				) }
				checked={ options.delete_data_on_uninstall }
				onChange={ ( checked ) =>
					set( { delete_data_on_uninstall: checked } )
				}
			/>
			<Button
				__next40pxDefaultSize
				variant="primary"
				type="submit"
				isBusy={ busy }
				disabled={ busy }
				accessibleWhenDisabled
			>
				{ __( 'Save', 'detour' ) }
			</Button>
		</form>
	);
}
