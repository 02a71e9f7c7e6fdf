<?php
/**
 * Asks the rules of the site what a request would get.
 *
 * @package Detour
 */

namespace Detour\WordPress\Trial;

use Detour\WordPress\Audit\Targets;
use Detour\WordPress\Rules\Neighbours;
use Detour\WordPress\Rules\Repository;
use Throwable;
use WP_Error;

/**
 * The saved rules that may answer some URLs, and rules that are not saved yet, by the engine that will serve them. Nothing is
 * changed.
 */
final class Engine {
	/**
	 * Settings of the site.
	 *
	 * @var array
	 */
	private array $settings;

	/**
	 * Targets that are broken, as the last argument of Detour\try_rules().
	 *
	 * @var array{broken?: array[]}
	 */
	private array $broken;

	/**
	 * All rules that are asked, as JSON.
	 *
	 * @var string[]
	 */
	private array $rules;

	/**
	 * Numbers of the rules that were given, in their order.
	 *
	 * @var int[]
	 */
	public readonly array $tried;

	/**
	 * Whether the saved rules are left aside, because there are too many patterns to try.
	 *
	 * @var bool
	 */
	public readonly bool $is_alone;

	/**
	 * Reads the saved rules.
	 *
	 * @param Repository $repository Where they are kept.
	 * @param string[]   $urls       Paths or URLs that will be asked.
	 * @param array[]    $rules      Sound rules to try with them as if they were enabled, each in the place of the one with its
	 *                               number; those with the number 0 are new.
	 */
	public function __construct( Repository $repository, array $urls, array $rules = array() ) {
		$near           = ( new Neighbours( $repository ) )->answering( $urls, $rules );
		$this->settings = $repository->settings();
		$this->broken   = ( new Targets( $repository ) )->for_trial();
		$this->rules    = $near['rules'];
		$this->tried    = $near['ids'];
		$this->is_alone = $near['alone'];
	}

	/**
	 * What answers don't tell.
	 *
	 * @return array{message: string, fix: string}[]
	 */
	public function warnings(): array {
		return $this->is_alone ? array(
			array(
				'message' => __( 'There are too many redirects with patterns to try them all, so these were tried alone: another redirect may answer before them.', 'detour' ),
				'fix'     => __( 'Look at what the audit says of them once they are saved.', 'detour' ),
			),
		) : array();
	}

	/**
	 * What a request would get, as `Detour\explain()` tells it.
	 *
	 * @param array $request As `Detour\decide()` takes it; host and scheme are those of the site unless given.
	 * @return array|WP_Error
	 */
	public function ask( array $request ) {
		$home    = wp_parse_url( home_url() );
		$request = array_filter( $request, static fn( $part ): bool => array() !== $part ) + array(
			'method' => 'GET',
			'host'   => (string) ( $home['host'] ?? '' ),
			'scheme' => 'https' === ( $home['scheme'] ?? '' ) ? 'https' : 'http',
		);
		try {
			return \Detour\try_rules( $this->rules, $request, $this->settings, ...$this->broken );
		} catch ( Throwable $error ) {
			return new WP_Error( 'detour_test_failed', $error->getMessage(), array( 'status' => 400 ) );
		}
	}
}
