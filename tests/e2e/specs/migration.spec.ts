/**
 * A whole migration from another plugin's tables: found, looked at, copied, served, taken back.
 */
import { expectAccessible } from '../support/accessibility';
import { artifacts } from '../support/environment';
import { expect, test } from '../support/test';

const TABLES = '/detour-tests/v1/redirection';

test( 'the redirects of Redirection are copied, served as they were, and taken back', async ( { page, detour } ) => {
	expect( await detour.call( { path: TABLES, method: 'POST' } ) ).toBe( true );
	await detour.open( 'exchange' );
	const found = page.getByRole( 'listitem' ).filter( { hasText: 'Redirection' } );
	await expect( found ).toContainText( '3 redirects' );
	await found.getByRole( 'button', { name: /Redirection/ } ).click();
	await expect( page.getByRole( 'heading', { name: /3 new redirects/ } ) ).toBeVisible();
	await expectAccessible( page, '#detour-app' );
	await page.screenshot( { path: `${ artifacts }/migration.png`, fullPage: true } );
	await detour.answers( '/red', { status: 404 } );

	await page.getByRole( 'button', { name: 'Import 3 redirects' } ).click();
	await detour.answers( '/red', { status: 301, location: '/sample-page/' } );
	await detour.answers( '/RED/', { status: 301, location: '/sample-page/' } );
	await detour.answers( '/diary/monday', { status: 302, location: '/blog/monday' } );
	await detour.answers( '/asleep', { status: 404 } );
	await page.getByRole( 'tab', { name: 'Redirects' } ).click();
	await expect( detour.row( '/asleep' ) ).toContainText( 'Disabled' );

	await page.getByRole( 'tab', { name: 'Import & export' } ).click();
	await page.getByRole( 'button', { name: /Take back import/ } ).first().click();
	await expect( page.getByText( '3 redirects removed.' ).first() ).toBeVisible();
	await detour.answers( '/red', { status: 404 } );
	await detour.call( { path: TABLES, method: 'DELETE' } );
} );
