<?php
/**
 * An answer on its way to the visitor.
 *
 * @package Detour
 */

namespace Detour\WordPress\Runtime;

/**
 * Sends a redirect or a bare status as the extension does: nothing of WordPress' is in it.
 */
final class Response {
	/**
	 * Takes what is to be sent.
	 *
	 * @param array $decision A redirect, or a status with its page.
	 */
	public function __construct( private array $decision ) {}

	/**
	 * Sends it.
	 *
	 * @param string $method Of the request.
	 * @return bool False when something has been sent before.
	 */
	public function send( string $method ): bool {
		if ( headers_sent() ) {
			return false;
		}
		while ( ob_get_level() > 0 && ob_end_clean() ) {
			// What plugins have begun to say is not part of the answer.
			continue;
		}
		// There is no page whose type PHP could announce.
		ini_set( 'default_mimetype', '' ); // phpcs:ignore WordPress.PHP.IniSet.Risky
		header_remove( 'X-Powered-By' );
		foreach ( $this->headers() as $line ) {
			header( $line, ! str_starts_with( $line, 'Set-Cookie:' ) );
		}
		// After Location, which chooses a status of its own.
		status_header( $this->decision['code'] );
		if ( 'HEAD' !== $method ) {
			echo $this->page(); // phpcs:ignore WordPress.Security.EscapeOutput -- The agent's own page: a number and its name.
		}
		return true;
	}

	/**
	 * The lines of the header.
	 *
	 * @return string[]
	 */
	public function headers(): array {
		$lines = $this->decision['headers'] ?? array();
		if ( isset( $this->decision['location'] ) ) {
			$lines[] = 'Location: ' . $this->decision['location'];
		} else {
			$lines[] = 'Content-Type: text/html; charset=utf-8';
		}
		// 304 speaks about the length of a page that isn't sent.
		if ( 304 !== $this->decision['code'] ) {
			$lines[] = 'Content-Length: ' . strlen( $this->page() );
		}
		return $lines;
	}

	/**
	 * The body.
	 */
	private function page(): string {
		return $this->decision['page'] ?? '';
	}
}
