import { expectAccessible } from '../support/accessibility';
import { artifacts } from '../support/environment';
import { expect, test } from '../support/test';

test( 'settings are saved and read again', async ( { page, detour } ) => {
	await detour.open( 'settings' );
	const country = page.getByLabel( 'Country header' );
	await country.fill( 'CF-IPCountry' );
	await page.getByRole( 'button', { name: 'Save settings' } ).click();
	await expect( page.getByText( 'Settings saved.' ).first() ).toBeVisible();
	await detour.open( 'settings' );
	await expect( country ).toHaveValue( 'CF-IPCountry' );

	await country.fill( 'no header' );
	await page.getByRole( 'button', { name: 'Save settings' } ).click();
	await expect( page.getByText( 'Nothing was saved' ).first() ).toBeVisible();
} );

test( 'new redirects begin as the settings say', async ( { page, detour } ) => {
	await detour.open( 'settings' );
	const part = page.getByRole( 'group', { name: 'New redirects' } );
	const save = async () => {
		await page.getByRole( 'button', { name: 'Save', exact: true } ).click();
		await expect( page.getByText( 'Settings saved.' ).first() ).toBeVisible();
	};
	await part.getByLabel( 'Code' ).selectOption( '301' );
	await part.getByLabel( 'Upper and lower case' ).selectOption( 'ignore' );
	await part.getByLabel( 'Group' ).fill( 'By hand' );
	await expectAccessible( page, '.detour' );
	await part.scrollIntoViewIfNeeded();
	await page.screenshot( { path: `${ artifacts }/settings-new-rules.png` } );
	await save();

	// At once, and after the screen was loaded anew.
	for ( const reload of [ false, true ] ) {
		if ( reload ) {
			await detour.open();
		}
		await detour.add();
		await expect( detour.editor.getByLabel( 'Code', { exact: true } ) ).toHaveValue( '301' );
		await page.keyboard.press( 'Escape' );
		await expect( detour.editor ).toBeHidden();
	}
	await detour.open( 'settings' );
	await part.getByLabel( 'Code' ).selectOption( '307' );
	await part.getByLabel( 'Upper and lower case' ).selectOption( 'exact' );
	await part.getByLabel( 'Group' ).fill( '' );
	await save();
} );

test( 'targets are checked if somebody wants it', async ( { page, detour } ) => {
	await detour.open( 'settings' );
	const check = page.getByLabel( 'Check whether targets are still there' );
	const days = page.getByLabel( 'Days until a target is checked again' );
	await expect( check ).not.toBeChecked();
	await expect( days ).toHaveCount( 0 );
	await check.check();
	await days.fill( '30' );
	await expectAccessible( page, '.detour' );
	await page.getByRole( 'button', { name: 'Save settings' } ).click();
	await expect( page.getByText( 'Settings saved.' ).first() ).toBeVisible();
	await detour.open( 'settings' );
	await expect( days ).toHaveValue( '30' );
	await days.scrollIntoViewIfNeeded();
	await page.screenshot( { path: `${ artifacts }/settings-targets.png` } );
	await detour.open( 'audit' );
	await expect( page.getByText( /targets checked, \d+ broken/ ) ).toBeVisible();
	await detour.open( 'settings' );
	await check.uncheck();
	await page.getByRole( 'button', { name: 'Save settings' } ).click();
	await expect( page.getByText( 'Settings saved.' ).first() ).toBeVisible();
} );

test( 'the status names the rule file that is served', async ( { page, detour } ) => {
	await detour.open( 'settings' );
	const status = page.getByRole( 'table', { name: 'Status' } );
	await expect( status.getByRole( 'row', { name: /Rule file .*site\.detour/ } ) ).toBeVisible();
	await expect( status.getByRole( 'row', { name: /Extension .*fpm-fcgi/ } ) ).toBeVisible();
	await expect( status.getByRole( 'row', { name: /Last sign of the agent .* ago/ } ) ).toBeVisible();
	await expect( status.getByRole( 'row', { name: 'Behind the database No' } ) ).toBeVisible();
} );
