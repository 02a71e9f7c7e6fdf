<?php
/**
 * Information of Site Health.
 *
 * @package Detour
 */

namespace Detour\WordPress\SiteHealth;

use Detour\WordPress\Status\Heartbeat;
use Detour\WordPress\Status\Status;

/**
 * Tools → Site Health → Info: what a host or developer asks for first.
 */
final class Information {
	/**
	 * Takes where to look.
	 *
	 * @param Status    $status    Status of the rules.
	 * @param Heartbeat $heartbeat Whether an agent is at work.
	 */
	public function __construct( private Status $status, private Heartbeat $heartbeat ) {}

	/**
	 * Adds our section. Paths are left out when it is copied.
	 *
	 * @param array $sections Sections of WordPress and other plugins.
	 * @return array
	 */
	public function add( $sections ) {
		$report    = $this->status->report();
		$extension = $report['extension'] ?? array();
		$seconds   = $this->heartbeat->seconds();
		$values    = array(
			'version'    => array( __( 'Plugin', 'detour' ), DETOUR_PLUGIN_VERSION ),
			'extension'  => array( __( 'Extension', 'detour' ), $extension['version'] ?? __( 'not loaded', 'detour' ) ),
			'sapi'       => array( __( 'Kind of PHP', 'detour' ), PHP_SAPI ),
			'reason'     => array( __( 'Status', 'detour' ), $report['message'], $report['reason'] ),
			'revision'   => array( __( 'Revision in the database', 'detour' ), $report['revision'] ),
			'served'     => array( __( 'Revision that is served', 'detour' ), $extension['revision'] ?? '–' ),
			'generation' => array( __( 'Generation of the rule file', 'detour' ), $extension['generation'] ?? '–' ),
			'rules'      => array( __( 'Rules that are served', 'detour' ), $extension['rules'] ?? '–' ),
			'file'       => array( __( 'Rule file', 'detour' ), $extension['file'] ?? '–' ),
			'error'      => array( __( 'Last error', 'detour' ), $extension['error'] ?? '–' ),
			'spool'      => array( __( 'Spool', 'detour' ), $extension['spool']['file'] ?? '–' ),
			'spool_is'   => array( __( 'State of the spool', 'detour' ), $extension['spool']['state'] ?? '–' ),
			/* translators: %d: number of seconds. */
			'agent'      => array( __( 'Last sign of the agent', 'detour' ), null === $seconds ? '–' : sprintf( __( '%d seconds ago', 'detour' ), $seconds ), $seconds ),
			'counters'   => array( __( 'Counters of this PHP worker', 'detour' ), $extension['counters'] ?? '–' ),
		);

		$fields = array();
		foreach ( $values as $name => $value ) {
			$fields[ $name ] = array(
				'label'   => $value[0],
				'value'   => $value[1],
				'debug'   => $value[2] ?? $value[1],
				// Where things lie on the server is nobody else's business.
				'private' => in_array( $name, array( 'file', 'spool', 'error' ), true ),
			);
		}
		$sections['detour'] = array(
			'label'  => __( 'Detour', 'detour' ),
			'fields' => $fields,
		);
		return $sections;
	}
}
