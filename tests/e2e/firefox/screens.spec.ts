/**
 * A second engine: each screen opens in it, and redirects can be managed.
 */
import { expectAccessible } from '../support/accessibility';
import { artifacts } from '../support/environment';
import { expect, open, test } from '../support/firefox';
import { manageWithKeys } from '../support/keyboard';

test( 'each screen opens, and axe finds nothing', async ( { firefox } ) => {
	await open( firefox, 'redirects' );
	const tabs = await firefox.$$eval( '.detour [role=tab]', ( found ) => found.map( ( { id } ) => id.replace( /^tab-panel-\d+-/, '' ) ) );
	expect( tabs.length ).toBeGreaterThan( 8 );
	for ( const tab of tabs ) {
		await test.step( tab, async () => {
			await open( firefox, tab );
			await firefox.screenshot( { path: `${ artifacts }/firefox-${ tab }.png` } );
			await expectAccessible( firefox, '.detour' );
		} );
	}
} );

test( 'a redirect is added, changed and deleted with the keyboard alone', async ( { firefox } ) => {
	await open( firefox, 'redirects' );
	await firefox.evaluate( async () => {
		const { apiFetch } = ( window as any ).wp;
		const ids = ( await apiFetch( { path: '/detour/v1/rules?per_page=200' } ) ).map( ( { id }: { id: number } ) => id );
		if ( ids.length ) {
			await apiFetch( { path: '/detour/v1/rules/bulk', method: 'POST', data: { action: 'delete', ids } } );
		}
	} );
	await open( firefox, 'redirects' );
	await manageWithKeys( firefox, '/typed-in-firefox' );
} );
