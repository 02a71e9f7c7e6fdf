/*
 * Fails when the scripts of the app, compressed, are bigger than a page of wp-admin should have to load.
 */
const { readdirSync, readFileSync } = require( 'fs' );
const { join } = require( 'path' );
const { gzipSync } = require( 'zlib' );

const LIMIT = 350_000;
const BUILD = join( __dirname, '../build' );

const bytes = readdirSync( BUILD )
	.filter( ( name ) => name.endsWith( '.js' ) )
	.map(
		( name ) =>
			gzipSync( readFileSync( join( BUILD, name ) ), { level: 9 } ).length
	)
	.reduce( ( sum, length ) => sum + length, 0 );

process.stdout.write(
	`${ bytes } bytes of scripts with gzip, at most ${ LIMIT }\n`
);
process.exitCode = bytes > LIMIT ? 1 : 0;
