const path = require( 'path' );
const shared = require( '@wordpress/scripts/config/webpack.config' );

module.exports = {
	...shared,
	output: {
		...shared.output,
		// Screens that are loaded when they are looked at; a new version of one must not be taken from a cache.
		chunkFilename: '[name].js?ver=[contenthash:20]',
	},
	module: {
		...shared.module,
		rules: [
			...shared.module.rules,
			{
				test: /[\\/]@wordpress[\\/]dataviews[\\/]build-wp[\\/]index\.js$/,
				use: path.resolve( __dirname, 'lean-dataviews.js' ),
			},
		],
	},
};
