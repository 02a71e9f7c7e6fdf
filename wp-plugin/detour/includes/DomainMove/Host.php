<?php
/**
 * Names of hosts as people write them.
 *
 * @package Detour
 */

namespace Detour\WordPress\DomainMove;

/**
 * Reads a host out of what was typed or pasted.
 */
final class Host {
	/**
	 * The host of a domain or URL, in lower case and as ASCII; null if there is none.
	 *
	 * @param string $text As "Example.com", "https://example.com/page" or "exämple.com".
	 */
	public static function read( string $text ): ?string {
		$text = preg_replace( '#^(?:https?:)?(?://)?([^/?\#]*).*$#is', '$1', trim( $text ) );
		if ( preg_match( '/[^\x20-\x7e]/', $text ) && function_exists( 'idn_to_ascii' ) ) {
			$text = (string) idn_to_ascii( $text );
		}
		$host = strtolower( rtrim( $text, '.' ) );
		return preg_match( '/\A(?=.{1,253}\z)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\z/', $host ) ? $host : null;
	}

	/**
	 * The folder in a URL, without a slash at its end; '' if there is none, null if it is no path for an address.
	 *
	 * @param string $text As "example.com/shop/".
	 */
	public static function folder( string $text ): ?string {
		$path = preg_replace( '#^(?:https?:)?(?://)?[^/?\#]*#is', '', trim( $text ) );
		$path = untrailingslashit( $path );
		return preg_match( '#\A(?:/[^/?\#*$\s]+)*\z#', $path ) ? $path : null;
	}

	/**
	 * The same with www., or without it if it has one.
	 *
	 * @param string $host Host.
	 */
	public static function twin( string $host ): string {
		return str_starts_with( $host, 'www.' ) ? substr( $host, 4 ) : "www.$host";
	}
}
