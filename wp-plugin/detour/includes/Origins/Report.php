<?php
/**
 * How it stands with the plugins whose rules can be served.
 *
 * @package Detour
 */

namespace Detour\WordPress\Origins;

use Detour\WordPress\Rules\Repository;

/**
 * Brings together what the site wants, which plugins are active, and what the agent says on the server that answers.
 */
final class Report {
	/**
	 * Takes where to look.
	 *
	 * @param Keeper[]      $keepers    Plugins.
	 * @param Repository    $repository Where the site's settings are.
	 * @param callable|null $extension  Default `Detour\status`, if the extension is loaded.
	 */
	public function __construct( private array $keepers, private Repository $repository, private $extension = null ) {
		$this->extension ??= function_exists( 'Detour\status' ) ? 'Detour\status' : null;
	}

	/**
	 * The states that report() can give.
	 *
	 * @return string[]
	 */
	public static function states(): array {
		return array( 'live', 'refused', 'disabled', 'off', 'inactive', 'pending' );
	}

	/**
	 * One entry for each plugin.
	 *
	 * @return array[]
	 */
	public function all(): array {
		$switches = $this->repository->settings()['origins'] ?? array();
		$told     = array_column( $this->extension ? ( $this->extension )()['origins'] ?? array() : array(), null, 'origin' );
		return array_map(
			function ( Keeper $keeper ) use ( $switches, $told ): array {
				$enabled  = (bool) ( $switches[ self::setting( $keeper ) ] ?? true );
				$lent     = $told[ $keeper->origin() ] ?? array();
				$state    = $this->state( $keeper, $enabled, $lent );
				$relieved = 'live' === $state && $lent['whole'] && $keeper->is_known();
				return array(
					'origin'   => $keeper->origin(),
					'label'    => $keeper->label(),
					'screen'   => admin_url( $keeper->screen() ),
					'version'  => $keeper->version(),
					'enabled'  => $enabled,
					'state'    => $state,
					'rules'    => $lent['rules'] ?? 0,
					'left_out' => $lent['left_out'] ?? 0,
					'schema'   => $lent['schema'] ?? null,
					'relieved' => $relieved,
					'message'  => $this->message( $keeper, $state, $relieved, $lent ),
					'notes'    => 'live' === $state ? $lent['notes'] ?? array() : array(),
				);
			},
			$this->keepers
		);
	}

	/**
	 * Name of a plugin's switch in the settings.
	 *
	 * @param Keeper $keeper Plugin.
	 */
	public static function setting( Keeper $keeper ): string {
		return str_replace( '-', '_', $keeper->origin() );
	}

	/**
	 * Where it stands.
	 *
	 * @param Keeper $keeper  Plugin.
	 * @param bool   $enabled Whether the site wants its rules served.
	 * @param array  $lent    What the agent says of them.
	 */
	private function state( Keeper $keeper, bool $enabled, array $lent ): string {
		if ( null === $keeper->version() ) {
			return 'inactive';
		}
		if ( ! $enabled ) {
			return 'off';
		}
		$state = $lent['state'] ?? '';
		return in_array( $state, array( 'live', 'refused', 'disabled' ), true ) ? $state : 'pending';
	}

	/**
	 * The same as a sentence, with the way out.
	 *
	 * @param Keeper $keeper   Plugin.
	 * @param string $state    One of states().
	 * @param bool   $relieved Whether the plugin's own work is left out where the rules have settled a request.
	 * @param array  $lent     What the agent says of its rules.
	 */
	private function message( Keeper $keeper, string $state, bool $relieved, array $lent ): string {
		$name = $keeper->label();
		switch ( $state ) {
			case 'inactive':
				/* translators: %s: name of a plugin. */
				return sprintf( __( '%s is not active.', 'detour' ), $name );
			case 'off':
				/* translators: %s: name of a plugin. */
				return sprintf( __( 'Switched off: %s serves its redirects itself.', 'detour' ), $name );
			case 'refused':
				/* translators: 1: name of a plugin, 2: reason, as a sentence. */
				return sprintf( __( 'Not served, %1$s goes on as always. %2$s', 'detour' ), $name, (string) ( $lent['message'] ?? '' ) );
			case 'disabled':
				/* translators: 1: name of a plugin, 2: reason with the way out, as a sentence. */
				return sprintf( __( 'Not served, as %1$s redirects nothing either. %2$s', 'detour' ), $name, (string) ( $lent['message'] ?? '' ) );
			case 'pending':
				/* translators: %s: name of a plugin. */
				return sprintf( __( 'Not served yet: the Detour agent has not read the redirects of %s. If this stays so, see the status.', 'detour' ), $name );
		}
		if ( $lent['left_out'] > 0 ) {
			return sprintf(
				/* translators: 1: number of redirects, 2: number of redirects, 3: name of a plugin, 4: the first reason. */
				__( '%1$d redirects are served before WordPress starts; %2$d can\'t be, so %3$s looks at every request as well. The first: %4$s', 'detour' ),
				$lent['rules'],
				$lent['left_out'],
				$name,
				(string) $lent['message']
			);
		}
		return $relieved
			/* translators: 1: number of redirects, 2: name of a plugin. */
			? sprintf( __( '%1$d redirects are served before WordPress starts; %2$s is only asked where they leave a request to it.', 'detour' ), $lent['rules'], $name )
			/* translators: 1: number of redirects, 2: name of a plugin. */
			: sprintf( __( '%1$d redirects are served before WordPress starts; %2$s looks at every other request as well.', 'detour' ), $lent['rules'], $name );
	}
}
