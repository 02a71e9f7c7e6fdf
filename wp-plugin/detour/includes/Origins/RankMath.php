<?php
/**
 * The plugin Rank Math.
 *
 * @package Detour
 */

namespace Detour\WordPress\Origins;

/**
 * Rank Math looks into its cache of redirections and then through its rules when WordPress has found the page, on every page.
 */
final class RankMath implements Keeper {
	/**
	 * Versions whose work is known, from the first to the last.
	 */
	private const VERSIONS = array( '1.0.237', '1.0.273' );

	/**
	 * Asked before any rule.
	 */
	private const BEFORE = 'rank_math/redirection/pre_search';

	/**
	 * The plugin's callback; null while nothing is held.
	 *
	 * @var callable|null
	 */
	private $held;

	// phpcs:disable Squiz.Commenting.FunctionComment.Missing -- The interface has them.

	public function origin(): string {
		return 'rank-math';
	}

	public function label(): string {
		return 'Rank Math';
	}

	public function screen(): string {
		return 'admin.php?page=rank-math-redirections';
	}

	public function version(): ?string {
		return defined( 'RANK_MATH_VERSION' ) ? (string) RANK_MATH_VERSION : null;
	}

	public function is_known(): bool {
		$version = $this->version();
		return null !== $version
			&& version_compare( $version, self::VERSIONS[0], '>=' )
			&& version_compare( $version, self::VERSIONS[1], '<=' )
			// Accelerated mobile pages are looked up by another path, and the paid version matches more.
			&& ! function_exists( 'is_amp_endpoint' )
			&& ! has_filter( 'rank_math/redirection/redirection_match' )
			&& is_callable( array( 'RankMath\Redirections\Redirection', 'get_full_uri' ) );
	}

	public function turn(): array {
		return array( $this->hook(), 10 );
	}

	public function hold(): bool {
		foreach ( $GLOBALS['wp_filter'][ $this->hook() ]->callbacks[11] ?? array() as $callback ) {
			$callback = $callback['function'];
			if ( is_array( $callback ) && $callback[0] instanceof \RankMath\Redirections\Redirections && 'do_redirection' === $callback[1] ) {
				remove_action( $this->hook(), $callback, 11 );
				$this->held = $callback;
				return true;
			}
		}
		return false;
	}

	public function resume( bool $settled ): void {
		$held       = $this->held;
		$this->held = null;
		if ( $held && ( ! $settled || $this->has_answer_before_rules() ) ) {
			$held();
		}
	}

	public function changes(): array {
		return array(
			'rank_math/redirection/saved',
			'rank_math/redirection/deleted',
			'rank_math/redirection/after_import',
			'rank_math/redirection/post_updated',
			'rank_math/redirection/term_updated',
			'add_option_rank_math_modules',
			'update_option_rank_math_modules',
			'update_option_rank-math-options-general',
			// Links and bulk actions of its screen.
			'load-rank-math_page_rank-math-redirections',
		);
	}

	public function route(): string {
		return '/rankmath/v1/';
	}

	/**
	 * Where the plugin does its work: later where BuddyPress shows pages of its own.
	 */
	private function hook(): string {
		return class_exists( 'BuddyPress' ) ? 'template_redirect' : 'wp';
	}

	/**
	 * Whether somebody answers before any rule, as the plugin does for pages of attachments.
	 */
	private function has_answer_before_rules(): bool {
		$whole = \RankMath\Redirections\Redirection::get_full_uri();
		$path  = trim( explode( '?', $whole )[0], '/' );
		return is_array( apply_filters( self::BEFORE, null, $path, $whole ) ); // phpcs:ignore WordPress.NamingConventions -- The plugin's filter.
	}
}
