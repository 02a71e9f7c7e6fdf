/**
 * Words for systems and formats.
 */
import { __ } from '@wordpress/i18n';

export const SYSTEMS: Readonly< Record< string, string > > = {
	redirection: 'Redirection',
	'rank-math': 'Rank Math',
	yoast: 'Yoast SEO Premium',
	betterlinks: 'BetterLinks',
	'simple-301': 'Simple 301 Redirects',
	eps: 'EPS 301 Redirects',
	qppr: 'Quick Page/Post Redirect',
	aioseo: 'All in One SEO',
	srm: 'Safe Redirect Manager',
	seopress: 'SEOPress',
	'old-slugs': __( 'Old permalinks of WordPress', 'detour' ),
};

/** Systems whose plugins write files of their own kind. */
export const WITH_FILES = [
	'redirection',
	'rank-math',
	'betterlinks',
	'simple-301',
	'eps',
	'qppr',
	'srm',
	'seopress',
] as const;

/** Formats of files, in the order in which they are offered. */
export const FORMATS: Readonly< Record< string, string > > = {
	csv: __( 'CSV list', 'detour' ),
	json: __( 'JSON of Detour', 'detour' ),
	'redirection-csv': __( 'CSV of Redirection', 'detour' ),
	'redirection-json': __( 'JSON of Redirection', 'detour' ),
	'rank-math-csv': __( 'CSV of Rank Math Pro', 'detour' ),
	htaccess: __( 'Apache: .htaccess or configuration', 'detour' ),
	nginx: __( 'nginx configuration', 'detour' ),
	netlify: __( 'Netlify _redirects', 'detour' ),
	'cloudflare-pages': __( 'Cloudflare Pages _redirects', 'detour' ),
	cloudflare: __( 'Cloudflare bulk redirects', 'detour' ),
};

/** How files begin that only one plugin writes. */
const BEGINNINGS: readonly ( readonly [ string, RegExp ] )[] = [
	[ 'redirection-csv', /^"?source"?,"?target"?,"?regex"?,"?code"?/i ],
	[ 'rank-math-csv', /^"?id"?,"?source"?,"?matching"?,"?destination"?/i ],
	[ 'redirection-json', /^\s*\{\s*"plugin"\s*:/ ],
	[ 'rank-math', /^\s*\{[^]*"redirections"\s*:\s*\[/ ],
];

/**
 * The format that a file most likely has; empty if nothing tells.
 *
 * @param name  Name of the file.
 * @param begin The first characters of it.
 */
export function likelyFormat( name: string, begin = '' ): string {
	const text = begin.replace( /^\uFEFF/, '' );
	const known = BEGINNINGS.find( ( [ , pattern ] ) => pattern.test( text ) );
	if ( known ) {
		return known[ 0 ];
	}
	if ( /\.csv$/i.test( name ) ) {
		return 'csv';
	}
	if ( /\.json$/i.test( name ) ) {
		return 'json';
	}
	if ( /nginx.*|\.conf$/i.test( name ) && ! /apache|httpd/i.test( name ) ) {
		return 'nginx';
	}
	if ( /htaccess|apache|httpd|vhost/i.test( name ) ) {
		return 'htaccess';
	}
	return /^_redirects$/.test( name ) ? 'netlify' : '';
}

/** Name that an exported file is saved under, without what the export adds to it. */
export const FILE_NAMES: Readonly< Record< string, string > > = {
	csv: 'detour.csv',
	json: 'detour.json',
	'redirection-csv': 'redirection.csv',
	'redirection-json': 'redirection.json',
	'rank-math-csv': 'rank-math.csv',
	htaccess: 'detour.htaccess',
	nginx: 'detour.conf',
	netlify: '_redirects',
	'cloudflare-pages': '_redirects',
	cloudflare: 'cloudflare-bulk-redirects.csv',
};
