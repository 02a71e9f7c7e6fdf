<?php
/**
 * Rules for URLs without a page.
 *
 * @package Detour
 */

namespace Detour\WordPress\NotFound;

use Detour\WordPress\Rules\Change;
use Detour\WordPress\Rules\Repository as Rules;
use Detour\WordPress\Rules\Validation;
use WP_Error;

/**
 * Makes redirects of such URLs: all together, or none.
 */
final class Redirects {
	/**
	 * Takes what rules are made with.
	 *
	 * @param Repository $urls       Where the URLs are.
	 * @param Rules      $rules      Where rules are kept.
	 * @param Validation $validation Who says what a rule may be.
	 */
	public function __construct( private Repository $urls, private Rules $rules, private Validation $validation ) {}

	/**
	 * The rule that redirects a URL.
	 *
	 * With a query, the URL is another one than without; the order of the parameters means nothing.
	 *
	 * @param string $url  URL as it was asked for, without its host.
	 * @param string $to   Target.
	 * @param int    $code Code.
	 */
	public static function rule( string $url, string $to, int $code = 307 ): array {
		return array(
			'source' => array(
				'kind'  => 'exact',
				'value' => $url,
				'slash' => 'ignore',
				'query' => str_contains( $url, '?' ) ? 'any-order' : 'pass',
			),
			'then'   => array(
				'redirect' => array(
					'to'   => $to,
					'code' => $code,
				),
			),
		);
	}

	/**
	 * Redirects URLs to one target.
	 *
	 * @param string[] $hashes Their hashes.
	 * @param string   $to     Target.
	 * @param int      $code   Code.
	 * @return array{ids: int[], revision: int, warnings: array[]}|WP_Error
	 */
	public function create( array $hashes, string $to, int $code ) {
		$urls = $this->urls->urls( $hashes );
		if ( count( $urls ) < count( $hashes ) ) {
			return new WP_Error( 'detour_url_not_found', __( 'Nothing was changed: some of these URLs are no longer listed. Reload the list.', 'detour' ), array( 'status' => 404 ) );
		}
		$settings = $this->rules->settings();
		$rules    = array();
		$warnings = array();
		foreach ( $urls as $url ) {
			$checked = $this->validation->check( self::rule( $url, $to, $code ), $settings );
			if ( is_wp_error( $checked ) ) {
				/* translators: 1: URL, 2: error message. */
				$checked->errors = array( $checked->get_error_code() => array( sprintf( __( '%1$s: %2$s', 'detour' ), $url, $checked->get_error_message() ) ) );
				return $checked;
			}
			$rules[]  = $checked['rule'];
			$warnings = $warnings ? $warnings : $checked['warnings'];
		}
		$saved = $this->rules->change( 'create', static fn( Change $change ): array => array( 'ids' => array_map( array( $change, 'insert' ), $rules ) ) );
		return is_wp_error( $saved ) ? $saved : $saved + array( 'warnings' => $warnings );
	}
}
