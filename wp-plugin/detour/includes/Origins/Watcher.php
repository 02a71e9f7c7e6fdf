<?php
/**
 * Hears of rules that other plugins change.
 *
 * @package Detour
 */

namespace Detour\WordPress\Origins;

use Detour\WordPress\Rules\Nudge;
use Detour\WordPress\Rules\Repository;
use WP_REST_Request;

/**
 * Nudges the agent when a plugin whose rules are served may have changed them, so that the change is live in milliseconds.
 *
 * What nobody tells, the agent finds by itself, only later.
 */
final class Watcher {
	/**
	 * What makes a plugin active, and what all rules depend on.
	 */
	private const CHANGES = array(
		'activated_plugin',
		'deactivated_plugin',
		'update_option_home',
		'update_option_permalink_structure',
	);

	/**
	 * Whether the agent will be nudged at the end of this request.
	 *
	 * @var bool
	 */
	private bool $will_nudge = false;

	/**
	 * Takes whom to listen to and how to tell.
	 *
	 * @param Keeper[]   $keepers    Plugins.
	 * @param Nudge      $nudge      The agent's file.
	 * @param Repository $repository Who knows the revision.
	 */
	public function __construct( private array $keepers, private Nudge $nudge, private Repository $repository ) {}

	/**
	 * Hooks in.
	 */
	public function register(): void {
		$changes = array_merge( self::CHANGES, ...array_map( static fn( Keeper $keeper ): array => $keeper->changes(), $this->keepers ) );
		foreach ( $changes as $change ) {
			add_action( $change, array( $this, 'hear' ), 10, 0 );
		}
		add_filter( 'rest_request_after_callbacks', array( $this, 'hear_request' ), 10, 3 );
	}

	/**
	 * Something was changed. Told once, at the end: only then all of it is in the database.
	 */
	public function hear(): void {
		if ( ! $this->will_nudge ) {
			$this->will_nudge = true;
			add_action( 'shutdown', array( $this, 'tell' ), 0, 0 );
		}
	}

	/**
	 * A REST request was carried out: bulk actions change rules in the database without telling anybody.
	 *
	 * @param mixed           $response What it came to.
	 * @param array           $handler  Who did it.
	 * @param WP_REST_Request $request  The request.
	 * @return mixed The response, unchanged.
	 */
	public function hear_request( $response, $handler, $request ) {
		$route = $request->get_route();
		foreach ( $this->keepers as $keeper ) {
			if ( str_starts_with( $route, $keeper->route() ) && 'GET' !== $request->get_method() ) {
				$this->hear();
			}
		}
		return $response;
	}

	/**
	 * Nudges the agent.
	 */
	public function tell(): void {
		$this->will_nudge = false;
		$this->nudge->send( $this->repository->revision() );
	}
}
