import { expectAccessible } from '../support/accessibility';
import { artifacts } from '../support/environment';
import { expect, test } from '../support/test';

test( 'a campaign is added, seen by visitors, ended and taken back', async ( { page, detour, baseURL } ) => {
	await detour.seed( { source: { value: '/sale' }, then: { redirect: { to: '/shop/' } }, position: 5 } );
	await detour.open( 'campaigns' );
	await expect( page.getByText( 'There are no campaigns yet' ) ).toBeVisible();
	await page.getByRole( 'button', { name: 'Add campaign' } ).click();
	const form = page.getByRole( 'dialog' );
	await form.getByLabel( 'Name' ).fill( 'Autumn sale' );
	await form.getByLabel( 'Times' ).selectOption( { label: 'Black Friday week, to Cyber Monday' } );
	await expect( form.getByLabel( 'From' ) ).toHaveValue( /^\d{4}-11-\d\dT00:00$/ );
	await form.getByLabel( 'From' ).fill( '2020-01-01T00:00' );
	await expect( form.getByLabel( 'Times' ) ).toHaveValue( '' );
	await form.getByLabel( 'Source 1' ).fill( '/sale' );
	await form.getByLabel( 'Target 1' ).fill( '/sample-page/' );
	await expectAccessible( page, '.detour-assistant' );
	await page.screenshot( { path: `${ artifacts }/campaign-form.png` } );
	await form.getByRole( 'button', { name: 'Save campaign' } ).click();

	const card = page.getByRole( 'region', { name: 'Autumn sale' } );
	await expect( card.getByText( 'Live' ) ).toBeVisible();
	await detour.answers( '/sale', { status: 307, location: '/sample-page/' } );
	await card.getByRole( 'button', { name: 'What visitors get: Autumn sale' } ).click();
	await expect( card.getByRole( 'row', { name: /\/sale .*\/sample-page\/ .*\/shop\// } ) ).toBeVisible();
	await expectAccessible( page, '.detour-campaigns' );
	await page.screenshot( { path: `${ artifacts }/campaigns.png`, fullPage: true } );
	await page.context().addCookies( [ { name: 'detour_direction', value: 'rtl', url: baseURL } ] );
	await detour.open( 'campaigns' );
	await expect( card ).toBeVisible();
	await page.screenshot( { path: `${ artifacts }/campaigns-rtl.png`, fullPage: true } );

	await card.getByRole( 'button', { name: 'End now: Autumn sale' } ).click();
	await expect( card.getByText( 'Over', { exact: true } ) ).toBeVisible();
	await detour.answers( '/sale', { status: 307, location: '/shop/' } );
	await detour.undo();
	await expect( card.getByText( 'Live' ) ).toBeVisible();
	await detour.answers( '/sale', { status: 307, location: '/sample-page/' } );

	await card.getByRole( 'link', { name: 'Show redirects: Autumn sale' } ).click();
	await expect( detour.row( '/sale' ) ).toHaveCount( 1 );
	await expect( page.getByText( 'scheduled' ) ).toBeVisible();
} );
