/**
 * Network Admin → Settings → Detour: the sites of a network, hundreds of them, and some that are not well.
 */
import { expectAccessible } from '../support/accessibility';
import { artifacts } from '../support/environment';
import { overflow } from '../support/layout';
import { Screen } from '../support/screen';
import { expect, test } from '../support/test';

const SCREEN = '/wp-admin/network/settings.php?page=detour';

test( 'the sites of a network, what is in the way of some, found among hundreds', async ( { page } ) => {
	const detour = new Screen( page );
	await detour.open();
	await detour.call( { path: '/detour-tests/v1/sites', method: 'POST' } );
	for ( const site of [ 'shop', 'broken' ] ) {
		await page.goto( `/${ site }/wp-admin/tools.php?page=detour` );
		await detour.seed( { source: { value: `/${ site }/old` }, then: { redirect: { to: `/${ site }/new` } } } );
		await detour.answers( `/${ site }/old`, { status: 307 } );
		await page.goto( `/${ site }/wp-admin/tools.php?page=detour` );
	}
	await detour.call( { path: '/detour-tests/v1/break', method: 'POST' } );

	await page.goto( SCREEN );
	const row = ( path: string ) => page.getByRole( 'row' ).filter( { has: page.getByText( new RegExp( `${ path }$` ) ) } );
	await expect( row( '/shop/' ) ).toContainText( '1 of 1 enabled' );
	await expect( row( '/archive/' ) ).toContainText( 'not served until it is put back' );
	await expect( row( '/broken/' ) ).toContainText( 'wp option delete detour_schema_version' );
	await expect( row( '/site-1/' ) ).toContainText( 'No tables yet' );
	await expect( page.getByText( /Live on this server/ ) ).toBeVisible();
	await expect( page.getByText( '504 items' ).first() ).toBeVisible();
	await page.screenshot( { path: `${ artifacts }/sites.png` } );
	await expectAccessible( page, '.wrap' );

	await page.setViewportSize( { width: 400, height: 900 } );
	await page.screenshot( { path: `${ artifacts }/sites-narrow.png` } );
	expect( await overflow( page ) ).toBe( 0 );
	await row( '/shop/' ).getByRole( 'button', { name: 'Show more details' } ).press( 'Enter' );
	await expect( row( '/shop/' ).getByText( '1 of 1 enabled' ) ).toBeVisible();
	await page.setViewportSize( { width: 1280, height: 900 } );

	await page.getByRole( 'searchbox', { name: 'Search sites' } ).fill( 'site-49' );
	await page.keyboard.press( 'Enter' );
	await expect( page.getByText( '11 items' ).first() ).toBeVisible();
	await expect( row( '/site-499/' ) ).toBeVisible();
	await page.getByRole( 'searchbox', { name: 'Search sites' } ).fill( 'nowhere' );
	await page.keyboard.press( 'Enter' );
	await expect( page.getByText( 'No site has this in its address' ) ).toBeVisible();
} );
