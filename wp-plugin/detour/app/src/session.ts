/**
 * Words for failures that no route of ours can explain, because it was never reached.
 */
import apiFetch, { type APIFetchMiddleware } from '@wordpress/api-fetch';
import { __ } from '@wordpress/i18n';

import type { ApiError } from './api';

/** By the code that WordPress or apiFetch gives the failure. */
const WORDS: Readonly< Record< string, string > > = {
	rest_cookie_invalid_nonce: __(
		'You are logged out, so nothing was read or changed. Log in again in another tab, come back and repeat it: what you have typed is still here.',
		'detour'
	),
	invalid_json: __(
		'The server’s answer is no answer of WordPress: it was cut short, or comes from something in front of it. Reload to see whether anything was changed; the error log of PHP or the web server says more.',
		'detour'
	),
};

const explain: APIFetchMiddleware = async ( options, next ) => {
	try {
		return await next( options );
	} catch ( error ) {
		const { code } = ( error ?? {} ) as ApiError;
		const message = code && WORDS[ code ];
		throw message ? { ...( error as ApiError ), message } : error;
	}
};

apiFetch.use( explain );
