<?php
/**
 * Between the extension and the plugins whose rules it serves.
 *
 * @package Detour
 */

namespace Detour\WordPress\Origins;

/**
 * Keeps the order of all rules, and takes work off the plugins that keep some of them.
 *
 * A request that the rules have settled needs no second look: the plugin's own look at it is left out. One that waits for a
 * rule of Detour's own is decided first; then it is the plugins' turn, unless it is settled by then. In any other case the
 * plugins do what they always do.
 */
final class Handover {
	/**
	 * Plugins whose work is held until Detour's own rules are decided.
	 *
	 * @var Keeper[]
	 */
	private array $held = array();

	/**
	 * Takes the plugins, and for tests the extension's functions.
	 *
	 * @param Keeper[]      $keepers Plugins in the order of their rules.
	 * @param callable|null $settled Default `Detour\settled`.
	 * @param callable|null $pending Default `Detour\pending`.
	 */
	public function __construct( private array $keepers, private $settled = null, private $pending = null ) {
		$this->settled ??= function_exists( 'Detour\settled' ) ? 'Detour\settled' : null;
		$this->pending ??= function_exists( 'Detour\pending' ) ? 'Detour\pending' : null;
	}

	/**
	 * Hooks in where the plugins do. To be called after Runtime::register(), which goes on with what waits at the same moments.
	 */
	public function register(): void {
		// The plugins leave administration alone, and do without the query there.
		if ( ! $this->settled || ! $this->pending || is_admin() ) {
			return;
		}
		foreach ( $this->keepers as $keeper ) {
			list( $hook, $priority ) = $keeper->turn();
			add_action( $hook, fn() => $this->take_turn( $keeper ), $priority );
		}
		add_action( 'init', array( $this, 'go_on' ), PHP_INT_MAX );
		add_action( 'template_redirect', array( $this, 'let_go' ), 0 );
	}

	/**
	 * The plugin is about to begin its work.
	 *
	 * @param Keeper $keeper The plugin.
	 */
	private function take_turn( Keeper $keeper ): void {
		if ( $this->is_settled( $keeper ) ) {
			if ( $keeper->hold() ) {
				$keeper->resume( true );
			}
		} elseif ( $this->waits() && $keeper->hold() ) {
			// Its rules come after the one that waits, whichever version it is.
			$this->held[] = $keeper;
		}
	}

	/**
	 * More is known of the visitor. If that was all Detour's own rules waited for, it is the plugins' turn.
	 */
	public function go_on(): void {
		if ( ! $this->waits() ) {
			$this->let_go();
		}
	}

	/**
	 * Nothing more will be known: it is the plugins' turn.
	 */
	public function let_go(): void {
		$held       = $this->held;
		$this->held = array();
		foreach ( $held as $keeper ) {
			$keeper->resume( $this->is_settled( $keeper ) );
		}
	}

	/**
	 * Whether the request waits for one of Detour's own rules.
	 */
	private function waits(): bool {
		$pending = ( $this->pending )();
		return null !== $pending && ! isset( $pending['origin'] );
	}

	/**
	 * Whether the rules have left the plugin nothing to do.
	 *
	 * @param Keeper $keeper The plugin.
	 */
	private function is_settled( Keeper $keeper ): bool {
		return in_array( $keeper->origin(), ( $this->settled )(), true ) && $keeper->is_known();
	}
}
