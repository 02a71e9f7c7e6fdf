<?php
/**
 * Whether the saved rules are the served ones.
 *
 * @package Detour
 */

namespace Detour\WordPress\Status;

use Detour\WordPress\Capability;
use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Runtime\Agent;

/**
 * Compares the revision in the database with the one that PHP answers from, and says in words what to do if they differ.
 */
final class Status {
	/**
	 * Publishing takes milliseconds. After this many seconds the agent is not at work.
	 */
	private const PATIENCE = 10;

	/**
	 * The extension's function, or null when the extension is not loaded.
	 *
	 * @var callable|null
	 */
	private $extension;

	/**
	 * What the agent says of the rules that it answers by; null when it doesn't answer.
	 *
	 * @var callable
	 */
	private $agent;

	/**
	 * Takes where to look.
	 *
	 * @param Repository          $repository Rules in the database.
	 * @param callable|null|false $extension  Default `Detour\status`; null for "not loaded".
	 * @param callable|null       $agent      Default: the agent's socket is asked.
	 */
	public function __construct( private Repository $repository, $extension = false, $agent = null ) {
		$this->agent     = $agent ?? static fn(): ?array => ( new Agent() )->ask( 'status', Agent::variables() );
		$this->extension = false === $extension ? ( function_exists( 'Detour\status' ) ? 'Detour\status' : null ) : $extension;
	}

	/**
	 * The state of things.
	 *
	 * `late` counts the seconds since the newest save that is not served; 0 if all are. `agent_seen` counts those since the
	 * last sign of an agent; null if there never was one.
	 *
	 * @return array{live: bool, reason: string, message: string, revision: int, late: int, agent_seen: ?int, capability: string, extension: ?array, agent: ?array}
	 */
	public function report(): array {
		$extension = $this->extension ? ( $this->extension )() : null;
		$agent     = null === $extension ? ( $this->agent )() : null;
		// After what is served, which can't be newer then.
		$revision  = $this->repository->revision();
		$served    = ( $extension ?? $agent )['revision'] ?? 0;
		$reason    = $this->reason( $revision, $extension, $agent );
		return array(
			'live'      => in_array( $reason, array( 'live', 'version', 'not-intercepted', 'fallback' ), true ),
			'reason'    => $reason,
			'message'   => $this->message( $reason, $revision, $extension ?? $agent ?? array() ),
			'revision'  => $revision,
			'late'      => $served < $revision ? $this->repository->seconds_since_change() : 0,
			'agent_seen' => ( new Heartbeat() )->seconds(),
			'capability' => Capability::name(),
			'extension' => $extension,
			'agent'     => $agent,
		);
	}

	/**
	 * The reasons that report() can give.
	 *
	 * @return string[]
	 */
	public static function reasons(): array {
		return array( 'live', 'version', 'not-intercepted', 'fallback', 'pending', 'agent', 'other', 'extension', 'disabled', 'unset', 'missing', 'file' );
	}

	/**
	 * Whether an extension and this plugin are of one series, so that they know of each other what they use.
	 *
	 * @param string $version Version of the extension.
	 */
	public static function fits( string $version ): bool {
		$series = static fn( string $of ): array => array_slice( explode( '.', $of ), 0, 2 );
		return $series( $version ) === $series( DETOUR_PLUGIN_VERSION );
	}

	/**
	 * Why the rules are live, or what is in the way.
	 *
	 * @param int        $revision  Revision in the database.
	 * @param array|null $extension What the extension says about itself.
	 * @param array|null $agent     What the agent says in its place.
	 */
	private function reason( int $revision, ?array $extension, ?array $agent ): string {
		if ( null === $extension ) {
			if ( 'ok' !== ( $agent['state'] ?? '' ) ) {
				return 'extension';
			}
			return $agent['revision'] < $revision ? $this->late() : 'fallback';
		}
		switch ( $extension['state'] ) {
			case 'ok':
				if ( $extension['revision'] < $revision ) {
					return $this->late();
				}
				if ( self::is_of_another( $revision, $extension ) ) {
					return 'other';
				}
				if ( ! $extension['intercepts'] && 'cli' !== $extension['sapi'] ) {
					return 'not-intercepted';
				}
				return self::fits( $extension['version'] ) ? 'live' : 'version';
			case 'disabled':
			case 'unset':
			case 'missing':
				return $extension['state'];
			default:
				return 'file';
		}
	}

	/**
	 * Whether the served rules can't be those of this database.
	 *
	 * @param int   $revision  Revision in the database.
	 * @param array $extension What the extension says about itself.
	 */
	private static function is_of_another( int $revision, array $extension ): bool {
		// Of a network, only the revision of a blog can be compared.
		return $extension['revision'] > $revision && ( ! is_multisite() || null !== ( $extension['blog'] ?? null ) );
	}

	/**
	 * Why a revision is not served yet.
	 */
	private function late(): string {
		return $this->repository->seconds_since_change() > self::PATIENCE ? 'agent' : 'pending';
	}

