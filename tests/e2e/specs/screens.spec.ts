/**
 * Each screen there is, wide and narrow, in both directions: nothing for axe to find, nothing beyond the window's edge, and a
 * picture to be looked at; and how long it takes until a screen is there.
 */
import { writeFileSync } from 'node:fs';

import { expectAccessible } from '../support/accessibility';
import { artifacts } from '../support/environment';
import { manageWithKeys } from '../support/keyboard';
import { overflow } from '../support/layout';
import { RULES } from '../support/rules';
import type { Screen } from '../support/screen';
import { expect, test } from '../support/test';

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 400, height: 900 };

/** What a screen shows of the data, if there is any. */
const SIGNS: Record< string, string > = {
	redirects: '/campaign',
	'not-found': '/looked-for?x=1',
	log: '/looked-for?x=1',
	insights: 'Requests over time',
	audit: '/chain',
	history: '/campaign',
	settings: 'Country header',
};

for ( const direction of [ 'ltr', 'rtl' ] ) {
	test( `all screens, ${ direction }`, async ( { page, detour, context, baseURL } ) => {
		test.setTimeout( 300_000 );
		await context.addCookies( [ { name: 'detour_direction', value: direction, url: baseURL } ] );
		await fill( detour );
		expect( await page.evaluate( () => getComputedStyle( document.body ).direction ) ).toBe( direction );
		for ( const tab of await detour.tabs() ) {
			await test.step( tab, async () => {
				await detour.open( tab );
				await expect( page.getByText( SIGNS[ tab ] ?? 'Add redirect' ).first() ).toBeAttached();
				await detour.settle();
				await page.screenshot( { path: `${ artifacts }/${ tab }-${ direction }.png`, fullPage: true } );
				await expectAccessible( page, '.detour' );
				await page.setViewportSize( NARROW );
				await page.screenshot( { path: `${ artifacts }/${ tab }-${ direction }-narrow.png`, fullPage: true } );
				expect.soft( await overflow( page ), `${ tab } is wider than a narrow window` ).toBe( 0 );
				await page.setViewportSize( WIDE );
			} );
		}
	} );
}

test( 'how long it takes until a screen is there', async ( { page, detour } ) => {
	await fill( detour );
	await page.addInitScript( () => {
		new MutationObserver( ( changes ) => {
			const ours = changes.some( ( { target } ) => ( target as Element ).closest?.( '#detour-app' ) );
			( window as any ).lastChange = ours ? performance.now() : ( window as any ).lastChange;
		} ).observe( document, { subtree: true, childList: true } );
	} );
	const lines = [];
	for ( const tab of await detour.tabs() ) {
		await detour.open( tab );
		await detour.settle();
		const after: number = await page.evaluate( () => ( window as any ).lastChange );
		expect( after ).toBeGreaterThan( 0 );
		lines.push( `${ tab }: ${ Math.round( after ) } ms` );
	}
	// Figures and no limits: another machine, another load.
	process.stdout.write( `      until the last change of a screen, from the click on: ${ lines.join( ', ' ) }\n` );
	writeFileSync( `${ artifacts }/screens.txt`, `${ lines.join( '\n' ) }\n` );
} );

test( 'a redirect is added, changed and deleted with the keyboard alone', async ( { page, detour } ) => {
	await detour.open();
	await detour.settle();
	await manageWithKeys( page, '/typed' );
} );

test( 'without pretty permalinks, REST is under /?rest_route=', async ( { page, detour, context, baseURL } ) => {
	const asked: string[] = [];
	page.on( 'request', ( request ) => asked.push( request.url() ) );
	await context.addCookies( [ { name: 'detour_permalinks', value: 'plain', url: baseURL } ] );
	await detour.open();
	await detour.clear();
	await detour.open();
	await detour.add();
	await detour.editor.getByLabel( 'Source', { exact: true } ).fill( '/plain' );
	await detour.editor.getByLabel( 'Target', { exact: true } ).fill( '/sample-page/' );
	await detour.save();
	await expect( detour.row( '/plain' ) ).toBeVisible();
	for ( const tab of await detour.tabs() ) {
		await detour.open( tab );
		await detour.settle();
		await expect( page.locator( '.detour .components-notice.is-error' ) ).toHaveCount( 0 );
	}
	const routes = asked.filter( ( url ) => url.includes( 'detour%2Fv1' ) || url.includes( 'detour/v1' ) );
	expect( routes.length ).toBeGreaterThan( 10 );
	expect( routes.filter( ( url ) => url.includes( '/wp-json/' ) ) ).toEqual( [] );
} );

async function fill( detour: Screen ) {
	await detour.seed( ...RULES, { source: { value: '/chain' }, then: { redirect: { to: '/old-page' } } } );
	await detour.answers( '/old-page', { status: 307 } );
	await detour.forget();
	await detour.visit( '/campaign', '/old-page', '/old-page', '/looked-for?x=1', '/looked-for?x=1', '/.env' );
	await detour.missed( '/.env', 1 );
	await detour.audit();
}
