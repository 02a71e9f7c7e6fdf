<?php
/**
 * Rules of other plugins, as an audit reads them.
 *
 * @package Detour
 */

namespace Detour\WordPress\Audit;

use Detour\WordPress\Origins\Keeper;
use Detour\WordPress\Origins\Report;

/**
 * Reads the rules that are served where another plugin keeps them, since ours may lead to a URL that those redirect again.
 */
final class LiveRules {
	/**
	 * Reads the rules of one plugin: takes its origin and options, as Exchange\Extension::read_system().
	 *
	 * @var callable
	 */
	private $read;

	/**
	 * Takes what is read, and who reads it.
	 *
	 * @param Keeper[] $keepers Plugins whose rules can be served.
	 * @param callable $read    Reader.
	 */
	public function __construct( private array $keepers, callable $read ) {
		$this->read = $read;
	}

	/**
	 * The rules that are served beside the site's own. Those that can't be read are left out, as the agent leaves them out.
	 *
	 * @param array $settings Settings of the site.
	 * @return array{entries: array[], settings: array} Rules as Detour\audit() takes them, and what they depend on.
	 */
	public function read( array $settings ): array {
		$entries  = array();
		$sections = array();
		foreach ( is_multisite() ? array() : $this->keepers as $keeper ) {
			if ( null === $keeper->version() || ! ( $settings['origins'][ Report::setting( $keeper ) ] ?? true ) ) {
				continue;
			}
			$origin = $keeper->origin();
			$read   = ( $this->read )( $origin, array( 'json' => true ) );
			if ( is_wp_error( $read ) ) {
				continue;
			}
			foreach ( $read['rules'] as $index => $rule ) {
				// Its number is that of its row, which stands in its place.
				$id        = (int) preg_replace( '/\D+/', '', $read['places'][ $index ] );
				$entries[] = array(
					'rule'   => wp_json_encode( array( 'id' => $id ) + (array) json_decode( $rule ) ),
					'origin' => $origin,
				);
			}
			$sections += $read['settings'] ?? array();
		}
		return array(
			'entries'  => $entries,
			'settings' => $sections,
		);
	}
}
