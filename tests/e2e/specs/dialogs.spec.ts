/**
 * All that opens: dialogs, menus, popovers and forms, with the keyboard alone. Each is looked at by axe, keeps within a narrow window,
 * takes the focus and gives it back, and says what is wrong where it is wrong.
 */
import { type Locator, type Page } from '@playwright/test';

import { artifacts } from '../support/environment';
import { choose, expectAnnounced, expectWanted, expectWellBehaved, look, press } from '../support/opened';
import { RULES } from '../support/rules';
import type { Screen } from '../support/screen';
import { expect, test } from '../support/test';

const redirect = ( value: string, to: string, more: object = {} ) => ( { source: { value }, then: { redirect: { to } }, ...more } );

test.beforeEach( () => test.setTimeout( 300_000 ) );

/** Opens the menu of a row, and what one of its items opens; the menu's button has the focus afterwards. */
async function fromRow( { page, row }: Pick< Screen, 'page' > & { row: Locator }, item?: string ) {
	const button = await press( row.getByRole( 'button', { name: 'Actions' } ) );
	if ( item ) {
		await choose( page, item );
	}
	return button;
}

const button = ( page: Page | Locator, name: string ) => page.getByRole( 'button', { name, exact: true } );

test( 'what opens on the list of redirects', async ( { page, detour } ) => {
	await detour.seed( ...RULES );
	await detour.settle();
	const row = detour.row( '/old-page' );
	await expectWellBehaved( page, { name: 'row-menu', isModal: false, what: page.getByRole( 'menu', { name: 'Actions' } ), open: () => fromRow( { page, row } ) } );
	await expectWellBehaved( page, {
		name: 'code',
		open: () => fromRow( { page, row }, 'Change code' ),
	} );
	await expectWellBehaved( page, { name: 'group', open: () => fromRow( { page, row }, 'Move to a group' ) } );
	for ( const [ name, item, label ] of [
		[ 'place', 'Move to a place', 'Place' ],
		[ 'position', 'Change position', 'Position' ],
	] ) {
		await expectWellBehaved( page, {
			name,
			open: () => fromRow( { page, row }, item ),
			wrong: async ( dialog ) => {
				await dialog.getByLabel( label ).fill( '' );
				await press( button( dialog, 'Apply' ) );
				await expectWanted( dialog.getByLabel( label ) );
			},
		} );
	}

	await page.getByRole( 'checkbox', { name: 'Select all' } ).first().press( 'Space' );
	for ( const name of [ 'Change code', 'Move to a group', 'Change position' ] ) {
		await expectWellBehaved( page, { name: `bulk-${ name.toLowerCase().replaceAll( ' ', '-' ) }`, open: () => press( button( page, name ) ) } );
	}
} );

test( 'what opens above the list of redirects', async ( { page, detour } ) => {
	await detour.seed( ...RULES );
	await detour.settle();
	await expectWellBehaved( page, {
		name: 'saved-views',
		isModal: false,
		what: page.locator( '.detour-saved-views' ),
		open: () => press( button( page, 'Saved views' ) ),
		wrong: async ( popover ) => {
			await press( button( popover, 'Save view' ) );
			await expectWanted( popover.getByLabel( 'Save this view as' ) );
		},
	} );
	await expectWellBehaved( page, {
		name: 'view-options',
		isModal: false,
		what: page.locator( '.components-popover' ).last(),
		open: () => press( button( page, 'View options' ) ),
	} );
	await expectWellBehaved( page, {
		name: 'add-filter',
		isModal: false,
		what: page.getByRole( 'menu', { name: 'Add filter' } ),
		open: () => press( button( page, 'Add filter' ) ),
	} );
	await expectWellBehaved( page, {
		name: 'assistants',
		isModal: false,
		what: page.getByRole( 'menu', { name: 'Assistants' } ),
		open: () => press( button( page, 'Assistants' ) ),
	} );
} );

