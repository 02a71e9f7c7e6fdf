<?php
/**
 * The campaigns on the command line.
 *
 * @package Detour
 */

namespace Detour\WordPress\Cli;

use Detour\WordPress\Campaigns\Campaigns;
use Detour\WordPress\Campaigns\Presets;

/**
 * `wp detour campaign list|set|end`
 */
final class CampaignCommand {
	private const COLUMNS = array( 'name', 'state', 'from', 'until', 'rules', 'enabled', 'unscheduled' );

	/**
	 * Takes what the commands work with.
	 *
	 * @param Output    $output    Where they write to.
	 * @param Campaigns $campaigns Campaigns.
	 */
	public function __construct( private Output $output, private Campaigns $campaigns ) {}

	/**
	 * Lists the campaigns: groups whose redirects have a start or an end.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : How to print them.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - csv
	 *   - json
	 *   - yaml
	 *   - count
	 * ---
	 *
	 * @param string[]              $args    None.
	 * @param array<string, string> $options Options.
	 */
	public function list( array $args, array $options ): void {
		$this->output->items( $options['format'] ?? 'table', $this->campaigns->list(), self::COLUMNS );
	}

	/**
	 * Sets the times of all redirects of a group.
	 *
	 * ## OPTIONS
	 *
	 * <name>
	 * : The group.
	 *
	 * [--from=<time>]
	 * : When they start, as 2026-11-27T00:00:00+01:00; left out, at once.
	 *
	 * [--until=<time>]
	 * : When they end; left out, when somebody ends them.
	 *
	 * [--preset=<preset>]
	 * : Instead of both: week, weekend, black-friday, christmas or new-year, by the clock of the site.
	 *
	 * @param string[]              $args    Name.
	 * @param array<string, string> $options Options.
	 */
	public function set( array $args, array $options ): void {
		$presets = Presets::all( current_datetime() );
		$preset  = $options['preset'] ?? null;
		if ( null !== $preset && ! isset( $presets[ $preset ] ) ) {
			/* translators: 1: what was given, 2: list of words. */
			$this->output->fail( sprintf( __( 'Nothing was changed: there are no times called "%1$s". Use one of %2$s.', 'detour' ), $preset, implode( ', ', array_keys( $presets ) ) ) );
		}
		$times = null === $preset ? $options : $presets[ $preset ];
		$this->tell( $args[0], $this->campaigns->save( $args[0], array_intersect_key( $times, array_flip( array( 'from', 'until' ) ) ), array() ) );
	}

	/**
	 * Ends a campaign now.
	 *
	 * ## OPTIONS
	 *
	 * <name>
	 * : The group.
	 *
	 * @param string[]              $args    Name.
	 * @param array<string, string> $options None.
	 */
	public function end( array $args, array $options ): void {
		$this->tell( $args[0], $this->campaigns->end( $args[0] ) );
	}

	/**
	 * Says what has become of a campaign.
	 *
	 * @param string          $name Group.
	 * @param array|\WP_Error $done What was done.
	 */
	private function tell( string $name, $done ): void {
		if ( is_wp_error( $done ) ) {
			$this->output->fail( $done->get_error_message() );
		}
		$campaign = $this->campaigns->find( $name );
		/* translators: 1: name of a campaign, 2: live, coming, over or off, 3: number in the history. */
		$this->output->done( sprintf( __( 'Campaign "%1$s" is %2$s. Change %3$d in the history.', 'detour' ), $name, $campaign['state'] ?? 'off', $done['change'] ) );
	}
}
