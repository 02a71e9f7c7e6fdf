/**
 * A fallback that is in force, as the agent brings it about after two days: what the server tells of it is put into its answers.
 */
import type { Page } from '@playwright/test';

import { expectAccessible } from '../support/accessibility';
import { artifacts } from '../support/environment';
import { expect, test } from '../support/test';

/** Has answers to a route of ours changed on their way. */
function change( page: Page, path: string, edit: ( answer: any ) => void ) {
	return page.route(
		( url ) => decodeURIComponent( url.href ).includes( `/detour/v1/${ path }` ),
		async ( route ) => {
			const response = await route.fetch();
			const answer = await response.json();
			edit( answer );
			await route.fulfill( { response, json: answer } );
		}
	);
}

test( 'who tries a redirect is told that its fallback is in force', async ( { page, detour } ) => {
	await change( page, 'test', ( { trace } ) => {
		if ( trace ) {
			trace.instead_of = { target: 'https://partner.example/gone', since: 1795132800 };
		}
	} );
	await detour.add();
	await detour.editor.getByLabel( 'Source', { exact: true } ).fill( '/partner' );
	await detour.editor.getByLabel( 'Target', { exact: true } ).fill( '/sample-page/' );
	await detour.editor.getByLabel( 'URL to try' ).fill( '/partner' );
	await expect( detour.editor.getByText( /https:\/\/partner\.example\/gone is known to be broken since .+2026; visitors are sent to the fallback\./ ) ).toBeVisible();
	await expectAccessible( page, '.detour-editor' );
	await detour.editor.locator( '.detour-verdict' ).scrollIntoViewIfNeeded();
	await page.screenshot( { path: `${ artifacts }/fallback-tried.png` } );
} );

test( 'the history tells of a switch to a fallback, which nobody takes back', async ( { page, detour } ) => {
	await detour.seed( { source: { value: '/partner' }, then: { redirect: { to: '/x', fallback: '/sample-page/' } } } );
	await change( page, 'history', ( [ first ] ) => {
		Object.assign( first, { action: 'fallback', user: 0, user_name: 'Detour', before: structuredClone( first.after ) } );
		first.after.then.redirect.to = '/sample-page/';
	} );
	await page.getByRole( 'tab', { name: 'History' } ).click();
	const row = page.getByRole( 'row' ).filter( { hasText: 'Target broken, fallback in force' } );
	await expect( row ).toContainText( '/partner' );
	await expect( row ).toContainText( 'Detour' );
	await expect( row.getByRole( 'button', { name: 'Take back' } ) ).toHaveCount( 0 );
	await expectAccessible( page, '.detour' );
	await page.screenshot( { path: `${ artifacts }/fallback-history.png` } );
	await row.getByRole( 'button', { name: 'Actions' } ).click();
	await page.getByRole( 'menuitem', { name: 'Show what changed' } ).click();
	await expect( page.getByRole( 'row', { name: /then\.redirect\.to/ } ) ).toContainText( '/sample-page/' );
} );
