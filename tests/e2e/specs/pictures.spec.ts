/**
 * The pictures of readme.txt and README.md, from a shop that has moved. In DETOUR_WRITE_PICTURES if that is set, else among the
 * other screenshots.
 */
import { artifacts } from '../support/environment';
import type { Screen } from '../support/screen';
import { expect, test } from '../support/test';

const folder = process.env.DETOUR_WRITE_PICTURES ?? artifacts;

const RULES = [
	{ source: { kind: 'wildcard', value: '/shop/*', query: 'pass' }, then: { redirect: { to: '/store/$1', code: 308 } }, group: 'Relaunch', position: 10 },
	{ source: { kind: 'regex', value: '^/blog/\\d{4}/\\d{2}/(.+)$' }, then: { redirect: { to: '/news/$1', code: 301 } }, group: 'Relaunch', position: 20 },
	{ source: { value: '/about-us.html' }, then: { redirect: { to: '/sample-page/', code: 301 } }, group: 'Relaunch' },
	{ source: { value: '/contact.html' }, then: { redirect: { to: '/contact/', code: 301 } }, group: 'Relaunch' },
	{ source: { value: '/catalogue-2019.pdf' }, then: { respond: { code: 410 } }, group: 'Retired' },
	{
		source: { value: '/', query: 'pass' },
		when: [ { language: [ 'es' ] }, { not: { cookie: { name: 'lang' } } } ],
		then: { redirect: { to: '/es/', code: 302 } },
		examples: [ { url: '/', headers: { 'Accept-Language': 'es' }, to: '/es/' } ],
		group: 'Languages',
	},
	{ source: { value: '/sale' }, then: { split: [ { to: '/sale-classic/', weight: 50 }, { to: '/sale-new/', weight: 50 } ] }, group: 'Campaigns' },
	{ source: { value: '/old-prices' }, then: { redirect: { to: '/prices/' } }, enabled: false, group: 'Retired' },
];

/** Requests of visitors: path, and how many. */
const VISITS: [ string, number ][] = [
	[ '/shop/shoes/trail', 9 ],
	[ '/blog/2021/05/spring', 6 ],
	[ '/about-us.html', 4 ],
	[ '/contact.html', 2 ],
	[ '/sale', 7 ],
	[ '/catalogue-2019.pdf', 3 ],
	[ '/sampel-page/', 5 ],
	[ '/wp-content/uploads/brochure.pdf', 3 ],
	[ '/stores/berlin', 2 ],
	[ '/feed/podcast', 1 ],
];

const HTACCESS = `Redirect 301 /old-shop /store
Redirect gone /flyer.pdf
RewriteEngine On
RewriteRule ^news/(.*)$ /blog/$1 [R=301,L]
RewriteCond %{TIME_HOUR} >12
RewriteRule ^lunch$ /closed [R,L]
`;

test( 'pictures', async ( { page, detour } ) => {
	test.slow();
	const picture = ( number: number ) => page.screenshot( { path: `${ folder }/screenshot-${ number }.png` } );
	await fill( detour );

	await detour.open();
	await expect( detour.row( '/shop/*' ) ).toBeVisible();
	await detour.settle();
	await picture( 1 );

	await detour.row( '/shop/*' ).getByRole( 'button', { name: 'Edit' } ).click();
	await detour.editor.getByLabel( 'URL to try' ).fill( '/shop/shoes?size=42' );
	await expect( detour.editor.getByText( '/store/shoes?size=42' ).first() ).toBeVisible();
	await picture( 2 );

	await detour.open( 'not-found' );
	await detour.settle();
	await detour.row( '/sampel-page/' ).getByRole( 'button', { name: 'Redirect' } ).click();
	await expect( page.getByRole( 'radio', { name: 'Sample Page' } ) ).toBeChecked();
	await picture( 3 );

	await detour.open( 'insights' );
	await expect( page.getByText( 'Requests over time' ).first() ).toBeVisible();
	await detour.settle();
	await picture( 4 );

	await detour.call( { path: '/detour/v1/rules', method: 'POST', data: { source: { value: '/imprint' }, then: { redirect: { to: '/contact.html' } } } } );
	await detour.audit();
	await detour.open( 'audit' );
	await expect( detour.row( '/imprint' ).first() ).toBeVisible();
	await picture( 5 );

	await detour.open( 'exchange' );
	await page.locator( 'input[type=file]' ).setInputFiles( { name: '.htaccess', mimeType: 'text/plain', buffer: Buffer.from( HTACCESS ) } );
	await page.getByRole( 'button', { name: 'Look at it first' } ).click();
	await expect( page.getByRole( 'heading', { name: /new redirects.*left out/ } ) ).toBeVisible();
	await page.getByRole( 'heading', { name: /new redirects.*left out/ } ).scrollIntoViewIfNeeded();
	await picture( 6 );
} );

/**
 * Rules, and a week of visits to them.
 *
 * @param detour The screen.
 */
async function fill( detour: Screen ) {
	await detour.forget();
	await detour.seed( ...RULES );
	await detour.answers( '/contact.html', { status: 301, location: '/contact/' } );
	for ( const [ path, count ] of VISITS ) {
		await detour.visit( ...Array< string >( count ).fill( path ) );
	}
	await detour.missed( '/feed/podcast', 1 );
	await detour.call( { path: '/detour-tests/v1/week', method: 'POST' } );
}
