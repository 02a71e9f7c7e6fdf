/**
 * Playwright's test, with Detour's screens; fails as well when the browser logs an error, asks another server, or a screen of ours uses admin-ajax.
 */
import { test as base, expect, type Page } from '@playwright/test';

import { required } from './environment';
import { Screen } from './screen';

interface Fixtures {
	detour: Screen;
	complaints: string[];
}

/** What a context of the browser begins with that is logged in nowhere; others begin as the administrator. */
export const nobody = { cookies: [], origins: [] };

export const test = base.extend< Fixtures >( {
	complaints: [
		async ( { page }, use ) => {
			const complaints: string[] = [];
			watch( page, complaints );
			await use( complaints );
			expect( complaints ).toEqual( [] );
		},
		{ auto: true },
	],
	detour: async ( { page }, use ) => {
		const detour = new Screen( page );
		await detour.open();
		await detour.clear();
		await use( detour );
	},
} );

function watch( page: Page, complaints: string[] ) {
	page.on( 'console', ( message ) => {
		// A refused save is an answer of the server that the test looks for itself.
		if ( message.type() === 'error' && ! message.text().startsWith( 'Failed to load resource' ) ) {
			complaints.push( message.text() );
		}
	} );
	page.on( 'pageerror', ( error ) => complaints.push( String( error ) ) );
	page.on( 'request', ( request ) => {
		const { protocol, origin, pathname } = new URL( request.url() );
		if ( protocol.startsWith( 'http' ) && origin !== required( 'DETOUR_URL' ) ) {
			complaints.push( `asks another server: ${ request.url() }` );
		}
		// What WordPress itself does on every page of wp-admin.
		const isOfCore = /action=(heartbeat|wp-compression-test|rest-nonce)/.test( `${ request.url() } ${ request.postData() }` );
		if ( pathname.endsWith( '/admin-ajax.php' ) && request.headers().referer?.includes( 'page=detour' ) && ! isOfCore ) {
			complaints.push( `uses admin-ajax: ${ request.url() }` );
		}
	} );
}

export { expect };
