/*
 * Fails when the scripts of the app, compressed, are bigger than a page of wp-admin should have to load: what all screens
 * share, and the biggest of the screens that are loaded when they are looked at.
 */
const { readdirSync, readFileSync } = require( 'fs' );
const { join } = require( 'path' );
const { gzipSync } = require( 'zlib' );

const LIMIT = 350_000;
const BUILD = join( __dirname, '../build' );

const compressed = ( name ) =>
	gzipSync( readFileSync( join( BUILD, name ) ), { level: 9 } ).length;

const screens = readdirSync( BUILD ).filter(
	( name ) =>
		name.endsWith( '.js' ) &&
		// The second belongs to the editors of posts.
		! [ 'index.js', 'post-box.js' ].includes( name )
);
const bytes =
	compressed( 'index.js' ) + Math.max( 0, ...screens.map( compressed ) );

process.stdout.write(
	`${ bytes } bytes of scripts with gzip, at most ${ LIMIT }\n`
);
process.exitCode = bytes > LIMIT ? 1 : 0;
