<?php
/**
 * Tests of Site Health.
 *
 * @package Detour
 */

namespace Detour\WordPress\SiteHealth;

use Detour\WordPress\Status\Heartbeat;
use Detour\WordPress\Status\Status;

/**
 * Tools → Site Health → Status: is the extension there, are the saved rules served, does the agent bring hits in?
 */
final class Checks {
	/**
	 * What keeps redirects from being answered at all; the rest only delays or loses something.
	 */
	private const CRITICAL = array( 'extension', 'other', 'disabled', 'unset', 'missing', 'file' );

	/**
	 * Takes where to look.
	 *
	 * @param Status    $status    Status of the rules.
	 * @param Heartbeat $heartbeat Whether an agent is at work.
	 */
	public function __construct( private Status $status, private Heartbeat $heartbeat ) {}

	/**
	 * Adds the tests.
	 *
	 * @param array $tests Tests of WordPress and other plugins.
	 * @return array
	 */
	public function add( $tests ) {
		$labels = array(
			'rules'   => __( 'Detour serves the saved redirects', 'detour' ),
			'version' => __( 'Detour extension and plugin fit each other', 'detour' ),
			'agent'   => __( 'Detour agent is at work', 'detour' ),
			'spool'   => __( 'Detour counts hits', 'detour' ),
		);
		foreach ( $labels as $name => $label ) {
			$tests['direct'][ "detour_$name" ] = array(
				'label' => $label,
				'test'  => array( $this, $name ),
			);
		}
		return $tests;
	}

	/**
	 * Are the saved rules the served ones?
	 */
	public function rules(): array {
		$report = $this->status->report();
		if ( in_array( $report['reason'], array( 'live', 'version', 'pending' ), true ) ) {
			return $this->result( 'rules', 'good', __( 'Redirects are answered before WordPress starts', 'detour' ), $report['message'] );
		}
		return in_array( $report['reason'], self::CRITICAL, true )
			? $this->result( 'rules', 'critical', __( 'Redirects are not answered', 'detour' ), $report['message'] )
			: $this->result( 'rules', 'recommended', __( 'Redirects are not answered as they were saved last', 'detour' ), $report['message'] );
	}

	/**
	 * Is the extension of the plugin's version?
	 */
	public function version(): array {
		$extension = $this->status->report()['extension'];
		if ( null === $extension ) {
			return $this->result( 'version', 'recommended', __( 'The Detour extension is missing', 'detour' ), __( 'Its version can only be told once it is loaded.', 'detour' ) );
		}
		/* translators: 1: version of the extension, 2: version of the plugin. */
		$versions = sprintf( __( 'The PHP extension is version %1$s, the plugin version %2$s.', 'detour' ), $extension['version'], DETOUR_PLUGIN_VERSION );
		return Status::fits( $extension['version'] )
			? $this->result( 'version', 'good', __( 'The Detour extension and plugin fit each other', 'detour' ), $versions )
			: $this->result( 'version', 'recommended', __( 'The Detour extension and plugin are of different versions', 'detour' ), $versions . ' ' . __( 'Update the older one; the extension takes effect when PHP is reloaded.', 'detour' ) );
	}

	/**
	 * Has an agent signed lately?
	 */
	public function agent(): array {
		$beats = $this->heartbeat->beats();
		if ( null === $beats ) {
			return $this->result( 'agent', 'recommended', __( 'Nothing was heard of the Detour agent', 'detour' ), __( 'Either it does not run (systemctl start detour), or it has no spool to read hits from: set spool in /etc/detour/agent.toml and detour.spool in php.ini to the same directory.', 'detour' ) );
		}
		/* translators: %s: a time span such as "5 minutes". */
		$last = sprintf( __( 'It gave its last sign %s ago.', 'detour' ), human_time_diff( time() - (int) $this->heartbeat->seconds() ) );
		return $beats
			? $this->result( 'agent', 'good', __( 'The Detour agent is at work', 'detour' ), $last )
			: $this->result( 'agent', 'recommended', __( 'The Detour agent is not at work', 'detour' ), $last . ' ' . __( 'Redirects that are saved do not become live, and hits are not counted. Start it (systemctl start detour) and look at what "detour status" says.', 'detour' ) );
	}

	/**
	 * Do hits get to the agent?
	 */
	public function spool(): array {
		$extension = $this->status->report()['extension'];
		$state     = $extension['spool']['state'] ?? 'unset';
		$good      = __( 'Hits and requests without a page get to the agent', 'detour' );
		$bad       = __( 'Hits and requests without a page are not counted', 'detour' );
		$file      = (string) ( $extension['spool']['file'] ?? '' );
		return match ( $state ) {
			'ok', 'unused' => $this->result( 'spool', 'good', $good, $file ),
			'unset'        => $this->result( 'spool', 'recommended', $bad, __( 'Set detour.spool in php.ini to the directory that the agent reads (spool in /etc/detour/agent.toml), and reload PHP.', 'detour' ) ),
			/* translators: %s: path of a file. */
			'missing'      => $this->result( 'spool', 'recommended', $bad, sprintf( __( 'The agent has not made the file %s. Start it (systemctl start detour), and check that its spool is the directory of detour.spool.', 'detour' ), $file ) ),
			/* translators: %s: path of a file. */
			'full'         => $this->result( 'spool', 'recommended', $bad, sprintf( __( 'The file %s is full, because the agent does not read it. Start the agent (systemctl start detour).', 'detour' ), $file ) ),
			/* translators: %s: path of a file. */
			'failing'      => $this->result( 'spool', 'recommended', $bad, sprintf( __( 'The system can\'t write to the file %s. Look whether its disk is full.', 'detour' ), $file ) ),
			/* translators: 1: path of a file, 2: a word such as "untrusted". */
			default        => $this->result( 'spool', 'recommended', $bad, sprintf( __( 'The file %1$s can\'t be used (%2$s): it has to belong to the agent\'s user, and only the group of PHP\'s workers may write it.', 'detour' ), $file, $state ) ),
		};
	}

	/**
	 * The answer to a test.
	 *
	 * @param string $name   Name of the test.
	 * @param string $status good, recommended or critical.
	 * @param string $label  What was found, in a line.
	 * @param string $text   What to do about it.
	 */
	private function result( string $name, string $status, string $label, string $text ): array {
		return array(
			'test'        => "detour_$name",
			'status'      => $status,
			'label'       => $label,
			'badge'       => array(
				'label' => __( 'Redirects', 'detour' ),
				'color' => 'blue',
			),
			'description' => '<p>' . esc_html( $text ) . '</p>',
			'actions'     => sprintf( '<p><a href="%s">%s</a></p>', esc_url( admin_url( 'tools.php?page=detour&tab=settings' ) ), esc_html__( 'Status of Detour', 'detour' ) ),
		);
	}
}
