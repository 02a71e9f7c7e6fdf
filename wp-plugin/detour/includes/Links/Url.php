<?php
/**
 * Addresses in headers, and as keys of pages.
 *
 * @package Detour
 */

namespace Detour\WordPress\Links;

/**
 * An address as it stands in a rule, seen from this site.
 */
final class Url {
	/**
	 * Absolute, with nothing in it that could end its place in a header: only signs of RFC 3986 are left as they are.
	 *
	 * @param string $address Path or URL.
	 * @param string $host    Host of a path; '' for the site's.
	 * @param string $scheme  Scheme of a path; '' for the site's.
	 */
	public static function absolute( string $address, string $host = '', string $scheme = '' ): string {
		if ( str_starts_with( $address, '/' ) ) {
			$home    = wp_parse_url( home_url() );
			$port    = isset( $home['port'] ) ? ":{$home['port']}" : '';
			$host    = '' === $host ? ( $home['host'] ?? '' ) . $port : $host;
			$scheme  = '' === $scheme ? ( $home['scheme'] ?? 'http' ) : $scheme;
			$address = "$scheme://$host$address";
		}
		return preg_replace_callback( '/[^\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]/', static fn( array $match ): string => rawurlencode( $match[0] ), $address );
	}

	/**
	 * What a page of this site is known by: its path without a slash at the end, decoded, and its query. Null for other sites.
	 *
	 * @param string $address Path or URL.
	 */
	public static function key( string $address ): ?string {
		$url  = wp_parse_url( self::absolute( $address ) );
		$home = wp_parse_url( home_url() );
		if ( ! $url || strtolower( $url['host'] ?? '' ) !== strtolower( $home['host'] ?? '' ) || ( $url['port'] ?? null ) !== ( $home['port'] ?? null ) ) {
			return null;
		}
		return untrailingslashit( rawurldecode( $url['path'] ?? '' ) ) . ( '' === ( $url['query'] ?? '' ) ? '' : "?{$url['query']}" );
	}
}
