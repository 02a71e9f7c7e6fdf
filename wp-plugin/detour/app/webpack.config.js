const path = require( 'path' );
const shared = require( '@wordpress/scripts/config/webpack.config' );

module.exports = {
	...shared,
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
