import { expectAccessible } from '../support/accessibility';
import { artifacts } from '../support/environment';
import { expect, nobody, test } from '../support/test';

test( 'a domain is moved: tried first, saved, and taken back', async ( { page, detour } ) => {
	await page.getByRole( 'button', { name: 'Assistants' } ).click();
	await page.getByRole( 'menuitem', { name: 'Move to another domain' } ).click();
	const form = page.getByRole( 'dialog' );
	await form.getByLabel( 'Old domains' ).fill( 'old.example' );
	await form.getByLabel( 'New domain' ).fill( 'old.example' );
	await form.getByRole( 'button', { name: 'Try it' } ).click();
	await expect( form.getByText( 'visitors would go round in circles' ).first() ).toBeVisible();
	await form.getByLabel( 'New domain' ).fill( 'new.example' );
	await form.getByLabel( 'Paths that stay' ).fill( '/api/*' );
	await form.getByLabel( 'Addresses to try' ).fill( '/some/page?x=1, /api/orders' );
	await form.getByRole( 'button', { name: 'Try it' } ).click();
	await expect( form.getByRole( 'row', { name: /www\.old\.example\/some\/page\?x=1 .*new\.example\/some\/page\?x=1/ } ) ).toBeVisible();
	await expect( form.getByRole( 'row', { name: /\/\/old\.example\/api\/orders Stays/ } ) ).toBeVisible();
	await expectAccessible( page, '.detour-assistant' );
	await page.screenshot( { path: `${ artifacts }/domain-move.png` } );
	await form.getByRole( 'button', { name: 'Save redirects' } ).click();
	await expect( form ).toBeHidden();

	const ask = async () =>
		( await page.request.get( '/some/page?x=1', { headers: { Host: 'old.example' }, maxRedirects: 0 } ) ).headers().location ?? '';
	await expect.poll( ask ).toMatch( /^https?:\/\/new\.example\/some\/page\?x=1$/ );
	await detour.undo();
	await expect.poll( ask ).not.toContain( 'new.example' );
} );

