/**
 * Between the text of a target and the pages of the site.
 */

/** Fewer letters would find everything. */
const FEWEST = 2;

/**
 * What to search pages for while a target is typed: its words. Empty where a page of this site can't be meant.
 *
 * @param target Text as it was typed.
 */
export function searchedWords( target: string ): string {
	if ( /^[a-z][a-z+.-]*:|^\/\/|[${]/i.test( target ) ) {
		return '';
	}
	const words = target
		.replace( /[?#].*$/, '' )
		.replace( /[/_-]+/g, ' ' )
		.trim();
	return words.length < FEWEST ? '' : words;
}

/**
 * The target that leads to a page: without scheme and host if it is on the site's own, so that it goes with the site.
 *
 * @param url  Address of the page.
 * @param home Address of the front page.
 */
export function asTarget( url: string, home: string ): string {
	const page = new URL( url, home );
	return page.origin === new URL( home ).origin
		? page.pathname + page.search
		: url;
}
