import { chromium, type FullConfig } from '@playwright/test';

import { artifacts, required } from './environment';

/**
 * Logs in once, as a person does, and keeps the cookies for all tests.
 *
 * @param config Playwright's configuration.
 */
export default async function logIn( config: FullConfig ) {
	const { baseURL, launchOptions } = config.projects[ 0 ].use;
	const browser = await chromium.launch( launchOptions );
	const page = await browser.newPage( { baseURL } );
	await page.goto( '/wp-login.php' );
	await page.getByLabel( 'Username or Email Address' ).fill( required( 'DETOUR_USER' ) );
	await page.getByLabel( 'Password', { exact: true } ).fill( required( 'DETOUR_PASSWORD' ) );
	await page.getByRole( 'button', { name: 'Log In' } ).click();
	await page.waitForURL( '**/wp-admin/**' );
	await page.context().storageState( { path: `${ artifacts }/login.json` } );
	await browser.close();
}
