/**
 * The history: what was changed, by whom, and the way back.
 */
import { expectAccessible } from '../support/accessibility';
import { artifacts } from '../support/environment';
import { expect, test } from '../support/test';

const redirect = ( value: string, to: string ) => ( { source: { value }, then: { redirect: { to } } } );

test( 'a change is shown with both sides, and taken back', async ( { page, detour } ) => {
	await detour.seed( redirect( '/old', '/sample-page/' ), redirect( '/other', '/x' ) );
	await detour.row( '/old' ).getByRole( 'button', { name: 'Edit' } ).click();
	await detour.editor.getByLabel( 'Target', { exact: true } ).fill( '/hello-world/' );
	await detour.save();
	await detour.answers( '/old', { status: 307, location: '/hello-world/' } );

	await page.getByRole( 'tab', { name: 'History' } ).click();
	const change = page.getByRole( 'row' ).filter( { hasText: 'Changed' } ).first();
	await expect( change ).toContainText( '/old' );
	await expect( change ).toContainText( 'admin' );
	await change.getByRole( 'button', { name: 'Actions' } ).click();
	await page.getByRole( 'menuitem', { name: 'Show what changed' } ).click();
	const target = page.getByRole( 'row', { name: /then\.redirect\.to/ } );
	await expect( target ).toContainText( '/sample-page/' );
	await expect( target ).toContainText( '/hello-world/' );
	await page.keyboard.press( 'Escape' );

	await change.getByRole( 'button', { name: 'Take back' } ).click();
	await page.getByRole( 'dialog' ).getByRole( 'button', { name: 'Take back' } ).click();
	await expect( page.getByText( 'The change was taken back.' ).first() ).toBeVisible();
	await expect( page.getByRole( 'row' ).filter( { hasText: 'Taken back' } ).first() ).toContainText( '/old' );
	await detour.answers( '/old', { status: 307, location: '/sample-page/' } );
} );

test( 'what was changed again is taken back only after a second question', async ( { page, detour } ) => {
	await detour.seed( redirect( '/twice', '/x' ) );
	await detour.act( '/twice', 'Disable' );
	await expect( detour.row( '/twice' ) ).toContainText( 'Disabled' );
	await detour.row( '/twice' ).getByRole( 'button', { name: 'Edit' } ).click();
	await detour.editor.getByLabel( 'Target', { exact: true } ).fill( '/y' );
	await detour.save();

	await detour.row( '/twice' ).getByRole( 'button', { name: 'Edit' } ).click();
	await page.getByRole( 'button', { name: 'History', exact: true } ).click();
	const dialog = page.getByRole( 'dialog' );
	const change = dialog.getByRole( 'row' ).filter( { hasText: 'Disabled' } );
	await change.getByRole( 'button', { name: 'Take back' } ).click();
	await dialog.last().getByRole( 'button', { name: 'Take back', exact: true } ).last().click();
	await expect( page.getByText( 'was changed again since' ).first() ).toBeVisible();
	await page.getByRole( 'button', { name: 'Take back all the same' } ).click();
	await expect( detour.row( '/twice' ) ).toContainText( 'Enabled' );
	await expect( detour.row( '/twice' ) ).toContainText( '/x' );
} );

for ( const direction of [ 'ltr', 'rtl' ] ) {
	test( `history, ${ direction }`, async ( { page, detour, context, baseURL } ) => {
		await context.addCookies( [ { name: 'detour_direction', value: direction, url: baseURL } ] );
		await detour.seed( redirect( '/one', '/x' ), redirect( '/two', '/x' ) );
		await detour.open( 'history' );
		await expect( page.getByRole( 'row' ).filter( { hasText: '/two' } ).first() ).toBeVisible();
		await page.screenshot( { path: `${ artifacts }/history-${ direction }.png`, fullPage: true } );
		await expectAccessible( page, '.detour' );
		await page.getByRole( 'row' ).filter( { hasText: '/two' } ).first().getByRole( 'button', { name: 'Actions' } ).click();
		await page.getByRole( 'menuitem', { name: 'Show what changed' } ).click();
		await expect( page.getByRole( 'row', { name: /source\.value/ } ) ).toBeVisible();
		await page.screenshot( { path: `${ artifacts }/history-details-${ direction }.png` } );
		await expectAccessible( page, '.detour-history-details' );
	} );
}

test( 'what WordPress does by itself is set and read again', async ( { page, detour } ) => {
	await detour.open( 'settings' );
	const days = page.getByLabel( 'Days to keep the history' );
	await days.fill( '30' );
	await page.getByRole( 'button', { name: 'Save', exact: true } ).click();
	await expect( page.getByText( 'Settings saved.' ).first() ).toBeVisible();
	await detour.open( 'settings' );
	await expect( days ).toHaveValue( '30' );
	await page.screenshot( { path: `${ artifacts }/settings-options.png`, fullPage: true } );
	await expectAccessible( page, '.detour' );
	await detour.call( { path: '/detour/v1/options', method: 'PATCH', data: { history_days: 180 } } );
} );
