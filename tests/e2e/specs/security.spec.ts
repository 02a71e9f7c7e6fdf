/**
 * What others could want of the screens: texts of visitors and of rules are shown as texts, and a page of another site can do nothing.
 */
import { expect, test } from '../support/test';

/** Would leave its mark if any screen took it for more than a text. */
const HOSTILE = `"'><img src=x onerror=window.caught=1>`;

test( 'what visitors send and rules hold is shown as text', async ( { page, detour } ) => {
	const isCaught = () => page.evaluate( () => 'caught' in window );
	await detour.forget();
	const missing = `/missing/${ encodeURIComponent( HOSTILE ) }`;
	for ( const path of [ '/a', missing ] ) {
		await page.request.get( path, { maxRedirects: 0, headers: { 'User-Agent': HOSTILE, Referer: `http://else.test/${ HOSTILE }` } } );
	}
	await detour.seed(
		{ source: { value: `/a${ HOSTILE }` }, then: { redirect: { to: '/b' } }, group: HOSTILE, note: HOSTILE },
		{ source: { value: '/b' }, then: { redirect: { to: '/c?' + HOSTILE } } }
	);
	await expect( page.getByText( HOSTILE ).first() ).toBeVisible();
	await detour.missed( missing, 1 );
	for ( const tab of await detour.tabs() ) {
		await detour.open( tab );
		await detour.settle();
		expect( await isCaught(), tab ).toBe( false );
	}
	for ( const screen of [ 'index.php', 'site-health.php?tab=debug' ] ) {
		await page.goto( `/wp-admin/${ screen }` );
		expect( await isCaught(), screen ).toBe( false );
	}
	await detour.open();
	await detour.forget();
} );

test( 'a form on another site can do nothing', async ( { page, detour } ) => {
	const rules = '/wp-json/detour/v1/rules';
	// With the administrator's cookies, and without the nonce that only a page of wp-admin has.
	const saved = await page.request.post( rules, { form: { 'source[value]': '/forged', 'then[redirect][to]': '/b' } } );
	const read = await page.request.get( rules );
	const cleared = await page.request.delete( '/wp-json/detour/v1/log' );
	expect( [ saved.status(), read.status(), cleared.status() ] ).toEqual( [ 401, 401, 401 ] );
	expect( await detour.call( { path: '/detour/v1/rules?search=forged' } ) ).toEqual( [] );
} );
