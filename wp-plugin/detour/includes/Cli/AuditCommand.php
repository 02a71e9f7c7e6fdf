<?php
/**
 * The audit on the command line.
 *
 * @package Detour
 */

namespace Detour\WordPress\Cli;

use Detour\WordPress\Audit\Auditor;
use Detour\WordPress\Audit\Findings;

/**
 * `wp detour audit`
 */
final class AuditCommand {
	/**
	 * Findings read at once.
	 */
	private const PAGE = 500;

	/**
	 * Severities, the worst first.
	 */
	private const SEVERITIES = array( 'error', 'warning', 'hint' );

	/**
	 * Takes what the command works with.
	 *
	 * @param Output   $output   Where it writes to.
	 * @param Auditor  $auditor  Who looks.
	 * @param Findings $findings What was found.
	 */
	public function __construct( private Output $output, private Auditor $auditor, private Findings $findings ) {}

	/**
	 * Looks at all redirects and prints what is wrong with them, the worst first. Ends with exit code 1 if anything is.
	 *
	 * What somebody has chosen to ignore is left out.
	 *
	 * ## OPTIONS
	 *
	 * [--severity=<severity>]
	 * : Only findings as bad as this or worse.
	 * ---
	 * default: hint
	 * options:
	 *   - error
	 *   - warning
	 *   - hint
	 * ---
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
	public function audit( array $args, array $options ): void {
		$run = $this->auditor->run();
		if ( is_wp_error( $run ) ) {
			$this->output->fail( $run->get_error_message() );
		}
		$worst = array_search( $options['severity'] ?? 'hint', self::SEVERITIES, true );
		$query = array(
			'severity' => array_slice( self::SEVERITIES, 0, $worst + 1 ),
			'code'     => array(),
			'ignored'  => false,
			'search'   => '',
			'page'     => 1,
			'per_page' => self::PAGE,
		);
		$rows  = array();
		do {
			$list = $this->findings->list( $query );
			if ( is_wp_error( $list ) ) {
				$this->output->fail( $list->get_error_message() );
			}
			foreach ( $list['findings'] as $finding ) {
				$rows[] = array( 'rules' => implode( ', ', array_map( array( self::class, 'name' ), $finding['rules'] ) ) ) + $finding;
			}
			++$query['page'];
		} while ( $list['findings'] );
		$this->output->items( $options['format'] ?? 'table', $rows, array( 'severity', 'code', 'rules', 'source', 'message', 'fix' ) );
		if ( $rows ) {
			/* translators: %d: number of findings. */
			$this->output->fail( sprintf( _n( '%d finding.', '%d findings.', count( $rows ), 'detour' ), count( $rows ) ) );
		}
	}
	/**
	 * A rule by its number, and whose it is if not ours.
	 *
	 * @param array{rule: int, origin?: string} $rule As a finding names it.
	 */
	private static function name( array $rule ): string {
		return isset( $rule['origin'] ) ? "{$rule['origin']} {$rule['rule']}" : (string) $rule['rule'];
	}
}
