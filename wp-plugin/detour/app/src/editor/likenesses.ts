import type { Likeness } from './api';

/** URLs that are shown of each sort. */
const MOST = 5;

/**
 * A few URLs that a rule takes, or leaves: one of each variant before a second one of any.
 *
 * @param urls    What the engine said of each.
 * @param matches Those that it takes, or the others.
 */
export function chosen( urls: Likeness[], matches: boolean ): Likeness[] {
	const wanted = urls.filter( ( url ) => url.matches === matches );
	const firsts = wanted.filter(
		( url, index ) =>
			wanted.findIndex( ( { variant } ) => variant === url.variant ) ===
			index
	);
	const others = wanted.filter( ( url ) => ! firsts.includes( url ) );
	const shown = [ ...firsts, ...others ].slice( 0, MOST );
	return wanted.filter( ( url ) => shown.includes( url ) );
}
