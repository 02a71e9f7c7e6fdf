/**
 * What the editor warns of, and the way out of each that one click takes.
 */
import { artifacts, required } from '../support/environment';
import type { Screen } from '../support/screen';
import { expect, test } from '../support/test';

const redirect = ( value: string, to: string, more: object = {} ) => ( {
	source: { value, slash: 'ignore', query: 'pass' },
	then: { redirect: { to } },
	...more,
} );

interface Warning {
	about: string;
	/** Redirects that there are. */
	others?: object[];
	kind?: string;
	source: string;
	target: string;
	position?: string;
	says: RegExp;
	button: string | RegExp;
	/** What the field has afterwards that was changed. */
	fixed?: { source?: string; target?: string };
}

const WARNINGS: Warning[] = [
	{ about: 'a missing slash', source: 'old', target: '/b', says: /doesn't begin with a slash/, button: 'Use /old', fixed: { source: '/old' } },
	{ about: 'a whole URL', source: 'https://old.example/a?b=1', target: '/b', says: /is a whole URL/, button: 'Use old.example/a?b=1', fixed: { source: '/a?b=1' } },
	{ about: 'a target without a slash', source: '/a', target: 'new-page', says: /neither a path nor a web address/, button: 'Use /new-page', fixed: { target: '/new-page' } },
	{ about: 'a character that is not escaped', kind: 'regex', source: '^/index.php$', target: '/b', says: /A dot stands for any character/, button: 'Escape the character', fixed: { source: '^/index\\.php$' } },
	{ about: 'greedy groups', kind: 'regex', source: '^/blog/(.*)/page/(.*)$', target: '/$1/$2', says: /takes as much as it can/, button: 'Make the group lazy', fixed: { source: '^/blog/(.*?)/page/(.*)$' } },
	{ about: 'a catch-all', kind: 'wildcard', source: '/*', target: 'https://other.example/$1', says: /matches every page of the site/, button: 'Only where there is no page' },
	{ about: 'a loop', others: [ redirect( '/round', '/and-round' ) ], source: '/and-round', target: '/round', says: /Redirects go round/, button: /^Disable redirect \d+$/ },
	{ about: 'a loop of one', kind: 'prefix', source: '/blog', target: '/blog/x$1', says: /Redirects go round/, button: 'Leave its own targets alone' },
	{ about: 'a chain', others: [ redirect( '/second', '/third' ) ], source: '/first', target: '/second', says: /redirected again/, button: 'Lead there at once', fixed: { target: '/third' } },
	{ about: 'one that is never reached', others: [ { source: { kind: 'prefix', value: '/shop/' }, then: { redirect: { to: '/store/$1' } } } ], source: '/shop/shoes', target: '/b', says: /This is never reached/, button: 'Try this one first' },
	{ about: 'one that hides others', others: [ redirect( '/shop/shoes', '/b', { position: 70 } ), redirect( '/shop/hats', '/b', { position: 80 } ) ], kind: 'prefix', source: '/shop/', target: '/store/$1', position: '5', says: /never reached/, button: 'Try this one after it' },
	{ about: 'the same source twice', others: [ redirect( '/twice', '/b' ) ], source: '/twice', target: '/c', says: /Another rule before it asks for the same/, button: /^Disable redirect \d+$/ },
	{ about: 'a target with the own host', source: '/a', target: `http://${ new URL( required( 'DETOUR_URL' ) ).hostname }/sample-page/`, says: /names the site's own host/, button: 'Use the path alone', fixed: { target: '/sample-page/' } },
	{ about: 'a target without encryption', source: '/a', target: 'http://other.example/', says: /is not encrypted/, button: 'Use an encrypted target', fixed: { target: 'https://other.example/' } },
	{ about: 'an open redirect', kind: 'regex', source: '^/go/(.*)$', target: 'https://$1', says: /could choose the host/, button: 'Use /$1', fixed: { target: '/$1' } },
	{ about: 'a page of WordPress', source: '/wp-login.php', target: '/b', says: /may lock you out/, button: /^Only for visitors who are logged in/ },
	{ about: 'a pattern for pages of WordPress', kind: 'wildcard', source: '/wp-admin/*', target: '/b', says: /only be taken by an exact rule/, button: /^Only for visitors who are logged in/, fixed: { source: '/wp-admin/' } },
];

async function type( detour: Screen, { kind, source, target, position }: Warning ) {
	await detour.add();
	if ( kind ) {
		await detour.editor.getByLabel( 'Match', { exact: true } ).selectOption( kind );
	}
	await detour.editor.getByLabel( 'Source', { exact: true } ).fill( source );
	await detour.editor.getByLabel( 'Target', { exact: true } ).fill( target );
	if ( position ) {
		await detour.editor.getByLabel( 'Position' ).fill( position );
	}
}

for ( const warning of WARNINGS ) {
	test( `one click ends ${ warning.about }`, async ( { page, detour } ) => {
		const { editor } = detour;
		await detour.seed( ...( warning.others ?? [] ) );
		await type( detour, warning );
		const problem = editor.locator( '.detour-problem', { hasText: warning.says } );
		await expect( problem.first() ).toBeVisible();
		await page.screenshot( { path: `${ artifacts }/way-${ warning.about.replace( /\W+/g, '-' ) }.png` } );
		await problem.getByRole( 'button', { name: warning.button } ).first().click();
		await expect( problem ).toHaveCount( 0 );
		if ( warning.fixed?.source ) {
			await expect( editor.getByLabel( 'Source', { exact: true } ) ).toHaveValue( warning.fixed.source );
		}
		if ( warning.fixed?.target ) {
			await expect( editor.getByLabel( 'Target', { exact: true } ) ).toHaveValue( warning.fixed.target );
		}
		await detour.save();
		await detour.audit();
		await expect( page.getByRole( 'row', { name: warning.says } ) ).toHaveCount( 0 );
	} );
}

test( 'another redirect that gave way comes back', async ( { page, detour } ) => {
	await detour.seed( redirect( '/round', '/and-round' ) );
	await detour.add();
	await detour.editor.getByLabel( 'Source', { exact: true } ).fill( '/and-round' );
	await detour.editor.getByLabel( 'Target', { exact: true } ).fill( '/round' );
	await detour.editor.getByRole( 'button', { name: /^Disable redirect/ } ).click();
	await expect( page.getByText( '1 redirect disabled.' ).first() ).toBeVisible();
	await detour.editor.getByRole( 'button', { name: 'Cancel' } ).click();
	await expect( detour.row( '/round' ) ).toContainText( 'Disabled' );
	await detour.undo();
	await expect( detour.row( '/round' ) ).toContainText( 'Enabled' );
} );
