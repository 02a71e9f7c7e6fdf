/**
 * What is wrong with the redirects: found, repaired, taken back, ignored; and said while one is typed.
 */
import { expectAccessible } from '../support/accessibility';
import { artifacts } from '../support/environment';
import { expect, test } from '../support/test';

const redirect = ( from: string, to: string, more: object = {} ) => ( {
	source: { value: from, slash: 'ignore', query: 'pass' },
	then: { redirect: { to } },
	...more,
} );

const CHAIN = [ redirect( '/first', '/second' ), redirect( '/second', '/third' ) ];

test( 'a chain is found, repaired with one click, and taken back', async ( { page, detour } ) => {
	await detour.seed( ...CHAIN );
	await detour.audit();
	await expect( detour.row( '/first' ) ).toContainText( 'redirected again' );
	await detour.row( '/first' ).getByRole( 'button', { name: 'Lead there at once' } ).click();
	await expect( page.getByText( '1 finding repaired.' ).first() ).toBeVisible();
	await expect( detour.row( '/first' ) ).toHaveCount( 0 );
	await detour.undo();
	await expect( detour.row( '/first' ) ).toBeVisible();
} );

test( 'several findings are repaired together', async ( { page, detour } ) => {
	await detour.seed( ...CHAIN, redirect( '/first', '/elsewhere' ), redirect( '/plain', 'http://other.example/' ) );
	await detour.audit();
	await page.getByRole( 'checkbox', { name: 'Select all' } ).first().check();
	await page.getByRole( 'button', { name: 'Repair', exact: true } ).click();
	await expect( page.getByText( '3 findings repaired.' ).first() ).toBeVisible();
	await page.getByRole( 'button', { name: 'Run audit now' } ).click();
	await expect( page.getByText( 'Nothing is wrong with your redirects.' ) ).toBeVisible();
} );

test( 'a finding is ignored with a reason', async ( { page, detour } ) => {
	await detour.seed( ...CHAIN );
	await detour.audit();
	await detour.act( '/first', 'Ignore' );
	await page.getByRole( 'dialog' ).getByLabel( 'Why?' ).fill( 'The second one goes next week' );
	await page.getByRole( 'dialog' ).getByRole( 'button', { name: 'Ignore' } ).click();
	await expect( detour.row( '/first' ) ).toHaveCount( 0 );

	await page.getByRole( 'button', { name: 'Add filter' } ).click();
	await page.getByRole( 'menuitem', { name: 'Ignored' } ).click();
	await page.getByRole( 'option', { name: 'Ignored', exact: true } ).click();
	await expect( detour.row( '/first' ) ).toContainText( 'goes next week' );
} );

test( 'the editor warns while somebody types, and fixes it', async ( { page, detour } ) => {
	await detour.seed( ...CHAIN );
	await detour.add();
	await detour.editor.getByLabel( 'Source', { exact: true } ).fill( '/new' );
	await detour.editor.getByLabel( 'Target', { exact: true } ).fill( '/second' );
	const warning = detour.editor.locator( '.detour-problem', { hasText: 'redirected again' } );
	await expect( warning ).toBeVisible();
	await page.screenshot( { path: `${ artifacts }/editor-warnings.png` } );
	await expectAccessible( page, '.detour-editor' );
	await warning.getByRole( 'button', { name: 'Lead there at once' } ).click();
	await expect( detour.editor.getByLabel( 'Target', { exact: true } ) ).toHaveValue( '/third' );
	await expect( warning ).toHaveCount( 0 );

	await detour.editor.getByLabel( 'It is for good' ).check();
	await expect( detour.editor.getByLabel( 'Code' ) ).toHaveValue( '308' );
} );

test( 'looks', async ( { page, detour } ) => {
	await detour.seed(
		...CHAIN,
		redirect( '/round', '/and-round' ),
		redirect( '/and-round', '/round' ),
		redirect( '/page', 'http://other.example/' ),
		{ source: { kind: 'regex', value: '^/index.php$' }, then: { redirect: { to: '/' } } },
		{ source: { value: '/old' }, then: { redirect: { to: '/sample-page/' } } }
	);
	await detour.audit();
	// Without the message that the audit is done.
	await detour.open( 'audit' );
	await expect( detour.row( '/round' ) ).toBeVisible();
	await page.getByRole( 'button', { name: 'When, and who hears of it' } ).click();
	await expect( page.getByLabel( 'Look at all redirects' ) ).toBeVisible();
	await page.screenshot( { path: `${ artifacts }/audit.png`, fullPage: true } );
	await expectAccessible( page, '.detour' );
} );
