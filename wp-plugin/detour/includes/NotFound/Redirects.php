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
use Detour\WordPress\Settings\Options;
use WP_Error;

/**
 * Makes redirects of such URLs: all together, or none.
 */
final class Redirects {
	/**
	 * URLs that pages are looked for at once: each takes the database some milliseconds.
	 */
	private const MOST_EACH = 200;

	/**
	 * What is less like the URL is for people to decide.
	 */
	private const SURE = 0.6;

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
	 * @param string   $url  URL as it was asked for, without its host.
	 * @param string   $to   Target.
	 * @param int|null $code Code; null for that of new redirects.
	 */
	public static function rule( string $url, string $to, ?int $code = null ): array {
		return array(
			'group'  => Options::get( 'rule_group' ),
			'source' => array(
				'kind'  => 'exact',
				'value' => $url,
				'slash' => Options::get( 'rule_slash' ),
				'case'  => Options::get( 'rule_case' ),
				'query' => str_contains( $url, '?' ) ? 'any-order' : Options::get( 'rule_query' ),
			),
			'then'   => array(
				'redirect' => array(
					'to'   => $to,
					'code' => $code ?? Options::get( 'rule_code' ),
				),
			),
		);
	}

	/**
	 * Redirects URLs to one target.
	 *
	 * @param string[] $hashes Their hashes.
	 * @param string   $to     Target.
	 * @param int|null $code   Code; null for that of new redirects.
	 * @return array{ids: int[], hashes: string[], revision: int, warnings: array[]}|WP_Error `hashes`: of the URLs that are redirected.
	 */
	public function create( array $hashes, string $to, ?int $code ) {
		$urls = $this->listed( $hashes );
		return is_wp_error( $urls ) ? $urls : $this->save( $urls, array_fill_keys( array_keys( $urls ), $to ), $code );
	}

	/**
	 * Redirects each URL to the page that is most like it. URLs that no page is like are left alone.
	 *
	 * @param string[]    $hashes      Their hashes.
	 * @param Suggestions $suggestions Who knows the site's pages.
	 * @param int|null    $code        Code; null for that of new redirects.
	 * @return array|WP_Error As create().
	 */
	public function create_each( array $hashes, Suggestions $suggestions, ?int $code ) {
		if ( count( $hashes ) > self::MOST_EACH ) {
			/* translators: %d: a number. */
			return new WP_Error( 'detour_too_many_urls', sprintf( __( 'Nothing was changed: pages are looked for to %d URLs at most at once. Select fewer.', 'detour' ), self::MOST_EACH ), array( 'status' => 400 ) );
		}
		$urls = $this->listed( $hashes );
		if ( is_wp_error( $urls ) ) {
			return $urls;
		}
		$best    = static fn( string $url ): array => array_filter( $suggestions->find( $url ), static fn( array $one ): bool => $one['score'] >= self::SURE );
		$targets = array_filter( array_map( static fn( string $url ): ?string => $best( $url )[0]['to'] ?? null, $urls ) );
		return $targets
			? $this->save( array_intersect_key( $urls, $targets ), $targets, $code )
			: new WP_Error( 'detour_no_page_alike', __( 'Nothing was changed: no page of this site is enough like any of these URLs. Give a target for all of them instead.', 'detour' ), array( 'status' => 404 ) );
	}

	/**
	 * The URLs, all of which must still be listed.
	 *
	 * @param string[] $hashes Their hashes.
	 * @return array<string, string>|WP_Error By hash.
	 */
	private function listed( array $hashes ) {
		$urls = $this->urls->urls( $hashes );
		return count( $urls ) === count( $hashes ) ? $urls : new WP_Error( 'detour_url_not_found', __( 'Nothing was changed: some of these URLs are no longer listed. Reload the list.', 'detour' ), array( 'status' => 404 ) );
	}

	/**
	 * Makes a rule of each URL.
	 *
	 * @param array<string, string> $urls    URLs by hash.
	 * @param array<string, string> $targets Their targets.
	 * @param int|null              $code    Code; null for that of new redirects.
	 * @return array|WP_Error As create().
	 */
	private function save( array $urls, array $targets, ?int $code ) {
		$settings = $this->rules->settings();
		$rules    = array();
		$warnings = array();
		foreach ( $urls as $hash => $url ) {
			$checked = $this->validation->check( self::rule( $url, $targets[ $hash ], $code ), $settings );
			if ( is_wp_error( $checked ) ) {
				/* translators: 1: URL, 2: error message. */
				$checked->errors = array( $checked->get_error_code() => array( sprintf( __( '%1$s: %2$s', 'detour' ), $url, $checked->get_error_message() ) ) );
				return $checked;
			}
			$rules[]  = $checked['rule'];
			$warnings = $warnings ? $warnings : $checked['warnings'];
		}
		$saved = $this->rules->change( 'create', static fn( Change $change ): array => array( 'ids' => array_map( array( $change, 'insert' ), $rules ) ) );
		return is_wp_error( $saved ) ? $saved : $saved + array(
			'hashes'   => array_keys( $urls ),
			'warnings' => $warnings,
		);
	}
}
