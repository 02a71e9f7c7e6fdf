<?php
/**
 * URLs without a page.
 *
 * @package Detour
 */

namespace Detour\WordPress\Runtime;

/**
 * Tells the extension when WordPress finds no page for a request.
 */
final class NotFound {
	/**
	 * Hooks in.
	 */
	public function register(): void {
		// At the end: until then WordPress and other plugins may still redirect the visitor to a page that is there.
		add_action( 'template_redirect', array( $this, 'record' ), PHP_INT_MAX );
	}

	/**
	 * Records the request if there is no page for it.
	 *
	 * @return bool Whether it was recorded.
	 */
	public function record(): bool {
		/**
		 * Filters whether a request for which WordPress found no page is recorded.
		 *
		 * @param bool $record Default true.
		 */
		if ( ! is_404() || ! function_exists( 'Detour\record_not_found' ) || ! apply_filters( 'detour_record_not_found', true ) ) {
			return false;
		}
		return \Detour\record_not_found();
	}
}
