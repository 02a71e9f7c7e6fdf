import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { expect } from '@playwright/test';

import type { Typing } from './keyboard';

const axe = readFileSync( createRequire( __filename ).resolve( 'axe-core/axe.min.js' ), 'utf8' );

/**
 * Fails if axe finds anything on a part of the page.
 *
 * @param page     Page.
 * @param selector The part that is ours.
 */
export async function expectAccessible( page: Pick< Typing, 'evaluate' >, selector: string ) {
	await page.evaluate( axe );
	const found = await page.evaluate( async ( part: string ) => {
		const { violations } = await ( window as any ).axe.run( part );
		return violations.map( ( { id, nodes }: any ) => `${ id }: ${ nodes.map( ( { html }: any ) => html ).join( ' | ' ) }` );
	}, selector );
	expect( found ).toEqual( [] );
}
