import { artifacts } from '../support/environment';
import { Screen } from '../support/screen';
import { expect, test } from '../support/test';

const redirect = ( value: string, to: string, more: object = {} ) => ( {
	source: { value },
	then: { redirect: { to } },
	...more,
} );

test( 'an empty list says how to begin', async ( { page, detour } ) => {
	await detour.open();
	await expect( page.getByText( 'There are no redirects yet' ) ).toBeVisible();
} );

test( 'a note is found, and the list says how redirects are', async ( { page, detour } ) => {
	const show = ( ...fields: string[] ) =>
		detour.call( { path: '/wp/v2/users/me', method: 'POST', data: { meta: { detour_list_views: fields.length ? { rules: { fields } } : {} } } } );
	await show( 'target', 'health' );
	await detour.seed( redirect( '/asked', '/sample-page/', { note: 'Asked for by Sales', enabled: false } ), redirect( '/circle', '/circle2' ), redirect( '/circle2', '/circle' ) );
	await detour.audit();
	await detour.open();
	// Its partner has the same path as its target.
	await expect( detour.row( '/circle' ).first() ).toContainText( 'Broken' );
	await expect( detour.row( '/asked' ) ).toContainText( 'Never used' );
	await page.screenshot( { path: `${ artifacts }/health.png` } );
	await page.getByRole( 'searchbox', { name: 'Search sources, targets and notes' } ).fill( 'by sales' );
	await expect( detour.row( '/circle' ) ).toHaveCount( 0 );
	await expect( detour.row( '/asked' ) ).toBeVisible();
	await show();
} );

test( 'a redirect that is added is served, can be edited, and its deletion undone', async ( { page, detour } ) => {
	await detour.add();
	await detour.editor.getByLabel( 'Source', { exact: true } ).fill( '/old-shop' );
	await detour.editor.getByLabel( 'Target', { exact: true } ).fill( '/sample-page/' );
	await detour.save();
	await expect( detour.row( '/old-shop' ) ).toContainText( '307' );
	await detour.answers( '/old-shop', { status: 307, location: '/sample-page/' } );
	await expect( page.getByText( 'Live on this server' ).first() ).toBeVisible();

	await detour.row( '/old-shop' ).getByRole( 'button', { name: 'Edit' } ).click();
	await detour.editor.getByLabel( 'Code', { exact: true } ).selectOption( '308' );
	await detour.save();
	await detour.answers( '/old-shop', { status: 308, location: '/sample-page/' } );

	await detour.act( '/old-shop', 'Delete' );
	await expect( detour.row( '/old-shop' ) ).toHaveCount( 0 );
	await detour.answers( '/old-shop', { status: 404 } );
	await detour.undo();
	await expect( detour.row( '/old-shop' ) ).toBeVisible();
	await detour.answers( '/old-shop', { status: 308, location: '/sample-page/' } );
} );

test( 'an added redirect can be taken back at once', async ( { detour } ) => {
	await detour.add();
	await detour.editor.getByLabel( 'Source', { exact: true } ).fill( '/mistake' );
	await detour.editor.getByLabel( 'Target', { exact: true } ).fill( '/sample-page/' );
	await detour.save();
	await expect( detour.row( '/mistake' ) ).toBeVisible();
	await detour.undo();
	await expect( detour.row( '/mistake' ) ).toHaveCount( 0 );
} );

test( 'several redirects are disabled at once, and that is undone', async ( { page, detour } ) => {
	await detour.seed( redirect( '/one', '/x' ), redirect( '/two', '/x' ), redirect( '/three', '/x', { enabled: false } ) );
	await page.getByRole( 'checkbox', { name: 'Select all' } ).first().check();
	await page.getByRole( 'button', { name: 'Disable', exact: true } ).click();
	await expect( page.getByText( '2 redirects disabled.' ).first() ).toBeVisible();
	await expect( page.getByRole( 'row' ).filter( { hasText: 'Disabled' } ) ).toHaveCount( 3 );
	await detour.undo();
	await expect( detour.row( '/one' ) ).toContainText( 'Enabled' );
	await expect( detour.row( '/three' ) ).toContainText( 'Disabled' );
} );

test( 'several redirects get a group and a code', async ( { page, detour } ) => {
	await detour.seed( redirect( '/one', '/x' ), redirect( '/two', '/x' ) );
	await page.getByRole( 'checkbox', { name: 'Select all' } ).first().check();
	await page.getByRole( 'button', { name: 'Move to a group' } ).click();
	await page.getByRole( 'dialog' ).getByLabel( 'Group' ).fill( 'Black Friday' );
	await page.getByRole( 'button', { name: 'Apply' } ).click();
	await expect( detour.row( '/two' ) ).toContainText( 'Black Friday' );

	await detour.act( '/one', 'Change code' );
	await page.getByRole( 'dialog' ).getByLabel( 'Code' ).selectOption( '301' );
	await page.getByRole( 'button', { name: 'Apply' } ).click();
	await expect( detour.row( '/one' ) ).toContainText( '301' );
	await expect( detour.row( '/two' ) ).toContainText( '307' );
} );