test( 'the editor, with all of its parts', async ( { page, detour } ) => {
	await detour.seed(
		...RULES,
		redirect( '/all-parts', '/sample-page/', {
			when: [ { language: [ 'es' ] }, { any: [ { cookie: { name: 'a', is: 'b' } }, { role: [ 'editor' ] } ] } ],
			schedule: { from: '2026-11-27T00:00:00+01:00', until: '2026-11-28T00:00:00+01:00' },
			examples: [ { url: '/all-parts', matches: false } ],
		} )
	);
	await detour.settle();
	await expectWellBehaved( page, {
		name: 'editor-new',
		open: () => press( button( page, 'Add redirect' ) ),
		wrong: async ( editor ) => {
			await press( button( editor, 'Save' ) );
			const source = editor.getByLabel( 'Source', { exact: true } );
			await expect( source ).toBeFocused();
			await expect( source ).toHaveAttribute( 'aria-invalid', 'true' );
			await expect( source ).toHaveAccessibleDescription( /./ );
			await expectAnnounced( page, /./ );
			await expect( editor.getByLabel( 'Target', { exact: true } ) ).toHaveAccessibleDescription( /./ );
		},
	} );
	const edit = async ( source: string ) => {
		const opener = await fromRow( { page, row: detour.row( source ) }, 'Edit' );
		for ( const part of [ 'How the source is compared', 'Fallback, caching, headers and search engines', 'Method, headers, visitor' ] ) {
			const toggle = button( detour.editor, part );
			if ( ( await toggle.count() ) && ( await toggle.getAttribute( 'aria-expanded' ) ) === 'false' ) {
				await press( toggle );
			}
		}
		return opener;
	};
	await expectWellBehaved( page, {
		name: 'editor-all-parts',
		open: async () => {
			const opener = await edit( '/all-parts' );
			for ( const [ add, field ] of [
				[ 'Add header', 'Name' ],
				[ 'Add version', 'Language' ],
			] ) {
				await press( button( detour.editor, add ).first() );
				await expect( detour.editor.getByLabel( field ).first() ).toBeVisible();
			}
			return opener;
		},
		wrong: async ( editor ) => {
			const until = editor.getByLabel( 'Until' );
			await until.fill( '2020-01-01T00:00' );
			await editor.getByLabel( 'One of' ).first().fill( '' );
			await press( button( editor, 'Save' ) );
			await expect( editor.locator( '[aria-invalid="true"]' ).first() ).toBeFocused();
			await expect( editor.getByLabel( 'One of' ).first() ).toHaveAccessibleDescription( /./ );
		},
	} );
	await expectWellBehaved( page, { name: 'editor-split', open: () => edit( '/campaign' ) } );
	await expectWellBehaved( page, { name: 'editor-respond', open: () => edit( '/withdrawn' ) } );
	await expectWellBehaved( page, {
		name: 'editor-history',
		open: async () => {
			await edit( '/old-page' );
			return press( button( detour.editor, 'History' ) );
		},
		what: page.getByRole( 'dialog', { name: /^History of redirect/ } ),
		afterwards: () => page.keyboard.press( 'Escape' ),
	} );
} );

test( 'what is added to the editor and taken away leaves the focus in it', async ( { page, detour } ) => {
	await press( button( page, 'Add redirect' ) );
	const { editor } = detour;
	const expectFocus = ( what: Locator ) => expect( what ).toBeFocused();
	await editor.getByLabel( 'Source', { exact: true } ).fill( '/soon' );
	await press( button( editor, 'Conditions' ) );
	await press( button( editor, 'Only for who has a preview link' ) );
	await expectFocus( button( editor, 'Make another preview link' ) );
	await press( button( editor, 'Add condition' ) );
	await press( button( editor, 'Remove 2' ) );
	await expectFocus( button( editor, 'Add condition' ) );
	await press( button( editor, 'Add an answer for when they don’t hold' ) );
	await expectFocus( editor.getByLabel( 'Answer otherwise' ) );
	await press( button( editor, 'Remove this answer' ) );
	await expectFocus( button( editor, 'Add an answer for when they don’t hold' ) );
	await page.keyboard.press( 'Escape' );
	await expect( editor ).toBeHidden();
} );

