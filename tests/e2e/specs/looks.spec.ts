/**
 * The editor and dialogs: nothing for axe to find, and a picture to be looked at.
 */
import { expectAccessible } from '../support/accessibility';
import { artifacts } from '../support/environment';
import { overflow } from '../support/layout';
import { RULES } from '../support/rules';
import { expect, test } from '../support/test';

for ( const direction of [ 'ltr', 'rtl' ] ) {
	test( `editor, ${ direction }`, async ( { page, detour, context, baseURL } ) => {
		await context.addCookies( [ { name: 'detour_direction', value: direction, url: baseURL } ] );
		await detour.seed( ...RULES );
		await detour.row( '/' ).getByRole( 'button', { name: 'Edit' } ).click();
		await detour.editor.getByLabel( 'URL to try' ).fill( '/?x=1' );
		await expect( detour.editor.getByText( 'Compared as' ) ).toBeVisible();
		await page.screenshot( { path: `${ artifacts }/editor-${ direction }.png` } );
		await expectAccessible( page, '.detour-editor' );
	} );
}

test( 'a target for a missing page', async ( { page, detour } ) => {
	await detour.forget();
	await detour.visit( '/sample-paeg/' );
	await detour.missed( '/sample-paeg/', 1 );
	await detour.open( 'not-found' );
	await detour.row( '/sample-paeg/' ).getByRole( 'button', { name: 'Redirect' } ).click();
	await expect( page.getByRole( 'radio', { name: 'Sample Page' } ) ).toBeChecked();
	await page.screenshot( { path: `${ artifacts }/not-found-redirect.png` } );
	await expectAccessible( page, '.components-modal__frame' );
} );

test( 'the editor in a narrow window', async ( { page, detour } ) => {
	await page.setViewportSize( { width: 400, height: 900 } );
	await detour.seed( ...RULES );
	await detour.act( '/campaign', 'Edit' );
	await expect( detour.editor.getByLabel( 'Source', { exact: true } ) ).toHaveValue( '/campaign' );
	await page.screenshot( { path: `${ artifacts }/editor-narrow.png` } );
	expect( await overflow( page ) ).toBe( 0 );
} );
