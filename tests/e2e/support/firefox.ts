/**
 * Playwright's test, with a page of Debian's Firefox that is logged in; fails as well when the page logs an error.
 */
import { readFileSync } from 'node:fs';

import { test as base, expect } from '@playwright/test';
import { launch, type Browser, type CookieData, type Page } from 'puppeteer-core';

import { artifacts, required } from './environment';

export const test = base.extend< { firefox: Page }, { browserOfAll: Browser } >( {
	browserOfAll: [
		async ( {}, use ) => {
			const browser = await launch( { browser: 'firefox', executablePath: required( 'DETOUR_FIREFOX' ) } );
			const { cookies }: { cookies: CookieData[] } = JSON.parse( readFileSync( `${ artifacts }/login.json`, 'utf8' ) );
			// Whole seconds only, in Firefox.
			await browser.setCookie( ...cookies.map( ( cookie ) => ( { ...cookie, expires: Math.round( cookie.expires ?? -1 ) } ) ) );
			await use( browser );
			await browser.close();
		},
		{ scope: 'worker' },
	],
	firefox: async ( { browserOfAll }, use ) => {
		const page = await browserOfAll.newPage();
		await page.setViewport( { width: 1280, height: 900 } );
		const complaints: string[] = [];
		page.on( 'pageerror', ( error ) => complaints.push( String( error ) ) );
		page.on( 'console', ( message ) => {
			if ( message.type() === 'error' ) {
				complaints.push( message.text() );
			}
		} );
		await use( page );
		await page.close();
		expect( complaints ).toEqual( [] );
	},
} );

export { expect };

/**
 * Opens a screen and waits until it is there.
 *
 * @param page Page.
 * @param tab  Name of its tab.
 */
export async function open( page: Page, tab: string ) {
	await page.goto( `${ required( 'DETOUR_URL' ) }/wp-admin/tools.php?page=detour&tab=${ tab }` );
	await page.waitForSelector( '.detour [role=tabpanel]' );
	await page.waitForNetworkIdle();
	await page.waitForSelector( '.detour .components-spinner', { hidden: true } );
}
