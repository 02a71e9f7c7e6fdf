const LONGEST = 120;

/**
 * A URL as people read it: decoded where that is text, and not longer than a cell should be.
 *
 * @param url URL or a part of one.
 */
export function readable( url: string ): string {
	let text = url;
	try {
		text = decodeURI( url );
	} catch {
		// Not every request is well-formed.
	}
	return text.length > LONGEST ? `${ text.slice( 0, LONGEST ) }…` : text;
}
