/**
 * The REST routes of imports and exports.
 */
import apiFetch from '@wordpress/api-fetch';
import { addQueryArgs } from '@wordpress/url';

import type {
	Compared,
	Export,
	Import,
	ImportRequest,
	Report,
	System,
	Undone,
} from './types';

const ROOT = '/detour/v1';

/** Bytes that any server takes. */
const SMALL = 500_000;

/** Systems of which this site has rules. */
export function listSystems(): Promise< System[] > {
	return apiFetch( { path: `${ ROOT }/import/systems` } );
}

/**
 * Reads a system or a file.
 *
 * @param request What is read.
 * @param dryRun  Only reports what would be imported.
 */
export async function importRules(
	request: ImportRequest,
	dryRun: boolean
): Promise< Report > {
	return apiFetch( {
		path: `${ ROOT }/import`,
		method: 'POST',
		...( await bodyOf( request, { dry_run: dryRun } ) ),
	} );
}

/**
 * Goes on comparing an import with the running site.
 *
 * @param request What would be imported.
 * @param state   What the step before gave; null to begin.
 * @param signal  Stops it.
 */
export async function compareImport(
	request: ImportRequest,
	state: string | null,
	signal: AbortSignal
): Promise< Compared > {
	return apiFetch( {
		path: `${ ROOT }/import/verify`,
		method: 'POST',
		signal,
		...( await bodyOf( request, state === null ? {} : { state } ) ),
	} );
}

async function bodyOf(
	{ file, columns, ...rest }: ImportRequest,
	more: Record< string, unknown >
): Promise< { data: object } | { body: FormData } > {
	const fields = { ...rest, ...more };
	if ( ! file ) {
		return { data: { ...fields, columns } };
	}
	const body = new FormData();
	for ( const [ name, value ] of Object.entries( fields ) ) {
		for ( const one of Array.isArray( value ) ? value : [ value ] ) {
			if ( one !== undefined ) {
				body.append(
					Array.isArray( value ) ? `${ name }[]` : name,
					String( one )
				);
			}
		}
	}
	for ( const [ field, column ] of Object.entries( columns ?? {} ) ) {
		body.append( `columns[${ field }]`, column );
	}
	body.append( 'file', await packed( file ), file.name );
	return { body };
}

/**
 * A large file in a tenth of its size: PHP and web servers take one or two megabytes unless somebody has raised that.
 *
 * @param file File.
 */
async function packed( file: File ): Promise< Blob > {
	if ( file.size <= SMALL || ! ( 'CompressionStream' in window ) ) {
		return file;
	}
	const stream = file.stream().pipeThrough( new CompressionStream( 'gzip' ) );
	return new Response( stream ).blob();
}

/** Imports that can be taken back, the last first. */
export function listImports(): Promise< Import[] > {
	return apiFetch( { path: `${ ROOT }/import` } );
}

export function undoImport( number: number ): Promise< Undone > {
	return apiFetch( {
		path: `${ ROOT }/import/undo`,
		method: 'POST',
		data: { import: number },
	} );
}

export function exportRules( format: string ): Promise< Export > {
	return apiFetch( {
		path: addQueryArgs( `${ ROOT }/export`, { format } ),
	} );
}

/** Redirects that the import under way has added so far. */
export async function readProgress(): Promise< number > {
	const { added } = await apiFetch< { added: number } >( {
		path: `${ ROOT }/import/progress`,
	} );
	return added;
}

/** Calls the import under way off; nothing of it is left then. */
export function cancelImport(): Promise< unknown > {
	return apiFetch( { path: `${ ROOT }/import/cancel`, method: 'POST' } );
}