test( 'the assistants', async ( { page, detour } ) => {
	await detour.open();
	const fromMenu = async ( item: string ) => {
		const opener = await press( button( page, 'Assistants' ) );
		await choose( page, item );
		return opener;
	};
	await expectWellBehaved( page, {
		name: 'domain-move',
		open: () => fromMenu( 'Move to another domain, www. or https' ),
		wrong: async ( dialog ) => {
			await press( button( dialog, 'Try it' ) );
			await expectWanted( dialog.getByLabel( 'Old domains' ) );
			await dialog.getByLabel( 'Old domains' ).fill( 'old.example' );
			await dialog.getByLabel( 'New domain' ).fill( 'old.example' );
			await press( button( dialog, 'Try it' ) );
			await expect( dialog.getByText( 'visitors would go round in circles' ).first() ).toBeVisible();
			await expectAnnounced( page, 'visitors would go round in circles' );
			await expect( button( dialog, 'Try it' ) ).toBeFocused();
		},
	} );
	await expectWellBehaved( page, {
		name: 'languages',
		open: () => fromMenu( 'Visitors by language' ),
		wrong: async ( dialog ) => {
			await dialog.getByLabel( 'Language 2' ).fill( 'not a language' );
			await dialog.getByLabel( 'Address 2' ).fill( '/x' );
			await press( button( dialog, 'Save redirects' ) );
			await expect( dialog.locator( '.components-notice.is-error' ) ).toBeVisible();
			await expectAnnounced( page, /./ );
			await press( button( dialog, 'Add another' ) );
			await press( button( dialog, 'Remove 3' ) );
			await expect( button( dialog, 'Add another' ) ).toBeFocused();
		},
	} );
} );

test( 'campaigns', async ( { page, detour } ) => {
	await detour.seed( redirect( '/sale', '/x', { group: 'Sale', schedule: { from: '2030-01-01T00:00:00Z' } } ) );
	await detour.open( 'campaigns' );
	await detour.settle();
	await expectWellBehaved( page, {
		name: 'campaign',
		open: () => press( button( page, 'Add campaign' ) ),
		wrong: async ( dialog ) => {
			await press( button( dialog, 'Save campaign' ) );
			await expectWanted( dialog.getByLabel( 'Name' ) );
			await dialog.getByLabel( 'Name' ).fill( 'Backwards' );
			await dialog.getByLabel( 'From' ).fill( '2030-01-02T00:00' );
			await dialog.getByLabel( 'Until' ).fill( '2030-01-01T00:00' );
			await press( button( dialog, 'Save campaign' ) );
			await expect( dialog.locator( '.components-notice.is-error' ) ).toBeInViewport();
			await expectAnnounced( page, /./ );
			await expect( button( dialog, 'Save campaign' ) ).toBeFocused();
		},
	} );
	await expectWellBehaved( page, { name: 'campaign-change', open: () => press( page.getByRole( 'button', { name: 'Change: Sale' } ) ) } );
	await press( page.getByRole( 'button', { name: 'What visitors get: Sale' } ) );
	await expect( page.getByRole( 'table', { name: 'What visitors get' } ) ).toBeVisible();
	await look( page, page.locator( '.detour' ), 'campaign-outcome' );
} );

test( 'not found and log', async ( { page, detour } ) => {
	await detour.forget();
	await detour.visit( '/sample-paeg/', '/noise.env' );
	await detour.missed( '/noise.env', 1 );
	await detour.logged( '/noise.env' );
	await detour.open( 'not-found' );
	await detour.settle();
	const row = detour.row( '/sample-paeg/' );
	await expectWellBehaved( page, {
		name: 'missing-redirect',
		open: () => fromRow( { page, row }, 'Redirect' ),
		wrong: async ( dialog ) => {
			await dialog.getByLabel( 'Target' ).fill( '' );
			await press( button( dialog, 'Redirect' ) );
			await expectWanted( dialog.getByLabel( 'Target' ) );
			await dialog.getByLabel( 'Take off this list' ).press( 'Space' );
			await expect( dialog.getByLabel( 'Take off this list' ) ).not.toBeChecked();
		},
	} );
	await expectWellBehaved( page, {
		name: 'missing-pattern',
		open: () => fromRow( { page, row: detour.row( '/noise.env' ) }, 'Ignore all like this' ),
		wrong: async ( dialog ) => {
			await dialog.getByLabel( 'Pattern' ).fill( '' );
			await press( button( dialog, 'Ignore' ) );
			await expectWanted( dialog.getByLabel( 'Pattern' ) );
		},
	} );
	await expectWellBehaved( page, { name: 'missing-delete-all', open: () => press( button( page, 'Delete all' ) ) } );
	await page.getByRole( 'checkbox', { name: 'Select all' } ).first().press( 'Space' );
	await expectWellBehaved( page, { name: 'missing-bulk', open: () => press( button( page, 'Redirect' ).last() ) } );

	await detour.open( 'log' );
	await detour.settle();
	await expectWellBehaved( page, { name: 'log-delete', open: () => press( button( page, 'Delete entries' ) ) } );
	await expectWellBehaved( page, {
		name: 'log-details',
		open: async () => {
			const entry = detour.row( '/noise.env' ).first();
			const details = button( entry, 'Details' );
			return ( await details.isVisible() ) ? press( details ) : fromRow( { page, row: entry }, 'Details' );
		},
	} );
} );