test( 'the position is shown, changed for several, and kept when a redirect is edited', async ( { page, detour } ) => {
	await detour.seed( redirect( '/one', '/x', { position: 41 } ), redirect( '/two', '/x', { position: 42 } ) );
	await expect( detour.row( '/one' ) ).toContainText( '41' );
	await detour.row( '/two' ).getByRole( 'button', { name: 'Edit' } ).click();
	await expect( detour.editor.getByLabel( 'Position' ) ).toHaveValue( '42' );
	await detour.save();
	await expect( detour.row( '/two' ) ).toContainText( '42' );

	await page.getByRole( 'checkbox', { name: 'Select all' } ).first().check();
	await page.getByRole( 'button', { name: 'Change position' } ).click();
	await page.getByRole( 'dialog' ).getByLabel( 'Position' ).fill( '7' );
	await page.getByRole( 'button', { name: 'Apply' } ).click();
	await expect( detour.row( '/one' ) ).not.toContainText( '41' );
	await detour.undo();
	await expect( detour.row( '/one' ) ).toContainText( '41' );
} );

test( 'redirects are moved by the arrow keys, by dragging and to a place, and a move is undone', async ( { page, detour } ) => {
	await detour.seed( redirect( '/one', '/x' ), redirect( '/two', '/x' ), redirect( '/three', '/x' ) );
	const sources = page.locator( 'tbody .detour-source code' );
	await expect( sources ).toHaveText( [ '/one', '/two', '/three' ] );

	const handle = ( source: string ) => page.getByRole( 'button', { name: `Move ${ source }:` } );
	await handle( '/three' ).focus();
	await page.keyboard.press( 'ArrowUp' );
	await expect( sources ).toHaveText( [ '/one', '/three', '/two' ] );
	await expect( handle( '/three' ) ).toBeFocused();
	await page.keyboard.press( 'ArrowUp' );
	await expect( sources ).toHaveText( [ '/three', '/one', '/two' ] );

	await handle( '/two' ).dragTo( detour.row( '/three' ), { targetPosition: { x: 200, y: 4 } } );
	await expect( sources ).toHaveText( [ '/two', '/three', '/one' ] );
	await detour.undo();
	await expect( sources ).toHaveText( [ '/three', '/one', '/two' ] );

	await detour.act( '/three', 'Move to a place' );
	await page.getByRole( 'dialog' ).getByLabel( 'Place' ).fill( '3' );
	await page.getByRole( 'button', { name: 'Apply' } ).click();
	await expect( sources ).toHaveText( [ '/one', '/two', '/three' ] );
	await detour.act( '/one', 'Move down' );
	await expect( sources ).toHaveText( [ '/two', '/one', '/three' ] );
	await page.screenshot( { path: `${ artifacts }/order.png`, fullPage: true } );
} );

test( 'the list is filtered by the health of redirects', async ( { page, detour } ) => {
	const over = { schedule: { until: '2020-01-01T00:00:00Z' } };
	await detour.seed( redirect( '/over', '/x', over ), redirect( '/fine', '/y' ) );
	await page.getByRole( 'button', { name: 'Add filter' } ).click();
	await page.getByRole( 'menuitem', { name: 'Health' } ).click();
	await page.getByRole( 'option', { name: 'Its time is over' } ).click();
	await expect( detour.row( '/fine' ) ).toHaveCount( 0 );
	await expect( detour.row( '/over' ) ).toBeVisible();
} );

test( 'the list is searched and filtered by the server', async ( { page, detour } ) => {
	const gone = { source: { value: '/gone' }, then: { respond: { code: 410 } } };
	await detour.seed( redirect( '/shoes', '/x' ), redirect( '/hats', '/y' ), gone );
	await page.getByRole( 'searchbox' ).fill( 'shoe' );
	await expect( detour.row( '/hats' ) ).toHaveCount( 0 );
	await expect( detour.row( '/shoes' ) ).toBeVisible();
	await page.getByRole( 'searchbox' ).fill( 'nothing like that' );
	await expect( page.getByText( 'Nothing is like that' ) ).toBeVisible();
	await page.getByRole( 'searchbox' ).fill( '' );
	await expect( detour.row( '/hats' ) ).toBeVisible();

	await page.getByRole( 'button', { name: 'Add filter' } ).click();
	await page.getByRole( 'menuitem', { name: 'Code' } ).click();
	await page.getByRole( 'option', { name: '410 Gone' } ).click();
	await expect( detour.row( '/shoes' ) ).toHaveCount( 0 );
	await expect( detour.row( '/gone' ) ).toBeVisible();
} );

