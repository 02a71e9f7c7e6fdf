<?php
/**
 * A plugin whose rules are served.
 *
 * @package Detour
 */

namespace Detour\WordPress\Origins;

/**
 * Redirection or Rank Math, as far as Detour has to do with the plugin: its work for each request can be taken over, and it
 * can be heard changing its rules. Its screens, logs and everything else are never touched.
 */
interface Keeper {
	/**
	 * Word for the origin, as the extension names it.
	 */
	public function origin(): string;

	/**
	 * Name for people.
	 */
	public function label(): string;

	/**
	 * Its screen with the redirects, below wp-admin.
	 */
	public function screen(): string;

	/**
	 * Version of the plugin; null if it is not active.
	 */
	public function version(): ?string;

	/**
	 * Whether its work may be taken over: the version is one whose work is known, and nobody has taught it otherwise.
	 */
	public function is_known(): bool;

	/**
	 * Hook and priority right before which its work would begin.
	 *
	 * @return array{string, int}
	 */
	public function turn(): array;

	/**
	 * Keeps its work from being done.
	 *
	 * @return bool Whether there was any.
	 */
	public function hold(): bool;

	/**
	 * Does the work that was held: all of it, or only what rules can't settle.
	 *
	 * @param bool $settled Whether nothing is left to do by rules.
	 */
	public function resume( bool $settled ): void;

	/**
	 * Actions that tell of changed rules or settings.
	 *
	 * @return string[]
	 */
	public function changes(): array;

	/**
	 * Beginning of its REST routes, some of which change rules without an action.
	 */
	public function route(): string;
}
