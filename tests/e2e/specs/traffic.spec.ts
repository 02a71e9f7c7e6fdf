/**
 * Not found, log, insights: requests of visitors, through extension, spool and agent, on the screens.
 */
import { readFileSync } from 'node:fs';

import { artifacts } from '../support/environment';
import { expect, test } from '../support/test';

const redirect = ( value: string, to: string ) => ( { source: { value, query: 'pass' }, then: { redirect: { to } } } );

test.beforeEach( async ( { detour } ) => {
	await detour.forget();
} );

test( 'a missing page is redirected to the one that is like it', async ( { page, detour } ) => {
	await detour.visit( '/sample-paje/', '/sample-paje/', '/other-missing' );
	await detour.missed( '/sample-paje/', 2 );
	await detour.open( 'not-found' );
	await expect( detour.row( '/sample-paje/' ) ).toContainText( '2' );
	await expect( detour.row( '/sample-paje/' ).getByRole( 'img', { name: /0, 2$/ } ) ).toBeVisible();

	await detour.row( '/sample-paje/' ).getByRole( 'button', { name: 'Redirect' } ).click();
	const form = page.getByRole( 'dialog' );
	await expect( form.getByRole( 'radio', { name: 'Sample Page' } ) ).toBeChecked();
	await expect( form.getByLabel( 'Target' ) ).toHaveValue( '/sample-page/' );
	await form.getByRole( 'button', { name: 'Redirect', exact: true } ).click();
	await expect( page.getByText( '1 redirect added.' ).first() ).toBeVisible();
	await expect( detour.row( '/sample-paje/' ) ).toHaveCount( 0 );
	await expect( detour.row( '/other-missing' ) ).toBeVisible();
	await detour.answers( '/sample-paje/', { status: 307, location: '/sample-page/' } );

	await detour.undo();
	await detour.answers( '/sample-paje/', { status: 404 } );
} );

test( 'the editor opens with the missing address and a target', async ( { page, detour } ) => {
	await detour.visit( '/sampel-page?x=1' );
	await detour.missed( '/sampel-page?x=1', 1 );
	await detour.open( 'not-found' );
	await detour.row( '/sampel-page?x=1' ).getByRole( 'button', { name: 'Redirect' } ).click();
	await page.getByRole( 'dialog' ).getByRole( 'button', { name: 'Open in the editor' } ).click();
	await expect( detour.editor.getByLabel( 'Source', { exact: true } ) ).toHaveValue( '/sampel-page?x=1' );
	await detour.save();
	await detour.answers( '/sampel-page?x=1', { status: 307, location: '/sample-page/' } );
} );

test( 'several missing pages get one target', async ( { page, detour } ) => {
	await detour.visit( '/shop-1', '/shop-2' );
	await detour.missed( '/shop-1', 1 );
	await detour.missed( '/shop-2', 1 );
	await detour.open( 'not-found' );
	await page.getByRole( 'checkbox', { name: 'Select all' } ).first().check();
	await page.getByRole( 'button', { name: 'Redirect', exact: true } ).last().click();
	const form = page.getByRole( 'dialog' );
	await form.getByLabel( 'Target' ).fill( '/sample-page/' );
	await form.getByLabel( 'Code' ).selectOption( '301' );
	await form.getByRole( 'button', { name: 'Redirect', exact: true } ).click();
	await expect( page.getByText( '2 redirects added.' ).first() ).toBeVisible();
	await detour.answers( '/shop-2', { status: 301, location: '/sample-page/' } );
} );

