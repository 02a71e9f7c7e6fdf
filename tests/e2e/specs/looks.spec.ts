/**
 * Each screen: nothing for axe to find, and a picture to be looked at.
 */
import type { Page } from '@playwright/test';

import { expectAccessible } from '../support/accessibility';
import { artifacts } from '../support/environment';
import { expect, test } from '../support/test';

const RULES = [
	{ source: { value: '/old-page' }, then: { redirect: { to: '/sample-page/' } }, group: 'Relaunch' },
	{ source: { kind: 'wildcard', value: '/blog/*' }, then: { redirect: { to: '/news/$1', code: 301 } }, position: 10, group: 'Relaunch' },
	{ source: { value: '/withdrawn' }, then: { respond: { code: 410 } }, enabled: false },
	{
		source: { value: '/' },
		when: [ { language: [ 'es' ] }, { not: { cookie: { name: 'lang' } } } ],
		then: { redirect: { to: '/es/', code: 302 } },
		schedule: { from: '2026-11-27T00:00:00+01:00' },
		examples: [ { url: '/', headers: { 'Accept-Language': 'es' }, to: '/es/' } ],
	},
	{ source: { value: '/campaign' }, then: { split: [ { to: '/a', weight: 50 }, { to: '/b', weight: 50 } ] } },
];

for ( const direction of [ 'ltr', 'rtl' ] ) {
	test( `redirects, ${ direction }`, async ( { page, detour, context, baseURL } ) => {
		await context.addCookies( [ { name: 'detour_direction', value: direction, url: baseURL } ] );
		await detour.seed( ...RULES );
		expect( await page.evaluate( () => getComputedStyle( document.body ).direction ) ).toBe( direction );
		await expect( detour.row( '/campaign' ) ).toBeVisible();
		await page.screenshot( { path: `${ artifacts }/redirects-${ direction }.png`, fullPage: true } );
		await expectAccessible( page, '.detour' );
	} );

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

/** What is to be seen once a screen is there. */
const TRAFFIC = {
	'not-found': ( page: Page ) => page.getByText( '/looked-for?x=1' ),
	log: ( page: Page ) => page.getByText( '/looked-for?x=1' ),
	insights: ( page: Page ) => page.getByRole( 'img', { name: /^Requests over time/ } ),
};

for ( const direction of [ 'ltr', 'rtl' ] ) {
	for ( const [ tab, sign ] of Object.entries( TRAFFIC ) ) {
		test( `${ tab }, ${ direction }`, async ( { page, detour, context, baseURL } ) => {
			await context.addCookies( [ { name: 'detour_direction', value: direction, url: baseURL } ] );
			await detour.seed( ...RULES );
			await detour.answers( '/old-page', { status: 307 } );
			await detour.forget();
			await detour.visit( '/campaign', '/old-page', '/old-page', '/looked-for?x=1', '/looked-for?x=1', '/.env' );
			await detour.missed( '/.env', 1 );
			await detour.open( tab );
			await expect( sign( page ).first() ).toBeVisible();
			await page.screenshot( { path: `${ artifacts }/${ tab }-${ direction }.png`, fullPage: true } );
			await expectAccessible( page, '.detour' );
		} );
	}
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

test( 'settings', async ( { page, detour } ) => {
	await detour.open( 'settings' );
	await expect( page.getByLabel( 'Country header' ) ).toBeVisible();
	await expect( page.getByRole( 'row', { name: /Rule file/ } ) ).toBeVisible();
	await page.screenshot( { path: `${ artifacts }/settings.png`, fullPage: true } );
	await expectAccessible( page, '.detour' );
} );

test( 'a narrow window', async ( { page, detour } ) => {
	await page.setViewportSize( { width: 420, height: 900 } );
	await detour.seed( ...RULES );
	await expect( detour.row( '/campaign' ) ).toBeVisible();
	await page.screenshot( { path: `${ artifacts }/redirects-narrow.png` } );
	await detour.add();
	await page.screenshot( { path: `${ artifacts }/editor-narrow.png` } );
} );
