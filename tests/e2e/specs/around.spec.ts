/**
 * What the plugin does outside of its own screen: on the dashboard, in Site Health, on the site's pages.
 */
import { expectAccessible } from '../support/accessibility';
import { artifacts } from '../support/environment';
import { expect, test } from '../support/test';

interface Page {
	id: number;
}

test( 'the dashboard says whether redirects are served', async ( { page, detour } ) => {
	await detour.seed( { source: { value: '/a' }, then: { redirect: { to: '/b' } } } );
	await expect( page.getByText( 'Live on this server' ).first() ).toBeVisible();
	await page.goto( '/wp-admin/index.php' );
	const widget = page.locator( '#detour' );
	await expect( widget ).toContainText( 'Live on this server' );
	await widget.screenshot( { path: `${ artifacts }/dashboard.png` } );
	await expectAccessible( page, '#detour .inside' );
} );

test( 'Site Health has tests and information', async ( { page, detour } ) => {
	await detour.seed( { source: { value: '/a' }, then: { redirect: { to: '/b' } } } );
	await expect( page.getByText( 'Live on this server' ).first() ).toBeVisible();
	await page.goto( '/wp-admin/site-health.php' );
	await page.getByRole( 'button', { name: 'Passed tests' } ).click();
	await expect( page.getByText( 'Redirects are answered before WordPress starts' ) ).toBeVisible();
	await expect( page.getByText( 'The Detour extension and plugin fit each other' ) ).toBeVisible();
	await page.goto( '/wp-admin/site-health.php?tab=debug' );
	await page.getByRole( 'button', { name: 'Detour', exact: true } ).click();
	await expect( page.getByRole( 'row', { name: /Rules that are served 1/ } ) ).toBeVisible();
	await page.screenshot( { path: `${ artifacts }/site-health.png`, fullPage: true } );
} );

test( 'the old address of a page leads to the new one, and the admin bar says so', async ( { page, detour } ) => {
	const pages = '/wp/v2/pages';
	const { id } = await detour.call< Page >( { path: pages, method: 'POST', data: { title: 'A', slug: 'first-address', status: 'publish' } } );
	await detour.call( { path: `${ pages }/${ id }`, method: 'POST', data: { slug: 'second-address' } } );
	await detour.answers( '/first-address/', { status: 301, location: '/second-address/' } );
	await page.goto( '/second-address/' );
	await expect( page.locator( '#wp-admin-bar-detour' ) ).toContainText( '1 redirect leads here' );

	await detour.open();
	await detour.call( { path: `${ pages }/${ id }`, method: 'POST', data: { slug: 'first-address' } } );
	await detour.answers( '/second-address/', { status: 301, location: '/first-address/' } );
	await detour.answers( '/first-address/', { status: 200 } );
	await detour.call( { path: `${ pages }/${ id }?force=true`, method: 'DELETE' } );
} );

test( 'there is help', async ( { page, detour } ) => {
	await detour.open();
	await page.getByRole( 'button', { name: 'Help' } ).click();
	await page.getByRole( 'link', { name: 'Codes' } ).click();
	await expect( page.getByText( '307 is for now, 308 for good' ) ).toBeVisible();
} );