test( 'several missing pages get the page that is most like each', async ( { page, detour } ) => {
	await detour.visit( '/sample-pages', '/qqqq-zzzz' );
	await detour.missed( '/qqqq-zzzz', 1 );
	await detour.open( 'not-found' );
	await page.getByRole( 'checkbox', { name: 'Select all' } ).first().check();
	await page.getByRole( 'button', { name: 'Redirect', exact: true } ).last().click();
	const form = page.getByRole( 'dialog' );
	await form.getByLabel( 'Each to the page that is most like it' ).check();
	await page.screenshot( { path: `${ artifacts }/redirect-each.png` } );
	await form.getByRole( 'button', { name: 'Redirect', exact: true } ).click();
	await expect( page.getByText( '1 redirect added. No page is enough like 1 other URL.' ).first() ).toBeVisible();
	await expect( detour.row( '/qqqq-zzzz' ) ).toBeVisible();
	await detour.answers( '/sample-pages', { status: 307, location: '/sample-page/' } );
} );

test( 'it is told who asks for a missing page', async ( { page, detour } ) => {
	for ( const referer of [ 'https://a.example/', 'https://b.example/', 'https://b.example/' ] ) {
		await page.request.get( '/linked', { headers: { referer } } );
	}
	await detour.missed( '/linked', 3 );
	await detour.open( 'not-found' );
	await detour.act( '/linked', 'Who asks for it' );
	const rows = page.getByRole( 'dialog' ).getByRole( 'row' );
	await expect( rows.nth( 1 ) ).toContainText( /https:\/\/b\.example\/\s*2/ );
	await expect( rows.nth( 2 ) ).toContainText( /https:\/\/a\.example\/\s*1/ );
	await page.screenshot( { path: `${ artifacts }/visits.png` } );
} );

test( 'noise is ignored, by hand or by a pattern, and deleted', async ( { page, detour } ) => {
	await detour.visit( '/noise-a.env', '/noise-b.env', '/noise-c', '/noise-d' );
	await detour.missed( '/noise-d', 1 );
	await detour.open( 'not-found' );
	await detour.act( '/noise-c', 'Ignore' );
	await expect( detour.row( '/noise-c' ) ).toHaveCount( 0 );
	await detour.undo();
	await expect( detour.row( '/noise-c' ) ).toBeVisible();

	await detour.act( '/noise-a.env', 'Ignore all like this' );
	await expect( page.getByRole( 'dialog' ).getByLabel( 'Pattern' ) ).toHaveValue( '*.env' );
	await page.getByRole( 'dialog' ).getByRole( 'button', { name: 'Ignore' } ).click();
	await expect( detour.row( '/noise-b.env' ) ).toHaveCount( 0 );
	await detour.visit( '/noise-e.env', '/noise-f' );
	await detour.missed( '/noise-f', 1 );
	expect( await detour.call( { path: '/detour/v1/log?search=noise-e' } ) ).toMatchObject( { total: 0 } );

	await page.getByRole( 'button', { name: 'Delete all' } ).click();
	await page.getByRole( 'dialog' ).getByRole( 'button', { name: 'Delete', exact: true } ).click();
	await expect( page.getByText( 'No visitor has asked for a page that is not there' ) ).toBeVisible();
	await detour.call( { path: '/detour/v1/settings', method: 'PUT', data: {} } );
} );

