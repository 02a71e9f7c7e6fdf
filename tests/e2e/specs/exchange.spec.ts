import { artifacts } from '../support/environment';
import { expect, test } from '../support/test';
import { expectAccessible } from '../support/accessibility';

const HTACCESS = `Redirect 302 /old-shop /shop
RewriteEngine On
RewriteRule ^news/(.*)$ https://example.com/blog/$1 [R=301,L]
RewriteCond %{TIME_HOUR} >12
RewriteRule ^lunch$ /closed [R,L]
`;

test( 'a file is looked at, imported, served, and taken back', async ( { page, detour } ) => {
	await detour.open( 'exchange' );
	await page.locator( 'input[type=file]' ).setInputFiles( {
		name: '.htaccess',
		mimeType: 'text/plain',
		buffer: Buffer.from( HTACCESS ),
	} );
	await expect( page.getByLabel( 'Format', { exact: true } ) ).toHaveValue( 'htaccess' );
	await page.getByRole( 'button', { name: 'Look at it first' } ).click();
	await expect( page.getByRole( 'heading', { name: /3 new redirects.*1 left out/ } ) ).toBeVisible();
	await page.getByText( 'Left out (1)' ).click();
	await expect( page.getByText( 'Line 5' ) ).toBeVisible();
	await expectAccessible( page, '#detour-app' );
	await page.screenshot( { path: `${ artifacts }/import-report.png`, fullPage: true } );
	await detour.answers( '/old-shop', { status: 404 } );

	await page.getByRole( 'button', { name: 'Import 3 redirects' } ).click();
	await detour.answers( '/old-shop', { status: 302, location: '/shop' } );
	await page.getByRole( 'button', { name: /Take back import/ } ).first().click();
	await expect( page.getByText( '3 redirects removed.' ).first() ).toBeVisible();
	await detour.answers( '/old-shop', { status: 404 } );
} );

test( 'an import is compared with the running site before it is saved', async ( { page, detour } ) => {
	// Dozens of pages are made, one after the other.
	test.slow();
	const whenDone = { timeout: 60_000 };
	const read = async ( list: string ) => {
		await detour.open( 'exchange' );
		await page.locator( 'input[type=file]' ).setInputFiles( {
			name: 'list.csv',
			mimeType: 'text/csv',
			buffer: Buffer.from( `source,target,code\n${ list }` ),
		} );
		await page.getByRole( 'button', { name: 'Look at it first' } ).click();
		await page.getByRole( 'button', { name: 'Compare', exact: true } ).click();
	};
	await read( '/carried-over,/landed,301\n' );
	await expect( page.getByText( /No difference in \d+ requests; 1 of 1 redirects were put to the test/ ).first() ).toBeVisible( whenDone );
	await read( '/carried-over,/elsewhere,301\n/not-there,/landed,301\n' );
	await expect( page.getByText( /\d+ differences in \d+ requests/ ).first() ).toBeVisible( whenDone );
	const differences = page.getByRole( 'region', { name: 'Differences' } );
	await expect( differences.getByText( '301 /landed' ).first() ).toBeVisible();
	await expect( differences.getByText( 'line 3' ).first() ).toBeVisible();
	await expectAccessible( page, '#detour-app' );
	await page.screenshot( { path: `${ artifacts }/import-compared.png`, fullPage: true } );
	await detour.answers( '/not-there', { status: 404 } );
} );

test( 'a pasted list is imported', async ( { page, detour } ) => {
	await detour.open( 'exchange' );
	await page.getByLabel( 'Or paste what is in it' ).fill( '/pasted,/sample-page/\n/pasted-too,/sample-page/' );
	await page.getByRole( 'button', { name: 'Look at it first' } ).click();
	await page.getByRole( 'button', { name: 'Import 2 redirects' } ).click();
	await detour.answers( '/pasted-too', { status: 307, location: '/sample-page/' } );
	await expect( page.getByRole( 'listitem' ).filter( { hasText: /Import \d+: 2 redirects .*ago/ } ) ).toBeVisible();
} );

test( 'a large import shows how far it is, and is called off', async ( { page, detour } ) => {
	test.slow();
	const lines = Array.from( { length: 60_000 }, ( _, number ) => `/many/${ number }/of/them,/elsewhere/${ number }` );
	await detour.open( 'exchange' );
	await page.locator( 'input[type=file]' ).setInputFiles( {
		name: 'large.csv',
		mimeType: 'text/csv',
		buffer: Buffer.from( lines.join( '\n' ) ),
	} );
	await page.getByRole( 'button', { name: 'Look at it first' } ).click();
	await page.getByRole( 'button', { name: 'Import 60000 redirects' } ).click();
	await expect( page.getByText( /\d+ of 60000 redirects added/ ) ).toBeVisible();
	await expectAccessible( page, '#detour-app' );
	await page.getByRole( 'button', { name: 'Cancel import' } ).click();
	await expect( page.getByText( 'The import was cancelled' ).first() ).toBeVisible();
	expect( await detour.call( { path: '/detour/v1/rules' } ) ).toEqual( [] );
} );

test( 'what cannot be read says why, and nothing is imported', async ( { page, detour } ) => {
	await detour.open( 'exchange' );
	await page.locator( 'input[type=file]' ).setInputFiles( {
		name: 'broken.json',
		mimeType: 'application/json',
		buffer: Buffer.from( '{"rules": [' ),
	} );
	await page.getByRole( 'button', { name: 'Look at it first' } ).click();
	await expect( page.getByText( 'Left out (1)' ) ).toBeVisible();
	await expect( page.getByRole( 'button', { name: 'Import 0 redirects' } ) ).toBeDisabled();
} );

test( 'all redirects are exported', async ( { page, detour } ) => {
	await detour.seed( { source: { value: '/old' }, then: { redirect: { to: '/new', code: 308 } } } );
	await detour.open( 'exchange' );
	await expectAccessible( page, '#detour-app' );
	await page.screenshot( { path: `${ artifacts }/exchange.png`, fullPage: true } );
	await page.getByLabel( 'Format to write' ).selectOption( 'htaccess' );
	const download = page.waitForEvent( 'download' );
	await page.getByRole( 'button', { name: 'Export' } ).click();
	expect( ( await download ).suggestedFilename() ).toBe( 'detour.htaccess' );
	await expect( page.getByText( 'The file is saved.' ) ).toBeVisible();
} );
