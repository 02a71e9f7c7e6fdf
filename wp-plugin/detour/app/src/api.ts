/**
 * The REST routes under detour/v1.
 */
import apiFetch from '@wordpress/api-fetch';
import { addQueryArgs } from '@wordpress/url';

import type { Problem } from './rule/types';

/** What a failed call is rejected with. */
export interface ApiError {
	code?: string;
	message: string;
	data?: {
		problems?: Problem[];
		/** What is wrong with which argument, in WordPress' words. */
		params?: Record< string, string >;
	};
}

export interface Page< Item > {
	items: Item[];
	total: number;
	pages: number;
}

export const ROOT = '/detour/v1';

// WordPress names the arguments that it refuses, and keeps what is wrong with them in the data.
apiFetch.use( ( options, next ) =>
	next( options ).catch( ( error: ApiError ) => {
		const { params } = error.data ?? {};
		throw params
			? { ...error, message: Object.values( params ).join( ' ' ) }
			: error;
	} )
);

/**
 * One page of a list.
 *
 * @param path   Route below detour/v1.
 * @param query  Arguments of the route.
 * @param signal Calls it off.
 */
export async function readPage< Item >(
	path: string,
	query: Record< string, unknown >,
	signal: AbortSignal
): Promise< Page< Item > > {
	const call = { path: addQueryArgs( ROOT + path, query ), signal };
	const ask = () => apiFetch< Response, false >( { ...call, parse: false } );
	const response = await ask().catch( async ( error: unknown ) => {
		if ( ! ( error instanceof Response ) ) {
			throw error;
		}
		// Unread, apiFetch neither says what is wrong nor gets another nonce for one that is too old.
		await apiFetch( call );
		return ask();
	} );
	return {
		items: await response.json(),
		total: Number( response.headers.get( 'X-WP-Total' ) ),
		pages: Number( response.headers.get( 'X-WP-TotalPages' ) ),
	};
}
