<?php
/**
 * Links that let some people see what others don't.
 *
 * @package Detour
 */

namespace Detour\WordPress\Preview;

/**
 * A signed link sets a cookie, and rules have a condition on that cookie: so the extension decides without WordPress.
 *
 * A *token* names what is previewed: 32 hexadecimal digits, kept in the rule's condition. The link carries it with the time
 * of its end and a signature by the site's own secret; nothing is kept of the link itself.
 */
final class Link {
	public const PARAMETER = 'detour_preview';

	/**
	 * Where a link leads on to that is not that URL itself.
	 */
	private const ONWARD = 'detour_to';

	/**
	 * A new token.
	 */
	public static function token(): string {
		return bin2hex( random_bytes( 16 ) );
	}

	/**
	 * Name of the cookie for a token. Each has its own, so that several previews go together.
	 *
	 * @param string $token Token.
	 */
	public static function cookie( string $token ): string {
		return self::PARAMETER . '_' . substr( $token, 0, 8 );
	}

	/**
	 * The link to a URL of the site.
	 *
	 * @param string $url     URL that it leads to.
	 * @param string $token   Token.
	 * @param int    $expires When link and cookie end, Unix time.
	 */
	public static function make( string $url, string $token, int $expires ): string {
		return add_query_arg( self::PARAMETER, "$token.$expires." . self::signature( $token, $expires ), $url );
	}

	/**
	 * The link to a path of the site's host, whatever rules there are for it: no rule takes the address of REST.
	 *
	 * @param string $path    Path and query.
	 * @param string $token   Token.
	 * @param int    $expires When link and cookie end, Unix time.
	 */
	public static function to( string $path, string $token, int $expires ): string {
		return self::make( add_query_arg( self::ONWARD, rawurlencode( $path ), rest_url( 'detour/v1/preview-links' ) ), $token, $expires );
	}

	/**
	 * Whoever comes by a link gets its cookie, and goes on to the URL without it.
	 */
	public function enter(): void {
		// phpcs:ignore WordPress.Security.NonceVerification, WordPress.Security.ValidatedSanitizedInput -- Signed, and read by its pattern.
		$value = $_GET[ self::PARAMETER ] ?? null;
		if ( ! is_string( $value ) || ! preg_match( '/\A([0-9a-f]{32})\.(\d{1,10})\.([0-9a-f]{32})\z/', $value, $part ) ) {
			return;
		}
		list( , $token, $expires, $signature ) = $part;
		if ( ! hash_equals( self::signature( $token, (int) $expires ), $signature ) || (int) $expires <= time() ) {
			wp_die( esc_html__( 'This preview link is not valid any more. Ask whoever sent it for a new one.', 'detour' ), '', array( 'response' => 403 ) );
		}
		if ( ! headers_sent() ) {
			$this->send( self::cookie( $token ), $token, (int) $expires );
		}
		nocache_headers();
		// phpcs:ignore WordPress.Security.NonceVerification, WordPress.Security.ValidatedSanitizedInput -- Of this site only, or else it is not followed.
		$onward = wp_unslash( $_GET[ self::ONWARD ] ?? null );
		wp_safe_redirect( is_string( $onward ) && str_starts_with( $onward, '/' ) ? $onward : remove_query_arg( self::PARAMETER ), 303, 'Detour' );
		exit;
	}

	/**
	 * Sends the cookie.
	 *
	 * @param string $name    Name.
	 * @param string $token   Value.
	 * @param int    $expires Unix time.
	 */
	private function send( string $name, string $token, int $expires ): void {
		setcookie(
			$name,
			$token,
			array(
				'expires'  => $expires,
				'path'     => COOKIEPATH ? COOKIEPATH : '/',
				'domain'   => (string) COOKIE_DOMAIN,
				'secure'   => is_ssl(),
				'httponly' => true,
				'samesite' => 'Lax',
			)
		);
	}

	/**
	 * The signature of a token and its end.
	 *
	 * @param string $token   Token.
	 * @param int    $expires Unix time.
	 */
	private static function signature( string $token, int $expires ): string {
		return substr( hash_hmac( 'sha256', "detour-preview|$token|$expires", wp_salt( 'auth' ) ), 0, 32 );
	}
}
