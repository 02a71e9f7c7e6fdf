/*
 * The published bundle of DataViews carries what nobody needs: a source map inside the text of each style, in production
 * too, which is a third of our script; and the same styles again for each component that uses them, though they are
 * registered by their hash, once for the page.
 */
const STYLE_MAP =
	/\/\*# sourceMappingURL=data:application\/json;charset=utf-8;base64,[\w+/=]*\s*\*\//g;
const REGISTRATION = /^\s*registerStyle\d+\("([0-9a-f]+)", .*\);$/gm;

module.exports = ( source ) => {
	const registered = new Set();
	return source
		.replace( STYLE_MAP, '' )
		.replace( REGISTRATION, ( call, hash ) => {
			const again = registered.has( hash );
			registered.add( hash );
			return again ? '' : call;
		} );
};
