/**
 * What every dialog, menu and popover has to do for people with a keyboard and for those who don't see it.
 */
import { expect, type Locator, type Page, test } from '@playwright/test';

import { expectAccessible } from './accessibility';
import { artifacts } from './environment';
import { overflow } from './layout';

/** Something that opens. */
export interface Opening {
	/** Name of its pictures. */
	name: string;
	/** Opens it with the keyboard; gives what has the focus again once it is closed. */
	open: () => Promise< Locator >;
	/** What opens; the dialog by default. */
	what?: Locator;
	/** Whether the rest of the page is out of reach meanwhile, as it is behind a dialog by default. */
	isModal?: boolean;
	/** Does it wrong, and looks for what is said then; it is open again or still afterwards. */
	wrong?: ( opened: Locator ) => Promise< void >;
	/** Puts away what it was opened from. */
	afterwards?: () => Promise< void >;
}

/** Stops of the Tab key in the largest dialog, at most. */
const STOPS = 150;

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 400, height: 900 };

/**
 * Opens it, in a wide window and a narrow one, goes through it and closes it again, with the keyboard alone.
 *
 * @param page    Page.
 * @param opening What opens.
 */
export async function expectWellBehaved( page: Page, opening: Opening ) {
	const { name, open, isModal = true, wrong, afterwards } = opening;
	const opened = opening.what ?? page.getByRole( 'dialog' ).last();
	await test.step( name, async () => {
		const opener = await open();
		await expectFocusIn( opened );
		if ( isModal ) {
			await expectTrapped( page, opened );
		}
		await look( page, opened, name );
		if ( wrong ) {
			await wrong( opened );
			await look( page, opened, `${ name }-wrong` );
		}
		await closeAgain( page, opened, opener );
		await afterwards?.();

		await page.setViewportSize( NARROW );
		const again = await open();
		await expectFocusIn( opened );
		await look( page, opened, `${ name }-narrow` );
		expect.soft( await overflow( page ), `the page behind ${ name } is wider than a narrow window` ).toBe( 0 );
		expect.soft( await opened.evaluate( sticksOut ), `${ name } is wider than a narrow window` ).toEqual( [] );
		await closeAgain( page, opened, again );
		await afterwards?.();
		await page.setViewportSize( WIDE );
	} );
}

/**
 * Takes a picture, lets axe look, and looks for ids that are there twice.
 *
 * @param page   Page.
 * @param opened What is open.
 * @param name   Name of the picture.
 */
export async function look( page: Page, opened: Locator, name: string ) {
	await expect( opened.locator( '.components-spinner' ) ).toHaveCount( 0 );
	await page.screenshot( { path: `${ artifacts }/dialog-${ name }.png` } );
	await opened.evaluate( ( node ) => node.setAttribute( 'data-detour-looked-at', '' ) );
	await expectAccessible( page, '[data-detour-looked-at]' );
	await opened.evaluate( ( node ) => node.removeAttribute( 'data-detour-looked-at' ) );
}

async function expectFocusIn( opened: Locator ) {
	await expect( opened ).toBeVisible();
	await expect.poll( () => opened.evaluate( hasFocus ), 'the focus goes in' ).toBe( true );
}

async function expectTrapped( page: Page, opened: Locator ) {
	const seen = new Set< string >();
	for ( const key of [ 'Tab', 'Shift+Tab' ] ) {
		for ( let stop = 0; stop < STOPS; stop++ ) {
			await page.keyboard.press( key );
			const { isInside, where } = await opened.evaluate( ( node ) => {
				const active = document.activeElement as HTMLElement;
				return { isInside: node.contains( active ), where: `${ active.outerHTML.slice( 0, 200 ) } ${ active.getBoundingClientRect().top }` };
			} );
			expect( isInside, `${ key } leaves it for ${ where }` ).toBe( true );
			if ( seen.has( key + where ) ) {
				break;
			}
			seen.add( key + where );
		}
	}
}

async function closeAgain( page: Page, opened: Locator, opener: Locator ) {
	await page.keyboard.press( 'Escape' );
	await expect( opened ).toBeHidden();
	await expect( opener, 'the focus goes back to what has opened it' ).toBeFocused();
}

function hasFocus( node: Element ): boolean {
	return node.contains( document.activeElement );
}

/**
 * What is beyond the edge of the window and can't be scrolled to but with all that is open.
 *
 * @param node What is open.
 */
function sticksOut( node: Element ): string[] {
	const isScrolled = ( part: Element ) => {
		for ( let around: Element | null = part; around && node.contains( around ); around = around.parentElement ) {
			const { overflowX } = getComputedStyle( around );
			if ( [ 'auto', 'scroll' ].includes( overflowX ) && ! around.matches( '.components-modal__content, .components-popover__content' ) ) {
				return true;
			}
		}
		return false;
	};
	return [ node, ...node.querySelectorAll( '*' ) ]
		.filter( ( part ) => {
			const { left, right, width } = part.getBoundingClientRect();
			// A pixel, for rounding; what is for screen readers only has one too.
			return width > 1 && ( left < -1 || right > window.innerWidth + 1 ) && ! isScrolled( part );
		} )
		.map( ( part ) => part.outerHTML.slice( 0, 200 ) );
}

/**
 * Puts the focus on a button and presses it.
 *
 * @param button Button.
 */
export async function press( button: Locator ): Promise< Locator > {
	await button.focus();
	await button.press( 'Enter' );
	return button;
}

/**
 * Chooses an item of the menu that is open.
 *
 * @param page Page.
 * @param name Name of the item.
 */
export async function choose( page: Page, name: string ) {
	const item = page.getByRole( 'menuitem', { name, exact: true } );
	await expect( item ).toBeVisible();
	for ( let stop = 0; stop < STOPS && ! ( await item.evaluate( hasFocus ) ); stop++ ) {
		await page.keyboard.press( 'ArrowDown' );
	}
	await item.press( 'Enter' );
}

/**
 * A field that the browser wants filled in: the form is not sent, the field has the focus, and the browser says why.
 *
 * @param field Field.
 */
export async function expectWanted( field: Locator ) {
	await expect( field ).toBeFocused();
	expect( await field.evaluate( ( node: HTMLInputElement ) => node.validationMessage ) ).not.toBe( '' );
}

/**
 * What screen readers were told at once.
 *
 * @param page Page.
 * @param text What it has in it.
 */
export async function expectAnnounced( page: Page, text: string | RegExp ) {
	await expect( page.locator( '#a11y-speak-assertive, #a11y-speak-polite' ).filter( { hasText: text } ) ).not.toHaveCount( 0 );
}
