/**
 * The box beside a post or page, in the block editor and in the classic one.
 */
import { expectAccessible } from '../support/accessibility';
import { artifacts } from '../support/environment';
import { expect, test } from '../support/test';

const PAGES = '/wp/v2/pages';

test( 'a page is redirected from the block editor, and no longer', async ( { page, detour } ) => {
	const { id } = await detour.call< { id: number } >( { path: PAGES, method: 'POST', data: { title: 'Boxed', slug: 'boxed', status: 'publish', content: '<p>Text</p>' } } );
	await detour.seed( { source: { value: '/old-box' }, then: { redirect: { to: '/boxed/' } } } );
	// WordPress' own welcome would ask another server for its pictures.
	const preferences = { 'core/edit-post': { welcomeGuide: false }, core: { welcomeGuide: false }, _modified: new Date().toISOString() };
	await detour.call( { path: '/wp/v2/users/me', method: 'POST', data: { meta: { persisted_preferences: preferences } } } );
	await page.goto( `/wp-admin/post.php?post=${ id }&action=edit` );
	const box = page.locator( '#detour-post-box' );
	await expect( box.getByText( 'Visitors of /boxed/ see this page.' ) ).toBeAttached();
	await box.scrollIntoViewIfNeeded();
	await expect( box.getByRole( 'link', { name: 'Edit the redirect of /old-box' } ) ).toBeVisible();

	await box.getByRole( 'button', { name: 'Redirect this page' } ).click();
	await expect( box.getByRole( 'status' ) ).toContainText( 'say where the page should lead' );
	await expect( box.getByLabel( 'Redirect this page to' ) ).toBeFocused();
	await page.keyboard.type( '/sample-page/' );
	await page.keyboard.press( 'Enter' );
	await expect( box.getByText( 'Visitors of /boxed/ are redirected to /sample-page/ (307).' ) ).toBeVisible();
	await expectAccessible( page, '#detour-post-box' );
	expect( await box.evaluate( ( { scrollWidth, clientWidth } ) => scrollWidth - clientWidth ) ).toBe( 0 );
	await page.screenshot( { path: `${ artifacts }/post-box.png` } );
	await detour.answers( '/boxed/', { status: 307, location: '/sample-page/' } );

	await box.getByLabel( 'Code' ).selectOption( '308' );
	await box.getByRole( 'button', { name: 'Redirect this page' } ).click();
	await expect( box.getByText( '(308)' ) ).toBeVisible();
	await detour.answers( '/boxed/', { status: 308, location: '/sample-page/' } );
	await box.getByRole( 'button', { name: 'Disable the redirect' } ).click();
	await expect( box.getByText( 'the redirect to /sample-page/ is disabled' ) ).toBeVisible();
	await detour.answers( '/boxed/', { status: 200 } );

	await box.getByRole( 'link', { name: 'Edit the redirect of /old-box' } ).click();
	await expect( detour.editor.getByLabel( 'Source', { exact: true } ) ).toHaveValue( '/old-box' );
	await detour.call( { path: `${ PAGES }/${ id }?force=true`, method: 'DELETE' } );
} );
