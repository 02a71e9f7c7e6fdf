<?php
/**
 * Decisions that only WordPress can complete.
 *
 * @package Detour
 */

namespace Detour\WordPress\Runtime;

/**
 * Goes on with the decision of a request whose rule asks for what only WordPress knows.
 *
 * The extension has stopped at that rule before WordPress started, or the agent in its place since. Here the facts are gathered
 * as they come to be known: the visitor at `init`, whether there is a page at `template_redirect`. Each time the decision goes
 * on from the rule it stopped at, and the answer is sent there.
 */
final class Runtime {
	/**
	 * What is known so far, in the shape of `Detour\resume()`.
	 *
	 * @var array<string, mixed>
	 */
	private array $facts = array();

	/**
	 * Takes who decides.
	 *
	 * @param Answers $answers The extension or the agent.
	 */
	public function __construct( private Answers $answers ) {}

	/**
	 * Hooks in.
	 */
	public function register(): void {
		$this->answers->when_decided( array( $this, 'listen' ) );
	}

	/**
	 * Waits for what can be told, if this request waits for anything.
	 */
	public function listen(): void {
		if ( null === $this->pending() ) {
			return;
		}
		// Late, so that filters added at `init` are heard.
		add_action( 'init', array( $this, 'know_the_visitor' ), PHP_INT_MAX );
		// Before WordPress' own redirects, which run at 10.
		add_action( 'template_redirect', array( $this, 'know_the_page' ), 0 );
	}

	/**
	 * The visitor is known from here on.
	 */
	public function know_the_visitor(): void {
		$user        = wp_get_current_user();
		$this->facts = array(
			'logged_in' => $user->exists(),
			'roles'     => array_values( $user->roles ),
			'filters'   => array(),
		);
		$this->go_on();
	}

	/**
	 * WordPress has looked for the page.
	 */
	public function know_the_page(): void {
		$this->facts['not_found'] = is_404();
		$this->facts['theme']     = true;
		$this->go_on();
	}

	/**
	 * Lets the decision go on for as long as something new can be told.
	 */
	private function go_on(): void {
		$before = null;
		for ( $pending = $this->pending(); null !== $pending && $pending !== $before; $pending = $this->pending() ) {
			if ( ! $this->can_tell( $pending['needs'] ) ) {
				return;
			}
			$before   = $pending;
			$decision = $this->answers->resume( $this->facts );
			if ( $decision['sent'] ) {
				exit;
			}
			if ( 'theme' === ( $decision['body'] ?? '' ) ) {
				$this->show_theme_page( $decision );
			}
		}
	}

	/**
	 * What the request waits for. A rule that another plugin keeps is that plugin's to decide.
	 *
	 * @return array{rule: int, needs: string[]}|null
	 */
	private function pending(): ?array {
		$pending = $this->answers->pending();
		return isset( $pending['origin'] ) ? null : $pending;
	}

	/**
	 * Whether one of the needs is known by now. Filters are asked here.
	 *
	 * @param string[] $needs As `Detour\pending()` names them.
	 */
	private function can_tell( array $needs ): bool {
		$can = false;
		foreach ( $needs as $need ) {
			if ( str_starts_with( $need, 'filter:' ) ) {
				$name = substr( $need, strlen( 'filter:' ) );
				if ( isset( $this->facts['filters'][ $name ] ) ) {
					continue;
				}
				/**
				 * Asked for a rule's condition `filter`. The name is the rule's.
				 *
				 * @param bool $holds Whether the condition holds.
				 */
				$this->facts['filters'][ $name ] = (bool) apply_filters( $name, false ); // phpcs:ignore WordPress.NamingConventions.ValidHookName
				$can                             = true;
			} elseif ( isset( $this->facts[ $need ] ) ) {
				$can = true;
			}
		}
		return $can;
	}

	/**
	 * Gives WordPress' own page the status of the rule: its "not found" page, whatever the code.
	 *
	 * @param array $decision From `Detour\resume()`.
	 */
	private function show_theme_page( array $decision ): void {
		global $wp_query;
		$wp_query->set_404();
		status_header( $decision['code'] );
		nocache_headers();
		array_map( 'header', $decision['headers'] ?? array() );
		// The rule has answered.
		add_filter( 'detour_record_not_found', '__return_false' );
		// WordPress would guess another page, and the new address of a renamed one, and redirect there.
		remove_action( 'template_redirect', 'redirect_canonical' );
		remove_action( 'template_redirect', 'wp_old_slug_redirect' );
		remove_action( 'template_redirect', 'wp_redirect_admin_locations', 1000 );
	}
}
