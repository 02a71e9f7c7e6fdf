<?php
/**
 * The maintenance on the command line.
 *
 * @package Detour
 */

namespace Detour\WordPress\Cli;

use Detour\WordPress\Maintenance\Maintenance;

/**
 * `wp detour maintenance on|off|status`
 */
final class MaintenanceCommand {
	/**
	 * Takes what the commands work with.
	 *
	 * @param Output      $output      Where they write to.
	 * @param Maintenance $maintenance What is turned on and off.
	 */
	public function __construct( private Output $output, private Maintenance $maintenance ) {}

	/**
	 * Answers the whole site with 503 or a redirect. What is left out stays as it was the last time.
	 *
	 * ## OPTIONS
	 *
	 * [--to=<target>]
	 * : Redirect to it with 307 instead of answering 503.
	 *
	 * [--retry-after=<seconds>]
	 * : When crawlers should ask again; also ends a redirect given before.
	 *
	 * [--until=<time>]
	 * : When it ends by itself, as 2026-11-27T06:00:00+01:00; "never" for no end.
	 *
	 * [--roles=<roles>]
	 * : Roles that are let through, with commas.
	 *
	 * [--ips=<addresses>]
	 * : Addresses and networks that are let through, with commas.
	 *
	 * [--paths=<paths>]
	 * : Paths that are answered as ever, with commas; a star at the end stands for anything.
	 *
	 * @param string[]              $args    None.
	 * @param array<string, string> $options Options.
	 */
	public function on( array $args, array $options ): void {
		$wishes = array();
		if ( isset( $options['retry-after'] ) ) {
			$wishes = array( 'answer' => 'unavailable', 'retry_after' => (int) $options['retry-after'] );
		}
		if ( isset( $options['to'] ) ) {
			$wishes = array( 'answer' => 'redirect', 'to' => $options['to'] );
		}
		if ( isset( $options['until'] ) ) {
			$wishes['until'] = 'never' === $options['until'] ? null : $options['until'];
		}
		foreach ( array( 'roles', 'ips', 'paths' ) as $list ) {
			if ( isset( $options[ $list ] ) ) {
				$wishes[ $list ] = wp_parse_list( $options[ $list ] );
			}
		}
		$this->tell( $this->maintenance->turn_on( $wishes ) );
	}

	/**
	 * Lets visitors in again.
	 *
	 * ## OPTIONS
	 *
	 * None.
	 *
	 * @param string[]              $args    None.
	 * @param array<string, string> $options None.
	 */
	public function off( array $args, array $options ): void {
		$this->tell( $this->maintenance->turn_off() );
	}

	/**
	 * Tells whether the maintenance is on.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : How to print it.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - csv
	 *   - json
	 *   - yaml
	 * ---
	 *
	 * @param string[]              $args    None.
	 * @param array<string, string> $options Options.
	 */
	public function status( array $args, array $options ): void {
		$state = $this->maintenance->state();
		$lists = array_map( static fn( array $list ): string => implode( ', ', $list ), array_intersect_key( $state, array_flip( array( 'roles', 'ips', 'paths' ) ) ) );
		$row   = $lists + array( 'on' => $state['on'] ? 'yes' : 'no' ) + $state;
		$this->output->items( $options['format'] ?? 'table', array( $row ), array( 'on', 'answer', 'to', 'retry_after', 'until', 'roles', 'ips', 'paths' ) );
	}

	/**
	 * Says how it is after a change.
	 *
	 * @param array|\WP_Error $state State, or why nothing was changed.
	 */
	private function tell( $state ): void {
		if ( is_wp_error( $state ) ) {
			$problems = array_column( $state->get_error_data()['problems'] ?? array(), 'message' );
			$this->output->fail( implode( ' ', array( $state->get_error_message(), ...$problems ) ) );
		}
		$this->output->done( $state['on'] ? __( 'Maintenance is on: visitors don\'t see the site.', 'detour' ) : __( 'Maintenance is off.', 'detour' ) );
	}
}
