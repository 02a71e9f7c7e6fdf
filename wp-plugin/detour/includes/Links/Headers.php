<?php
/**
 * Headers that name a page's canonical URL and its language versions.
 *
 * @package Detour
 */

namespace Detour\WordPress\Links;

/**
 * Sends them with a page while rules say so, and keeps what the page itself says in step.
 */
final class Headers {
	/**
	 * Takes what pages say.
	 *
	 * @param Index $index By page.
	 */
	public function __construct( private Index $index ) {}

	/**
	 * Sends them, if WordPress has found a page.
	 */
	public function send(): void {
		if ( is_404() || is_feed() || headers_sent() || ! isset( $_SERVER['REQUEST_URI'] ) ) {
			return;
		}
		$links = $this->index->of( wp_unslash( $_SERVER['REQUEST_URI'] ), time() ); // phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- Only looked up.
		foreach ( self::lines( $links ) as $line ) {
			header( $line, false );
		}
		if ( null !== $links['canonical'] ) {
			// Two canonical URLs would be none: WordPress' own, and those of plugins for search engines.
			foreach ( array( 'get_canonical_url', 'wpseo_canonical', 'rank_math/frontend/canonical' ) as $filter ) {
				add_filter( $filter, static fn(): string => $links['canonical'], PHP_INT_MAX );
			}
		}
	}

	/**
	 * The lines of the header.
	 *
	 * @param array $links As Index::of() gives them.
	 * @return string[]
	 */
	public static function lines( array $links ): array {
		$lines = null === $links['canonical'] ? array() : array( "Link: <{$links['canonical']}>; rel=\"canonical\"" );
		foreach ( $links['alternates'] as $language => $href ) {
			$lines[] = "Link: <$href>; rel=\"alternate\"; hreflang=\"$language\"";
		}
		return $links['vary'] ? array( ...$lines, 'Vary: Accept-Language' ) : $lines;
	}
}
