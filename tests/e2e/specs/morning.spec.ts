/**
 * A morning's work without a pointer: the focus is never lost on the way.
 */
import type { Page } from '@playwright/test';

import { goTo } from '../support/keyboard';
import { choose } from '../support/opened';
import { expect, test } from '../support/test';

/** Goes on with the Tab key to something, and presses it. */
async function pressNext( page: Page, name: string ) {
	await goTo( page, name );
	await page.keyboard.press( 'Enter' );
}

const isSomewhere = ( page: Page ) =>
	expect.poll( () => page.evaluate( () => document.activeElement?.tagName ), 'the focus is somewhere' ).not.toBe( 'BODY' );

test( 'a morning’s work with the keyboard alone', async ( { page, detour } ) => {
	test.setTimeout( 300_000 );
	await detour.forget();
	await detour.seed( { source: { value: '/first' }, then: { redirect: { to: '/x' } } } );
	await detour.visit( '/sample-paeg/' );
	await detour.missed( '/sample-paeg/', 1 );
	await detour.open();
	await detour.settle();
	const { editor } = detour;
	const sources = page.locator( 'tbody .detour-source code' );

	await test.step( 'adds a redirect and tries it', async () => {
		await pressNext( page, 'Add redirect' );
		await expect( editor ).toBeVisible();
		await goTo( page, 'Source' );
		await page.keyboard.type( '/second' );
		await goTo( page, 'Target' );
		await page.keyboard.type( '/sample-page/' );
		await goTo( page, 'URL to try' );
		await page.keyboard.type( '/second' );
		await expect( editor.getByText( '307 Temporary redirect → /sample-page/' ) ).toBeVisible();
		await goTo( page, 'Save', 'Shift+Tab' );
		await page.keyboard.press( 'Enter' );
		await expect( editor ).toBeHidden();
		await expect( page.getByRole( 'button', { name: 'Add redirect' } ) ).toBeFocused();
		await expect( sources ).toHaveText( [ '/first', '/second' ] );
	} );

	await test.step( 'moves it up, and takes that back', async () => {
		await goTo( page, 'Move /second: drag it, or press arrow up or down' );
		await page.keyboard.press( 'ArrowUp' );
		await expect( sources ).toHaveText( [ '/second', '/first' ] );
		await expect( page.getByRole( 'button', { name: 'Move /second:' } ) ).toBeFocused();
		await page.keyboard.press( 'Control+z' );
		await expect( sources ).toHaveText( [ '/first', '/second' ] );
		await isSomewhere( page );
	} );

	await test.step( 'disables both, and takes that back', async () => {
		await goTo( page, 'Select all', 'Shift+Tab' );
		await page.keyboard.press( 'Space' );
		await pressNext( page, 'Disable' );
		await expect( page.getByText( '2 redirects disabled.' ).first() ).toBeVisible();
		await isSomewhere( page );
		await page.keyboard.press( 'Control+z' );
		await expect( detour.row( '/first' ) ).toContainText( 'Enabled' );
		await expect( detour.row( '/second' ) ).toContainText( 'Enabled' );
	} );

	await test.step( 'deletes one by its menu, and goes on beside it', async () => {
		await detour.row( '/first' ).getByRole( 'button', { name: 'Actions' } ).focus();
		await page.keyboard.press( 'Enter' );
		await choose( page, 'Delete' );
		await expect( sources ).toHaveText( [ '/second' ] );
		await expect.poll( () => detour.row( '/second' ).evaluate( ( row ) => row.contains( document.activeElement ) ) ).toBe( true );
		await page.keyboard.press( 'Control+z' );
		await expect( sources ).toHaveText( [ '/first', '/second' ] );
	} );

	await test.step( 'redirects a missing page, and takes that back', async () => {
		await goTo( page, 'Redirects', 'Shift+Tab' );
		await page.keyboard.press( 'ArrowRight' );
		await page.keyboard.press( 'ArrowRight' );
		await expect( page.getByRole( 'tab', { name: 'Not found' } ) ).toBeFocused();
		await expect( detour.row( '/sample-paeg/' ) ).toBeVisible();
		await detour.settle();
		await pressNext( page, 'Redirect' );
		await expect( page.getByRole( 'radio', { name: 'Sample Page' } ) ).toBeChecked();
		await goTo( page, 'Redirect' );
		await page.keyboard.press( 'Enter' );
		await expect( page.getByText( '1 redirect added.' ).first() ).toBeVisible();
		await isSomewhere( page );
		await detour.answers( '/sample-paeg/', { status: 307, location: '/sample-page/' } );
		await page.keyboard.press( 'Control+z' );
		await detour.answers( '/sample-paeg/', { status: 404 } );
	} );

	await test.step( 'imports a list, and takes that back', async () => {
		await goTo( page, 'Not found', 'Shift+Tab' );
		for ( let tab = 0; tab < 5; tab++ ) {
			await page.keyboard.press( 'ArrowRight' );
		}
		await expect( page.getByRole( 'tab', { name: 'Import & export' } ) ).toBeFocused();
		await detour.settle();
		await goTo( page, 'Choose a file' );
		const chosen = page.waitForEvent( 'filechooser' );
		await page.keyboard.press( 'Enter' );
		await ( await chosen ).setFiles( { name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from( 'source,target,code\n/listed,/x,301\n' ) } );
		await pressNext( page, 'Look at it first' );
		await expect( page.getByRole( 'heading', { name: '1 new redirect' } ) ).toBeFocused();
		await pressNext( page, 'Import 1 redirect' );
		await expect( page.getByText( '1 redirect imported.' ).first() ).toBeVisible();
		await isSomewhere( page );
		await detour.answers( '/listed', { status: 301 } );
		await page.keyboard.press( 'Control+z' );
		await detour.answers( '/listed', { status: 404 } );
	} );

	await test.step( 'saves a view under a name', async () => {
		await goTo( page, 'Import & export', 'Shift+Tab' );
		await page.keyboard.press( 'Home' );
		await expect( detour.row( '/first' ) ).toBeVisible();
		await pressNext( page, 'Saved views' );
		await expect( page.getByLabel( 'Save this view as' ) ).toBeVisible();
		await goTo( page, 'Save this view as' );
		await page.keyboard.type( 'Mine' );
		await page.keyboard.press( 'Enter' );
		await expect( page.getByText( 'View “Mine” saved.' ).first() ).toBeVisible();
		await expect( page.getByRole( 'button', { name: 'Saved views' } ) ).toBeFocused();
		await page.keyboard.press( 'Control+z' );
		await expect( page.getByText( 'Undone.' ).first() ).toBeVisible();
	} );
} );
