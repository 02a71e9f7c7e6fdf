const path = require( 'path' );
const shared = require( '@wordpress/scripts/config/webpack.config' );

module.exports = {
	...shared,
	entry: {
		index: './src/index.tsx',
		// For the editors of posts, which load nothing else of the app.
		'post-box': './src/post-box/index.ts',
	},
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
