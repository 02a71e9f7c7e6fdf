<?php
/**
 * The site, asked by itself.
 *
 * @package Detour
 */

namespace Detour\WordPress\Exchange;

use WP_Error;

/**
 * Sends requests to the site's own address as any visitor would: without cookies, credentials or redirects that are followed.
 */
final class Loopback {
	/**
	 * Longest time for one request, seconds.
	 */
	private const TIMEOUT = 10;

	/**
	 * As much of a page is read, bytes.
	 */
	private const MOST_BODY = 262144;

	/**
	 * Where the last request came from.
	 */
	private string $address = '';

	private bool $has_asked = false;

	/**
	 * Takes for how long it may ask.
	 *
	 * @param float $until When no further request is begun, as microtime() tells it. One is sent in any case.
	 */
	public function __construct( private float $until ) {}

	/**
	 * Whether the site answers itself at all.
	 *
	 * @return WP_Error|null Why not.
	 */
	public function problem(): ?WP_Error {
		$answer = $this->send( 'GET', home_url( '/' ), array() );
		if ( is_string( $answer ) ) {
			/* translators: 1: address of the site, 2: error message. */
			$reason = sprintf( __( 'This site can\'t be asked from its own server: %1$s doesn\'t answer (%2$s).', 'detour' ), home_url( '/' ), $answer );
		} elseif ( in_array( $answer['status'], array( 401, 407 ), true ) ) {
			/* translators: 1: address of the site, 2: HTTP status code. */
			$reason = sprintf( __( 'This site can\'t be asked from its own server: %1$s wants a password (status %2$d), and none is sent.', 'detour' ), home_url( '/' ), $answer['status'] );
		} else {
			return null;
		}
		return new WP_Error( 'detour_loopback', $reason . ' ' . __( 'Nothing was compared or changed. Tools → Site Health tells more about loopback requests; "detour verify" on any machine that reaches the site does the same.', 'detour' ), array( 'status' => 502 ) );
	}

	/**
	 * Asks the site, as Detour\verify() wants it.
	 *
	 * @param string                $method  HTTP method.
	 * @param string                $url     URL at the site's own address.
	 * @param array<string, string> $headers All headers.
	 * @return array|string|null The answer, why there is none, or null when the time is up.
	 */
	public function ask( string $method, string $url, array $headers ) {
		if ( $this->has_asked && microtime( true ) >= $this->until ) {
			return null;
		}
		$this->has_asked = true;
		return $this->send( $method, $url, $headers );
	}

	/**
	 * Sends one request, byte for byte.
	 *
	 * @param string                $method  HTTP method.
	 * @param string                $url     URL.
	 * @param array<string, string> $headers Headers.
	 * @return array|string The answer, or why there is none.
	 */
	private function send( string $method, string $url, array $headers ) {
		// WordPress and curl would put the URL in order first, and then it would be another one.
		$as_it_is = static function ( string &$asked ) use ( $url ): void {
			$asked = $url;
		};
		// phpcs:disable WordPress.WP.AlternativeFunctions -- An option of the request that WordPress makes.
		$unchanged = static function ( $handle ): void {
			curl_setopt( $handle, CURLOPT_PATH_AS_IS, true );
		};
		// phpcs:enable
		$seen = function ( &$head, array &$info ): void {
			$this->address = (string) ( $info['local_ip'] ?? '' );
		};
		add_action( 'requests-requests.before_request', $as_it_is );
		add_action( 'requests-curl.after_request', $seen, 10, 2 );
		add_action( 'http_api_curl', $unchanged );
		$this->address = '';
		$answer        = wp_remote_request(
			$url,
			array(
				'method'              => $method,
				'headers'             => $headers,
				'user-agent'          => $headers['User-Agent'] ?? 'detour-verify',
				'cookies'             => array(),
				'redirection'         => 0,
				'timeout'             => self::TIMEOUT,
				'limit_response_size' => self::MOST_BODY,
				'decompress'          => false,
				/** This filter is documented in wp-includes/class-wp-http-streams.php */
				'sslverify'           => apply_filters( 'https_local_ssl_verify', false ),
			)
		);
		remove_action( 'requests-requests.before_request', $as_it_is );
		remove_action( 'requests-curl.after_request', $seen );
		remove_action( 'http_api_curl', $unchanged );
		if ( is_wp_error( $answer ) ) {
			return $answer->get_error_message();
		}
		$header = static fn( string $name ): string => implode( ', ', (array) wp_remote_retrieve_header( $answer, $name ) );
		return array(
			'status'   => (int) wp_remote_retrieve_response_code( $answer ),
			'location' => $header( 'location' ),
			'by'       => $header( 'x-redirect-by' ),
			'cache'    => $header( 'cache-control' ),
			'address'  => $this->address,
		);
	}
}
