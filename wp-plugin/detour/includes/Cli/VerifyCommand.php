<?php
/**
 * The comparison of an import with the running site, on the command line.
 *
 * @package Detour
 */

namespace Detour\WordPress\Cli;

use Detour\WordPress\Exchange\Comparison;
use Detour\WordPress\Exchange\Extension;
use Detour\WordPress\Exchange\RuleStore;
use WP_Error;

/**
 * `wp detour verify`
 */
final class VerifyCommand {
	/**
	 * Takes what the command works with.
	 *
	 * @param Output     $output     Where it writes to.
	 * @param RuleStore  $store      Rules that are there.
	 * @param Extension  $extension  Who reads those of the plugin.
	 * @param Comparison $comparison Who compares.
	 */
	public function __construct( private Output $output, private RuleStore $store, private Extension $extension, private Comparison $comparison ) {}

	/**
	 * Compares the site as it runs with the redirects that an import would add. Nothing is changed.
	 *
	 * ## OPTIONS
	 *
	 * --system=<system>
	 * : The plugin whose redirects would be imported, as redirection or rank-math.
	 *
	 * [--manner=<manner>]
	 * : Whether they answer as they behaved there, or as they were intended.
	 * ---
	 * default: behaved
	 * options:
	 *   - behaved
	 *   - intended
	 * ---
	 *
	 * [--requests=<number>]
	 * : Most requests for each redirect.
	 * ---
	 * default: 48
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     wp detour verify --system=redirection
	 *
	 * @param string[]              $args    None.
	 * @param array<string, string> $options Options.
	 */
	public function verify( array $args, array $options ): void {
		$present = $this->checked( $this->store->texts() );
		$system  = $options['system'] ?? '';
		$read    = $this->checked(
			$this->extension->read_system(
				$system,
				array(
					'json'    => true,
					'manner'  => $options['manner'] ?? 'behaved',
					'present' => $present,
				)
			)
		);
		$asked   = array(
			'most'   => max( 1, (int) ( $options['requests'] ?? 48 ) ),
			'system' => $system,
		);
		$state   = null;
		do {
			$told  = $this->checked( $this->comparison->step( $read, $present, $state, $asked ) );
			$state = $told['state'];
			array_walk( $told['differences'], array( $this, 'tell' ) );
		} while ( null !== $state );
		$report = $told['report'];
		foreach ( $report['not_exercised'] as $one ) {
			$this->output->warn( "$one[place] ($one[source]): $one[reason]" );
		}
		foreach ( $report['left_out'] as $one ) {
			$this->output->warn( "$one[place]: $one[reason]" );
		}
		/* translators: 1: number of differences, 2: number of requests, 3: number of requests without an answer, 4: number of redirects put to the test, 5: number of redirects. */
		$summary = sprintf( __( '%1$d differences in %2$d requests, %3$d without an answer; %4$d of %5$d redirects were put to the test.', 'detour' ), $report['differences'], $report['requests'], $report['unanswered'], $report['exercised'], $report['exercised'] + count( $report['not_exercised'] ) );
		if ( $report['differences'] || $report['unanswered'] || ! $report['exercised'] || $report['left_out'] ) {
			$this->output->fail( $summary );
		}
		$this->output->done( $summary );
	}

	/**
	 * Prints a difference.
	 *
	 * @param array $one Difference.
	 */
	private function tell( array $one ): void {
		$answer = static fn( array $said ): string => trim( ( $said['status'] ?? $said['decision'] ) . ' ' . ( $said['location'] ?? '' ) );
		/* translators: 1: place of a redirect, 2: HTTP method, 3: URL, 4: answer, 5: answer, 6: likely reason. */
		$this->output->warn( sprintf( __( '%1$s: %2$s %3$s: the site answers %4$s, after the import %5$s. Likely %6$s', 'detour' ), $one['place'], $one['request']['method'], $one['request']['url'], $answer( $one['actual'] ), $answer( $one['expected'] ), $one['cause']['text'] ) );
	}

	/**
	 * A result that is no error; ends the command if it is one.
	 *
	 * @param array|WP_Error $result Result.
	 */
	private function checked( $result ): array {
		if ( is_wp_error( $result ) ) {
			$this->output->fail( $result->get_error_message() );
		}
		return $result;
	}
}
