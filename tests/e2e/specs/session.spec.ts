/**
 * A page that stays open longer than its session, or than the nonce it came with.
 */
import { artifacts } from '../support/environment';
import { expect, test } from '../support/test';

test( 'each screen says that somebody is logged out', async ( { page, detour, context } ) => {
	await detour.open( 'campaigns' );
	await detour.settle();
	await context.clearCookies();
	for ( const tab of ( await page.getByRole( 'tab' ).all() ).reverse() ) {
		await tab.click();
		const problem = page.locator( '.detour .components-notice.is-error' ).filter( { hasText: 'You are logged out' } );
		await expect( problem.first(), await tab.innerText() ).toBeVisible();
		await expect( page.locator( '.detour .dataviews-no-results' ), 'not called empty' ).toBeHidden();
	}
	await page.screenshot( { path: `${ artifacts }/logged-out.png`, fullPage: true } );
} );

test( 'a nonce that is too old is renewed', async ( { page, detour } ) => {
	await detour.seed( { source: { value: '/kept-open' }, then: { redirect: { to: '/b' } } } );
	await page.evaluate( () => {
		( window as any ).wp.apiFetch.nonceMiddleware.nonce = '0123456789';
	} );
	await page.getByRole( 'tab', { name: 'History' } ).click();
	await expect( page.getByText( '/kept-open' ).first() ).toBeVisible();
	await expect( page.locator( '.detour .components-notice.is-error' ) ).toHaveCount( 0 );
} );
