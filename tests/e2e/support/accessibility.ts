import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { expect } from '@playwright/test';

import type { Typing } from './keyboard';

const axe = readFileSync( createRequire( __filename ).resolve( 'axe-core/axe.min.js' ), 'utf8' );

/**
 * Fails if axe finds anything on a part of the page, or if a label or a description in it may be that of another element.
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
	expect( await page.evaluate( twins, selector ), 'ids that are there twice' ).toEqual( [] );
}

/**
 * Ids that something in a part of the page is named or described by, and that several elements of the page have.
 *
 * @param selector The part.
 */
function twins( selector: string ): string[] {
	const parts = [ ...document.querySelectorAll( selector ) ];
	const within = ( name: string ) =>
		parts.flatMap( ( part ) => [ part, ...part.querySelectorAll( `[${ name }]` ) ] ).flatMap( ( node ) => ( node.getAttribute( name ) ?? '' ).split( /\s+/ ) );
	const named = new Set( [ 'for', 'list', 'aria-labelledby', 'aria-describedby', 'aria-controls' ].flatMap( within ) );
	return [ ...named ].filter( ( id ) => id && document.querySelectorAll( `[id="${ CSS.escape( id ) }"]` ).length > 1 );
}