test( 'history', async ( { page, detour } ) => {
	await detour.seed( redirect( '/changed', '/x' ) );
	await detour.act( '/changed', 'Disable' );
	await expect( detour.row( '/changed' ) ).toContainText( 'Disabled' );
	await detour.open( 'history' );
	await detour.settle();
	const row = page.getByRole( 'row' ).filter( { hasText: '/changed' } ).first();
	await expectWellBehaved( page, { name: 'history-details', open: () => fromRow( { page, row }, 'Show what changed' ) } );
	await expectWellBehaved( page, { name: 'history-take-back', open: () => fromRow( { page, row }, 'Take back' ) } );
} );

test( 'audit', async ( { page, detour } ) => {
	await detour.seed( redirect( '/first', '/second' ), redirect( '/second', '/third' ) );
	await detour.audit();
	await detour.open( 'audit' );
	await detour.settle();
	await expectWellBehaved( page, {
		name: 'audit-ignore',
		open: () => fromRow( { page, row: detour.row( '/first' ).first() }, 'Ignore' ),
		wrong: async ( dialog ) => {
			await press( button( dialog, 'Ignore' ) );
			await expectWanted( dialog.getByLabel( 'Why?' ) );
		},
	} );
	await press( button( page, 'When, and who hears of it' ) );
	await page.getByLabel( 'Send an e-mail when there is something new' ).press( 'Space' );
	await page.getByLabel( 'Recipients' ).fill( 'nobody' );
	await press( button( page, 'Save settings' ) );
	await expect( page.locator( '.detour-audit-settings .components-notice.is-error' ) ).toBeInViewport();
	await expectAnnounced( page, /./ );
	await look( page, page.locator( '.detour' ), 'audit-settings-wrong' );
} );

test( 'forms of the other screens', async ( { page, detour } ) => {
	const expectRefused = async ( form: Locator, submit: string ) => {
		await press( button( form, submit ) );
		await expect( form.locator( '.components-notice.is-error' ) ).toBeInViewport();
		await expectAnnounced( page, /./ );
		await expect( button( form, submit ) ).toBeFocused();
	};
	await detour.open( 'settings' );
	await detour.settle();
	const settings = page.locator( 'form', { has: page.getByLabel( 'Country header' ) } );
	await settings.getByLabel( 'Country header' ).fill( 'no header' );
	await expectRefused( settings, 'Save settings' );
	await look( page, page.locator( '.detour' ), 'settings-wrong' );
	const options = page.locator( 'form', { has: page.getByLabel( 'Pages in the trash' ) } );
	await options.getByLabel( 'Days to keep the history' ).fill( '' );
	await press( button( options, 'Save' ) );
	await expectWanted( options.getByLabel( 'Days to keep the history' ) );

	await detour.open( 'maintenance' );
	await detour.settle();
	const maintenance = page.locator( '.detour-columns' );
	await maintenance.getByLabel( 'Visitors get' ).selectOption( 'redirect' );
	await press( button( maintenance, 'Turn maintenance on' ) );
	await expectWanted( maintenance.getByLabel( 'Target' ) );
	await maintenance.getByLabel( 'Target' ).fill( '/back-soon/' );
	await maintenance.getByLabel( 'Addresses and networks' ).fill( 'nonsense' );
	await expectRefused( maintenance, 'Turn maintenance on' );
	await look( page, page.locator( '.detour' ), 'maintenance-wrong' );

	await detour.open( 'exchange' );
	await detour.settle();
	await press( button( page, 'Look at it first' ) );
	await expect( button( page, 'Choose a file' ) ).toHaveAccessibleDescription( /Choose a file/ );
	await look( page, page.locator( '.detour' ), 'import-without-file' );
} );

test( 'WordPress’ help', async ( { page, detour } ) => {
	await detour.open();
	const help = await press( button( page, 'Help' ) );
	await expect( help ).toHaveAttribute( 'aria-expanded', 'true' );
	await expect( page.getByRole( 'link', { name: 'Is it live?' } ) ).toBeVisible();
	await page.screenshot( { path: `${ artifacts }/dialog-help.png` } );
	await help.press( 'Enter' );
	await expect( help ).toHaveAttribute( 'aria-expanded', 'false' );
} );
