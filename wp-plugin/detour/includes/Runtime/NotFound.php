<?php
/**
 * URLs without a page.
 *
 * @package Detour
 */

namespace Detour\WordPress\Runtime;

/**
 * Has requests recorded for which WordPress finds no page.
 */
final class NotFound {
	/**
	 * Takes who records them.
	 *
	 * @param Answers $answers The extension or the agent.
	 */
	public function __construct( private Answers $answers ) {}

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
		if ( ! is_404() || ! apply_filters( 'detour_record_not_found', true ) ) {
			return false;
		}
		return $this->answers->record_not_found();
	}
}