test( 'the log is searched, leads to the redirect, is exported and deleted', async ( { page, detour } ) => {
	await detour.seed( redirect( '/logged', '/sample-page/' ) );
	await detour.answers( '/logged', { status: 307 } );
	await detour.visit( '/logged?=formula', '/no-such-page' );
	await detour.logged( '/no-such-page' );
	await detour.open( 'log' );
	await expect( detour.row( '/no-such-page' ) ).toContainText( '404' );
	await page.getByRole( 'searchbox' ).fill( 'formula' );
	await expect( detour.row( '/no-such-page' ) ).toHaveCount( 0 );
	await detour.row( '/logged?=formula' ).getByRole( 'button', { name: 'Details' } ).click();
	await expect( page.getByRole( 'dialog' ).getByRole( 'row', { name: 'Target /sample-page/?=formula' } ) ).toBeVisible();
	await page.keyboard.press( 'Escape' );

	const downloading = page.waitForEvent( 'download' );
	await page.getByRole( 'link', { name: 'Export as CSV' } ).click();
	const file = readFileSync( await ( await downloading ).path(), 'utf8' );
	expect( file.split( '\n' )[ 0 ] ).toBe( 'time,kind,code,rule,origin,variant,method,host,url,target,referrer,user_agent,ip' );
	expect( file ).toContain( '/logged?=formula' );
	expect( file ).not.toContain( '/no-such-page' );

	await detour.row( '/logged?=formula' ).getByRole( 'button', { name: /^Redirect \d+$/ } ).click();
	await expect( detour.editor.getByLabel( 'Source', { exact: true } ) ).toHaveValue( '/logged' );
	await detour.editor.getByRole( 'button', { name: 'Cancel' } ).click();

	await page.getByRole( 'button', { name: 'Delete entries' } ).click();
	await page.getByRole( 'dialog' ).getByRole( 'button', { name: 'Delete', exact: true } ).click();
	await expect( page.getByText( 'Entries deleted.' ).first() ).toBeVisible();
	await page.getByRole( 'searchbox' ).fill( '' );
	await expect( detour.row( '/no-such-page' ) ).toBeVisible();
} );

test( 'insights count what happened, as plots and as tables', async ( { page, detour } ) => {
	await detour.seed(
		redirect( '/counted', '/sample-page/' ),
		{ source: { value: '/tested' }, then: { split: [ { to: '/a', weight: 50 }, { to: '/b', weight: 50 } ] } }
	);
	await detour.answers( '/tested', { status: 307 } );
	await detour.visit( ...Array( 25 ).fill( '/counted' ), '/tested', '/not-there' );
	await detour.missed( '/not-there', 1 );
	await detour.open( 'insights' );
	await expect( page.getByRole( 'img', { name: 'Requests over time by answer' } ) ).toBeVisible();
	await expect( page.getByRole( 'table', { name: 'Redirects that acted most' } ).getByRole( 'button', { name: '/counted' } ) ).toBeVisible();
	await expect( page.getByRole( 'table', { name: 'Split of /tested' } ) ).toContainText( 'aim 50.0 %' );
	await expect( page.getByRole( 'table', { name: /^URLs without a page/ } ) ).toContainText( '/not-there' );

	await page.getByLabel( 'As a table' ).check();
	await page.getByLabel( 'Parted by' ).selectOption( 'rule' );
	const table = page.getByRole( 'table', { name: 'Requests over time by redirect' } );
	await expect( table.getByRole( 'columnheader', { name: '/counted' } ) ).toBeVisible();
	await page.getByLabel( 'Range' ).selectOption( '24h' );
	await expect( table.getByRole( 'row' ) ).toHaveCount( 25 );

	await detour.open();
	await expect( detour.row( '/counted' ) ).toContainText( '25' );
} );

test( 'what is kept of visitors is set and obeyed', async ( { page, detour } ) => {
	await detour.open( 'settings' );
	await page.getByLabel( 'Keep IP addresses' ).selectOption( 'none' );
	await page.getByLabel( 'Keep user agents' ).uncheck();
	await page.getByLabel( 'Days that log entries are kept' ).fill( '7' );
	await page.getByLabel( 'Ignored URLs without a page' ).fill( '/wp-*.php\n\n*/feed/' );
	await page.getByRole( 'button', { name: 'Save settings' } ).click();
	await expect( page.getByText( 'Settings saved.' ).first() ).toBeVisible();
	const settings = await detour.call< any >( { path: '/detour/v1/settings' } );
	expect( settings ).toMatchObject( { recording: { ip: 'none', user_agent: false, referrer: true, log_days: 7 }, ignored: [ '/wp-*.php', '*/feed/' ] } );
	await detour.visit( '/kept-of-me' );
	expect( await detour.logged( '/kept-of-me' ) ).toMatchObject( { ip: '', user_agent: '' } );
	await detour.call( { path: '/detour/v1/settings', method: 'PUT', data: {} } );
} );
