/**
 * The screens as people set their browser: from right to left, with high contrast, at 200 %. Pictures to be looked at.
 */
import { expectAccessible } from '../support/accessibility';
import { artifacts } from '../support/environment';
import { overflow } from '../support/layout';
import { choose, look, press } from '../support/opened';
import { RULES } from '../support/rules';
import { expect, test } from '../support/test';

test.beforeEach( () => test.setTimeout( 300_000 ) );

test( 'dialogs from right to left', async ( { page, detour, context, baseURL } ) => {
	await context.addCookies( [ { name: 'detour_direction', value: 'rtl', url: baseURL } ] );
	await detour.seed( ...RULES );
	await detour.settle();
	const dialog = page.getByRole( 'dialog' ).last();
	const fromRow = async ( item: string ) => {
		await press( detour.row( '/' ).getByRole( 'button', { name: 'Actions' } ) );
		await choose( page, item );
	};
	const opens = {
		editor: () => fromRow( 'Edit' ),
		position: () => fromRow( 'Change position' ),
		'domain-move': async () => {
			await press( page.getByRole( 'button', { name: 'Assistants' } ) );
			await choose( page, 'Move to another domain, www. or https' );
		},
		languages: async () => {
			await press( page.getByRole( 'button', { name: 'Assistants' } ) );
			await choose( page, 'Visitors by language' );
		},
	};
	for ( const [ name, open ] of Object.entries( opens ) ) {
		await test.step( name, async () => {
			await open();
			await expect( dialog ).toBeVisible();
			await look( page, dialog, `${ name }-rtl` );
			await page.keyboard.press( 'Escape' );
			await expect( dialog ).toBeHidden();
		} );
	}
	await press( page.getByRole( 'button', { name: 'Saved views' } ) );
	await look( page, page.locator( '.detour-saved-views' ), 'saved-views-rtl' );
	await page.keyboard.press( 'Escape' );
	await detour.open( 'campaigns' );
	await press( page.getByRole( 'button', { name: 'Add campaign' } ) );
	await look( page, dialog, 'campaign-rtl' );
} );

test( 'with high contrast', async ( { page, detour } ) => {
	await page.emulateMedia( { forcedColors: 'active', colorScheme: 'dark' } );
	await detour.seed( ...RULES );
	await detour.answers( '/old-page', { status: 307 } );
	await detour.forget();
	await detour.visit( '/old-page', '/campaign', '/looked-for' );
	await detour.missed( '/looked-for', 1 );
	await detour.audit();
	for ( const tab of await detour.tabs() ) {
		await detour.open( tab );
		await detour.settle();
		await page.screenshot( { path: `${ artifacts }/${ tab }-contrast.png`, fullPage: true } );
	}
	// The colours of a plot are all that tells its series apart.
	await detour.open( 'insights' );
	const swatch = page.locator( '.detour-swatch' ).first();
	const colour = await swatch.evaluate( ( node ) => getComputedStyle( node ).backgroundColor );
	const parts = await page.locator( '.detour-plot rect' ).evaluateAll( ( bars ) => bars.map( ( bar ) => getComputedStyle( bar ).fill ) );
	expect( parts ).toContain( colour );
	await detour.open();
	await press( detour.row( '/' ).getByRole( 'button', { name: 'Actions' } ) );
	await choose( page, 'Edit' );
	await expect( detour.editor ).toBeVisible();
	await detour.settle();
	await page.screenshot( { path: `${ artifacts }/editor-contrast.png` } );
} );

test( 'at 200 %', async ( { page, detour } ) => {
	// What a window of 1280 × 900 has room for then.
	await page.setViewportSize( { width: 640, height: 450 } );
	await detour.seed( ...RULES );
	for ( const tab of await detour.tabs() ) {
		await detour.open( tab );
		await detour.settle();
		await page.screenshot( { path: `${ artifacts }/${ tab }-zoomed.png`, fullPage: true } );
		await expectAccessible( page, '.detour' );
		expect.soft( await overflow( page ), `${ tab } is wider than the window` ).toBe( 0 );
	}
	await detour.open();
	await page.getByRole( 'checkbox', { name: 'Select all' } ).first().press( 'Space' );
	await page.screenshot( { path: `${ artifacts }/bulk-zoomed.png` } );
	await press( page.getByRole( 'button', { name: 'Disable', exact: true } ) );
	await expect( page.getByText( '4 redirects disabled.' ).first() ).toBeVisible();
	await press( page.getByRole( 'button', { name: 'Add redirect' } ) );
	await look( page, detour.editor, 'editor-zoomed' );
} );
