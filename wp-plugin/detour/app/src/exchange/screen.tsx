import { Notice, Spinner } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import type { ApiError } from '../api';
import { useNotices } from '../notices';
import { cancelImport, importRules, undoImport } from './calls';
import { ExportForm } from './export-form';
import { FileForm } from './file-form';
import { Imports } from './imports';
import { ImportReport } from './report';
import { Systems } from './systems';
import type { ImportRequest, Report } from './types';

/**
 * Redirects from elsewhere, looked at before they are imported; and all redirects for elsewhere.
 *
 * @param props
 * @param props.onChanged Called when rules have changed.
 */
export default function ExchangeScreen( {
	onChanged,
}: {
	onChanged: () => void;
} ) {
	const notices = useNotices();
	const [ request, setRequest ] = useState< ImportRequest | null >( null );
	const [ report, setReport ] = useState< Report | null >( null );
	const [ busy, setBusy ] = useState< 'reading' | 'importing' | null >(
		null
	);
	const [ problem, setProblem ] = useState( '' );
	const [ imports, setImports ] = useState( 0 );

	async function read( asked: ImportRequest ) {
		setRequest( asked );
		setBusy( 'reading' );
		setProblem( '' );
		try {
			setReport( await importRules( asked, true ) );
		} catch ( error ) {
			setReport( null );
			setProblem( ( error as ApiError ).message );
		}
		setBusy( null );
	}

	function changed() {
		setImports( ( count ) => count + 1 );
		onChanged();
	}

	async function add( asked: ImportRequest ) {
		setBusy( 'importing' );
		setProblem( '' );
		try {
			const { added = 0, import: number } = await importRules(
				asked,
				false
			);
			const text = sprintf(
				/* translators: %d: number of redirects. */
				_n(
					'%d redirect imported.',
					'%d redirects imported.',
					added,
					'detour'
				),
				added
			);
			const undo = async () => {
				await undoImport( number as number ).catch( notices.failed );
				changed();
			};
			notices.done( text, number ? undo : undefined );
			setReport( null );
			changed();
		} catch ( error ) {
			setProblem( ( error as ApiError ).message );
			// It may have ended well all the same, if only its answer was lost.
			changed();
		}
		setBusy( null );
	}

	function cancel() {
		if ( busy === 'importing' ) {
			// What has become of it is what the import answers.
			cancelImport().catch( notices.failed );
		} else {
			setReport( null );
		}
	}

	return (
		<div className="detour-columns">
			<section>
				<h2>{ __( 'Import', 'detour' ) }</h2>
				{ problem && (
					<Notice status="error" isDismissible={ false }>
						{ problem }
					</Notice>
				) }
				{ request && report ? (
					<ImportReport
						request={ request }
						report={ report }
						busy={ busy }
						onChange={ ( asked ) =>
							busy !== 'importing' && read( asked )
						}
						onImport={ () => add( request ) }
						onCancel={ cancel }
					/>
				) : (
					<>
						<h3>{ __( 'From this site', 'detour' ) }</h3>
						<Systems
							busy={ busy !== null }
							onLive={ onChanged }
							onCopy={ ( system ) =>
								read( {
									system,
									manner: 'behaved',
									except: [],
								} )
							}
						/>
						<h3>{ __( 'From a file', 'detour' ) }</h3>
						<FileForm busy={ busy !== null } onRead={ read } />
						{ busy && <Spinner /> }
					</>
				) }
			</section>
			<section>
				<h2>{ __( 'Export', 'detour' ) }</h2>
				<ExportForm />
				<Imports changes={ imports } onUndone={ changed } />
			</section>
		</div>
	);
}
