<?php
/**
 * The history on the command line.
 *
 * @package Detour
 */

namespace Detour\WordPress\Cli;

use Detour\WordPress\History\Log;
use Detour\WordPress\History\Undo;

/**
 * `wp detour history list|undo`
 */
final class HistoryCommand {
	private const COLUMNS = array( 'change', 'time', 'user', 'action', 'rules', 'rule', 'source' );

	/**
	 * Takes what the commands work with.
	 *
	 * @param Output $output Where they write to.
	 * @param Log    $log    What was changed.
	 * @param Undo   $undo   Who takes it back.
	 */
	public function __construct( private Output $output, private Log $log, private Undo $undo ) {}

	/**
	 * Lists changes, the last first.
	 *
	 * ## OPTIONS
	 *
	 * [--rule=<id>]
	 * : Only changes of this redirect; 0 stands for the settings.
	 *
	 * [--by=<id>]
	 * : Only changes by the user with this number; 0 stands for WordPress itself.
	 *
	 * [--action=<action>]
	 * : Only changes of this kind, as create or delete.
	 *
	 * [--page=<number>]
	 * : Page of 50.
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
		// WP-CLI has a --user of its own: who runs the command.
		$filter = array_intersect_key( $options, array_flip( array( 'rule', 'action' ) ) ) + ( isset( $options['by'] ) ? array( 'user' => $options['by'] ) : array() );
		$list   = $this->log->changes( $filter, max( 1, (int) ( $options['page'] ?? 1 ) ), 50 );
		if ( is_wp_error( $list ) ) {
			$this->output->fail( $list->get_error_message() );
		}
		$rows = array_map(
			static fn( array $change ): array => array(
				'change' => $change['batch'],
				'time'   => $change['time'],
				'user'   => $change['user_name'],
				'action' => $change['action'],
				'rules'  => $change['entries'],
				'rule'   => $change['rule'],
				'source' => ( $change['after'] ?? $change['before'] )['source']['value'] ?? '',
			),
			$list['changes']
		);
		$this->output->items( $options['format'] ?? 'table', $rows, self::COLUMNS );
	}

	/**
	 * Takes a change back, all of it or nothing.
	 *
	 * ## OPTIONS
	 *
	 * <change>
	 * : Number of the change.
	 *
	 * [--rule=<id>]
	 * : Only what it did to this redirect; 0 stands for the settings.
	 *
	 * [--force]
	 * : Also where somebody has changed it since.
	 *
	 * @param string[]              $args    Number.
	 * @param array<string, string> $options Options.
	 */
	public function undo( array $args, array $options ): void {
		$done = $this->undo->undo( (int) $args[0], isset( $options['rule'] ) ? (int) $options['rule'] : null, isset( $options['force'] ) );
		if ( is_wp_error( $done ) ) {
			$this->output->fail( $done->get_error_message() );
		}
		/* translators: 1: number of a change, 2: number of a revision. */
		$this->output->done( sprintf( __( 'Change %1$d was taken back (revision %2$d).', 'detour' ), (int) $args[0], $done['revision'] ) );
	}
}