test( 'everything that the list shows is changed at once, on whatever page, and that is undone', async ( { page, detour } ) => {
	await detour.open();
	for ( let number = 0; number < 25; number++ ) {
		await detour.call( { path: '/detour/v1/rules', method: 'POST', data: redirect( `/sale-${ number }`, '/x' ) } );
	}
	await detour.seed( redirect( '/about', '/x' ) );
	await page.getByRole( 'searchbox' ).fill( '/sale' );
	const all = page.getByRole( 'button', { name: /^Change (all )?\d+$/ } );
	await expect( all ).toHaveText( 'Change all 25' );
	await all.click();
	await page.getByRole( 'menuitem', { name: 'Disable' } ).click();
	await page.screenshot( { path: `${ artifacts }/change-all.png` } );
	await page.getByRole( 'dialog' ).getByRole( 'button', { name: 'Disable' } ).click();
	await expect( page.getByText( '25 redirects disabled.' ).first() ).toBeVisible();
	const enabled = async () => ( await detour.call< object[] >( { path: '/detour/v1/rules?enabled=true&per_page=200' } ) ).length;
	expect( await enabled() ).toBe( 1 );
	await detour.undo();
	await expect.poll( enabled ).toBe( 26 );

	await all.click();
	await page.getByRole( 'menuitem', { name: 'Move to a group' } ).click();
	await page.getByRole( 'dialog' ).getByLabel( 'Group' ).fill( 'Sale' );
	await page.getByRole( 'button', { name: 'Apply' } ).click();
	await expect( page.getByText( '25 redirects changed.' ).first() ).toBeVisible();
	await page.getByRole( 'searchbox' ).fill( '' );
	await page.getByRole( 'button', { name: 'Add filter' } ).click();
	await page.getByRole( 'menuitem', { name: 'Group' } ).click();
	await page.getByRole( 'option', { name: 'No group' } ).click();
	await expect( all ).toHaveText( 'Change 1' );
	await expect( detour.row( '/about' ) ).toBeVisible();
} );

test( 'the columns of the list are the same in another browser of the same person', async ( { page, detour, browser } ) => {
	await detour.seed( redirect( '/one', '/x' ) );
	const saved = page.waitForResponse( ( response ) => response.url().includes( 'users/me' ) && response.request().method() === 'POST' );
	await page.getByRole( 'button', { name: 'Hits' } ).click();
	await page.getByRole( 'menuitem', { name: 'Hide column' } ).click();
	await saved;
	const other = await browser.newContext();
	const screen = new Screen( await other.newPage() );
	await screen.open();
	await expect( screen.row( '/one' ) ).toBeVisible();
	await expect( screen.page.getByRole( 'columnheader', { name: 'Code' } ) ).toBeVisible();
	await expect( screen.page.getByRole( 'columnheader', { name: 'Hits' } ) ).toHaveCount( 0 );
	await other.close();
	await detour.call( { path: '/wp/v2/users/me', method: 'POST', data: { meta: { detour_list_views: {} } } } );
} );

test( 'a view is saved under a name, chosen again, and its removal undone', async ( { page, detour } ) => {
	await detour.seed( redirect( '/sale-spring', '/x' ), redirect( '/about', '/x' ) );
	const search = page.getByRole( 'searchbox' );
	const views = page.getByRole( 'button', { name: 'Saved views' } );
	await search.fill( 'sale' );
	await expect( detour.row( '/about' ) ).toHaveCount( 0 );
	await views.click();
	await page.getByLabel( 'Save this view as' ).fill( 'Sales' );
	await page.getByRole( 'button', { name: 'Save view' } ).click();
	await expect( page.getByText( 'View “Sales” saved.' ).first() ).toBeVisible();

	await detour.open();
	await expect( detour.row( '/about' ) ).toBeVisible();
	await views.click();
	await page.screenshot( { path: `${ artifacts }/saved-views.png` } );
	await page.getByRole( 'button', { name: 'Sales', exact: true } ).click();
	await expect( search ).toHaveValue( 'sale' );
	await expect( detour.row( '/about' ) ).toHaveCount( 0 );

	await views.click();
	await page.getByRole( 'button', { name: 'Remove view “Sales”' } ).click();
	await expect( views ).toBeFocused();
	await expect( views ).toHaveAttribute( 'aria-expanded', 'false' );
	await detour.undo();
	await expect( page.getByText( 'Undone.' ).first() ).toBeVisible();
	await views.click();
	await expect( page.getByRole( 'button', { name: 'Sales', exact: true } ) ).toBeVisible();
} );

test( 'pages of the site are offered while a target is typed', async ( { page, detour } ) => {
	await detour.add();
	await detour.editor.getByLabel( 'Target', { exact: true } ).fill( '/sample' );
	await expect( page.locator( 'datalist option[value="/sample-page/"]' ) ).toHaveAttribute( 'label', 'Sample Page' );
	await detour.editor.getByLabel( 'Target', { exact: true } ).fill( '/uncategorized' );
	await expect( page.locator( 'datalist option[value="/category/uncategorized/"]' ) ).toHaveAttribute( 'label', 'Uncategorized' );
} );
