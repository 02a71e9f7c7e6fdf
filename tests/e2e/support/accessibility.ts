import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { expect, type Page } from '@playwright/test';

const axe = readFileSync( createRequire( __filename ).resolve( 'axe-core/axe.min.js' ), 'utf8' );

/**
 * Fails if axe finds anything on a part of the page.
 *
 * @param page     Page.
 * @param selector The part that is ours.
 */
export async function expectAccessible( page: Page, selector: string ) {
	await page.evaluate( axe );
	const found = await page.evaluate( async ( part ) => {
		const { violations } = await ( window as any ).axe.run( part );
		return violations.map( ( { id, nodes }: any ) => `${ id }: ${ nodes.map( ( { html }: any ) => html ).join( ' | ' ) }` );
	}, selector );
	expect( found ).toEqual( [] );
}
