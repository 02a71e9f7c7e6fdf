<?php
/**
 * The extension's answers.
 *
 * @package Detour
 */

namespace Detour\WordPress\Runtime;

/**
 * The extension has decided the request before WordPress started.
 */
final class ExtensionAnswers implements Answers {
	/**
	 * Calls back at once.
	 *
	 * @param callable $then Takes nothing.
	 */
	public function when_decided( callable $then ): void {
		$then();
	}

	/**
	 * What the decision waits for.
	 *
	 * @return array{rule: int, origin?: string, needs: string[]}|null
	 */
	public function pending(): ?array {
		return \Detour\pending();
	}

	/**
	 * Goes on with the decision that waits.
	 *
	 * @param array $facts What WordPress has found out.
	 * @return array
	 */
	public function resume( array $facts ): array {
		return \Detour\resume( $facts );
	}

	/**
	 * Records that there is no page for the request.
	 *
	 * @return bool Whether it was recorded.
	 */
	public function record_not_found(): bool {
		return \Detour\record_not_found();
	}
}