test( 'visitors get the version in their language, and the versions name each other', async ( { page, detour, browser, baseURL } ) => {
	await page.getByRole( 'button', { name: 'Assistants' } ).click();
	await page.getByRole( 'menuitem', { name: 'Visitors by language' } ).click();
	const form = page.getByRole( 'dialog' );
	await form.getByLabel( 'Language 2' ).fill( 'es' );
	await form.getByLabel( 'Address 2' ).fill( '/sample-page/' );
	await form.getByLabel( 'Cookie of visitors' ).fill( 'chosen' );
	await form.getByRole( 'button', { name: 'Try it' } ).click();
	await expect( form.getByRole( 'row', { name: /^es 302 .*\/sample-page\// } ) ).toBeVisible();
	await expect( form.getByRole( 'row', { name: /^another language Stays/ } ) ).toBeVisible();
	await expectAccessible( page, '.detour-assistant' );
	await page.screenshot( { path: `${ artifacts }/languages.png` } );
	await form.getByRole( 'button', { name: 'Save redirects' } ).click();
	await expect( form ).toBeHidden();

	const visitor = await browser.newContext( { baseURL, storageState: nobody, extraHTTPHeaders: { 'Accept-Language': 'es-MX' } } );
	const ask = ( path: string, headers = {} ) => visitor.request.get( path, { headers, maxRedirects: 0 } );
	await expect.poll( async () => ( await ask( '/' ) ).status() ).toBe( 302 );
	expect( ( await ask( '/' ) ).headers().vary ).toContain( 'Accept-Language' );
	expect( ( await ask( '/', { Cookie: 'chosen=en' } ) ).status() ).toBe( 200 );
	for ( const path of [ '/sample-page/', '/' ] ) {
		const { link } = ( await ask( path, { 'Accept-Language': 'en' } ) ).headers();
		expect( link ).toContain( `<${ baseURL }/sample-page/>; rel="alternate"; hreflang="es"` );
		expect( link ).toContain( `<${ baseURL }/>; rel="alternate"; hreflang="x-default"` );
	}
	await detour.undo();
	await expect.poll( async () => ( await ask( '/sample-page/' ) ).headers().link ?? '' ).not.toContain( 'hreflang' );
	await visitor.close();
} );

test( 'the target of a temporary redirect names its source as canonical', async ( { page, detour } ) => {
	const canonical = async () => {
		const response = await page.request.get( '/sample-page/' );
		const text = await response.text();
		return [ response.headers().link?.includes( '/for-now>; rel="canonical"' ) ?? false, text.match( /rel=["']canonical["'] href=["']([^"']*)/ )?.[ 1 ] ];
	};
	const own = new URL( '/sample-page/', page.url() ).href;
	await detour.add();
	await detour.editor.getByLabel( 'Source', { exact: true } ).fill( '/for-now' );
	await detour.editor.getByLabel( 'Target', { exact: true } ).fill( '/sample-page/' );
	await detour.editor.getByRole( 'button', { name: 'Fallback, caching, headers and search engines' } ).click();
	await detour.editor.getByLabel( 'The source stays the canonical address' ).check();
	await expectAccessible( page, '.detour-editor' );
	await page.screenshot( { path: `${ artifacts }/canonical.png` } );
	await detour.save();
	expect( await canonical() ).toEqual( [ true, new URL( '/for-now', page.url() ).href ] );

	await detour.act( '/for-now', 'Disable' );
	await expect.poll( canonical ).toEqual( [ false, own ] );
} );

test( 'after the permalinks were changed, old addresses of posts are offered, redirected and taken back', async ( { page, detour, baseURL } ) => {
	const setStructure = async ( structure: string ) => {
		await page.goto( '/wp-admin/options-permalink.php' );
		await page.locator( '#permalink_structure' ).fill( structure );
		await page.getByRole( 'button', { name: 'Save Changes' } ).click();
		await expect( page.locator( '#permalink_structure' ) ).toHaveValue( structure );
	};
	await page.goto( '/wp-admin/options-permalink.php' );
	const before = await page.locator( '#permalink_structure' ).inputValue();
	const [ post ] = await ( await page.request.get( '/?rest_route=/wp/v2/posts' ) ).json();
	const { pathname } = new URL( post.link );
	await setStructure( '/moved/%post_id%/' );

	await page.getByRole( 'link', { name: 'Redirect the old addresses' } ).click();
	const form = page.getByRole( 'dialog' );
	await expect( form.getByLabel( 'Structure that the site had' ) ).toHaveValue( before );
	await form.getByRole( 'button', { name: 'Try it' } ).click();
	await expect( form.getByRole( 'row', { name: `${ pathname } /moved/${ post.id }/` } ) ).toBeVisible();
	await expectAccessible( page, '.detour-assistant' );
	await page.screenshot( { path: `${ artifacts }/permalinks.png` } );
	await form.getByRole( 'button', { name: 'Save redirects' } ).click();
	await expect( form ).toBeHidden();
	await expect( page.getByText( 'The permalinks of this site were changed' ) ).toBeHidden();

	// WordPress guesses the address of a post as well, and says so.
	const ask = async () => {
		const { location = '', 'x-redirect-by': by = '' } = ( await page.request.get( pathname, { maxRedirects: 0 } ) ).headers();
		return `${ location } ${ by }`;
	};
	await expect.poll( ask ).toMatch( new RegExp( `/moved/${ post.id }/ (?!WordPress)` ) );
	await detour.undo();
	await setStructure( before );
	await page.goto( '/wp-admin/tools.php?page=detour' );
	await page.getByRole( 'link', { name: 'Leave them' } ).click();
	await expect( page.getByText( 'The permalinks of this site were changed' ) ).toBeHidden();
	expect( new URL( page.url() ).origin ).toBe( baseURL );
} );