	/**
	 * The reason as a sentence with the way out.
	 *
	 * @param string $reason    One of reasons().
	 * @param int    $revision  Revision in the database.
	 * @param array  $extension What the extension, or the agent in its place, says about itself.
	 */
	private function message( string $reason, int $revision, array $extension ): string {
		switch ( $reason ) {
			case 'live':
				return sprintf(
					/* translators: 1: date and time, 2: number of the revision. */
					__( 'Live on this server since %1$s (revision %2$d).', 'detour' ),
					wp_date( get_option( 'date_format' ) . ' H:i:s', $extension['published'] ),
					$extension['revision']
				);
			case 'version':
				/* translators: 1: number of the revision, 2: version of the extension, 3: version of the plugin, 4: a command line. */
				return sprintf( __( 'Live (revision %1$d), but the PHP extension "detour" is version %2$s and the plugin %3$s. Update the older one; a new extension takes effect when PHP is restarted: %4$s', 'detour' ), $extension['revision'], $extension['version'], DETOUR_PLUGIN_VERSION, ( new Installation() )->restart() );
			case 'other':
				/* translators: 1: revision served, 2: path of a file, 3: revision of this site. */
				return sprintf( __( 'Not live: this server answers with revision %1$d of the rule file %2$s, and this site has only come to revision %3$d. Either the file is that of another site: let detour.rules in php.ini, or DETOUR_RULES in the web server, name the one that "detour status" shows for this site. Or an older copy of the database was put back: restart the Detour agent (systemctl restart detour).', 'detour' ), $extension['revision'], (string) $extension['file'], $revision );
			case 'not-intercepted':
				return sprintf(
					/* translators: 1: kind of PHP as fpm-fcgi, 2: a PHP setting, 3: a PHP function. */
					__( 'The rules are loaded, but the detour extension does not answer requests by itself under this kind of PHP (%1$s). Let %2$s name a script that calls %3$s.', 'detour' ),
					$extension['sapi'],
					'auto_prepend_file',
					'Detour\handle()'
				);
			case 'pending':
				/* translators: 1: revision saved, 2: revision served. */
				return sprintf( __( 'Saved as revision %1$d, not live yet: this server still answers with revision %2$d.', 'detour' ), $revision, $extension['revision'] );
			case 'agent':
				/* translators: 1: revision saved, 2: revision served, 3: path of a file. */
				return sprintf( __( 'Saved as revision %1$d, not live: this server still answers with revision %2$d. Either the Detour agent does not run: start it (systemctl start detour). Or it can\'t reach the database, can\'t write the file %3$s, or writes another one: "detour status" and "journalctl -u detour" say which.', 'detour' ), $revision, $extension['revision'], (string) $extension['file'] );
			case 'extension':
				/* translators: 1: version of PHP, 2: kind of PHP as fpm-fcgi, 3: a command line. */
				return sprintf( __( 'No redirect is answered and none can be saved: the PHP extension "detour" is not loaded in this PHP (%1$s, %2$s), and no agent answers in its place. Ask your host to install the extension: %3$s', 'detour' ), PHP_VERSION, PHP_SAPI, ( new Installation() )->command() );
			case 'fallback':
				/* translators: 1: number of the revision, 2: version of PHP, 3: kind of PHP as fpm-fcgi, 4: a command line. */
				return sprintf( __( 'Live (revision %1$d), but answered through the agent, once WordPress has loaded: the PHP extension "detour" is not loaded in this PHP (%2$s, %3$s), so redirects are slower and no rules can be saved. Ask your host to install it: %4$s', 'detour' ), $extension['revision'], PHP_VERSION, PHP_SAPI, ( new Installation() )->command() );
			case 'disabled':
				/* translators: %s: a command line. */
				return sprintf( __( 'Saved, not live: the detour extension is switched off. Set detour.enabled = 1 in php.ini and restart PHP: %s', 'detour' ), ( new Installation() )->setting( 'detour.enabled=1' ) );
			case 'unset':
				if ( $extension['error'] ) {
					/* translators: %s: error message of the PHP extension. */
					return sprintf( __( 'Saved, not live: no rule file is configured. %s.', 'detour' ), rtrim( $extension['error'], '.' ) );
				}
				/* translators: %s: a command line. */
				return sprintf( __( 'Saved, not live: no rule file is configured. Set detour.rules in php.ini (or DETOUR_RULES for this site in the web server) to the file that "detour status" shows for this site, and restart PHP: %s', 'detour' ), ( new Installation() )->setting( 'detour.rules=/var/lib/detour/rules/SITE.detour' ) );
			case 'missing':
				/* translators: %s: path of a file. */
				return sprintf( __( 'Saved, not live: the rule file %s does not exist. Start the Detour agent (systemctl start detour), and check that it writes this very file.', 'detour' ), (string) $extension['file'] );
			default:
				if ( 'version' === $extension['state'] ) {
					/* translators: 1: path of a file, 2: a command line. */
					return sprintf( __( 'Saved, not live: the rule file %1$s was written by a Detour agent of another version than the PHP extension. Update the older one; the agent writes the file anew when it starts (systemctl restart detour), a new extension takes effect when PHP is restarted: %2$s', 'detour' ), (string) $extension['file'], ( new Installation() )->restart() );
				}
				return sprintf(
					/* translators: 1: path of a file, 2: what is wrong with it. */
					__( 'Saved, not live: the rule file %1$s can\'t be used: %2$s. Let the Detour agent write it anew (systemctl restart detour).', 'detour' ),
					(string) $extension['file'],
					// Named once.
					rtrim( str_replace( "{$extension['file']}: ", '', (string) ( $extension['error'] ?? $extension['state'] ) ), '.' )
				);
		}
	}
}
