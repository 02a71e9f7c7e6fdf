import { expectAccessible } from '../support/accessibility';
import { artifacts } from '../support/environment';
import { expect, nobody, test } from '../support/test';

test( 'maintenance answers visitors, spares who has the link, and is turned off', async ( { page, detour, browser, baseURL } ) => {
	const visitor = await browser.newContext( { baseURL, storageState: nobody } );
	const visit = await visitor.newPage();
	const answers = ( path: string, status: number ) => expect.poll( async () => ( await visitor.request.get( path ) ).status() ).toBe( status );
	await detour.open( 'maintenance' );
	await page.getByLabel( 'Come back after (seconds)' ).fill( '600' );
	await page.getByLabel( 'Paths' ).fill( '/sample-page/' );
	await page.getByRole( 'button', { name: 'Turn maintenance on' } ).click();
	await expect( page.getByText( 'visitors don’t see the site' ) ).toBeVisible();
	await answers( '/', 503 );
	await answers( '/sample-page/', 200 );
	await expectAccessible( page, '.detour-columns' );
	await page.screenshot( { path: `${ artifacts }/maintenance.png`, fullPage: true } );

	// Who manages redirects sees the site, and that others don't.
	await page.goto( '/' );
	await expect( page.getByRole( 'menuitem', { name: 'Maintenance is on' } ) ).toBeVisible();
	await detour.open( 'maintenance' );
	const link = await page.getByLabel( 'Link for who may see the site' ).inputValue();
	expect( ( await visit.goto( link ) )?.status() ).toBe( 200 );
	expect( visit.url() ).not.toContain( 'detour_preview' );
	expect( ( await visit.goto( new URL( '/?again', link ).href ) )?.status() ).toBe( 200 );

	await page.getByLabel( 'Visitors get' ).selectOption( 'redirect' );
	await page.getByLabel( 'Target' ).fill( '/no-such-page/' );
	await page.getByRole( 'button', { name: 'Save changes' } ).click();
	await expect( page.locator( '.detour-columns' ).getByText( 'There is no page of this site at /no-such-page/' ) ).toBeVisible();
	await page.getByLabel( 'Target' ).fill( '/sample-page/' );
	await page.getByRole( 'button', { name: 'Save changes' } ).click();
	await expect( page.locator( '.detour-columns' ).getByText( 'There is no page of this site at' ) ).toBeHidden();
	await page.getByLabel( 'Visitors get' ).selectOption( 'unavailable' );
	await page.getByRole( 'button', { name: 'Save changes' } ).click();
	await expect( page.getByLabel( 'Come back after (seconds)' ) ).toBeVisible();

	await page.getByRole( 'button', { name: 'Turn maintenance off' } ).click();
	await expect( page.locator( '.detour-columns' ).getByText( 'Maintenance is off.' ) ).toBeVisible();
	await visitor.clearCookies();
	await answers( '/', 200 );
	await visitor.close();
} );
