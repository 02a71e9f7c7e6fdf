<?php
/**
 * Whoever decides requests by the rules.
 *
 * @package Detour
 */

namespace Detour\WordPress\Runtime;

/**
 * The extension, or in its place the agent. Names and shapes are those of the extension's functions.
 */
interface Answers {
	/**
	 * Calls back once the request has been decided as far as it can be without WordPress. Never for one that is answered.
	 *
	 * @param callable $then Takes nothing.
	 */
	public function when_decided( callable $then ): void;

	/**
	 * What the decision waits for, as `Detour\pending()` says it.
	 *
	 * @return array{rule: int, origin?: string, needs: string[]}|null
	 */
	public function pending(): ?array;

	/**
	 * Goes on with the decision that waits, as `Detour\resume()` does. If `sent` is true, the script must end.
	 *
	 * @param array $facts What WordPress has found out.
	 * @return array
	 */
	public function resume( array $facts ): array;

	/**
	 * Records that there is no page for the request, as `Detour\record_not_found()` does.
	 *
	 * @return bool Whether it was recorded.
	 */
	public function record_not_found(): bool;
}
