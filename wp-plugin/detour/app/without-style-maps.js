/*
 * The published bundle of DataViews carries a source map inside the text of each of its styles, in production too: a third
 * of our script, of use to nobody.
 */
const STYLE_MAP =
	/\/\*# sourceMappingURL=data:application\/json;charset=utf-8;base64,[\w+/=]*\s*\*\//g;

module.exports = ( source ) => source.replace( STYLE_MAP, '' );
