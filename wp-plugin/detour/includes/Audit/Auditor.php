<?php
/**
 * Has the rules looked at.
 *
 * @package Detour
 */

namespace Detour\WordPress\Audit;

use Detour\WordPress\Rules\Neighbours;
use Detour\WordPress\Rules\Repository;
use Throwable;
use WP_Error;

/**
 * Asks the extension what is wrong with the rules: what there is to find is decided once, by the code that serves them.
 */
final class Auditor {
	/**
	 * Takes what an audit works with.
	 *
	 * @param Repository $repository Where rules are kept.
	 * @param Findings   $findings   Where findings are kept.
	 * @param Settings   $settings   What is looked for, and when.
	 * @param LiveRules  $live       Rules of other plugins.
	 * @param Targets    $targets    Where rules lead.
	 */
	public function __construct( private Repository $repository, private Findings $findings, private Settings $settings, private LiveRules $live, private Targets $targets ) {}

	/**
	 * Looks at all rules and keeps what is found. One at a time: what a second one found would take the place of the first.
	 *
	 * @return array|WP_Error The last run, as Findings::last_run() gives it.
	 */
	public function run() {
		if ( ! $this->findings->lock() ) {
			return new WP_Error( 'detour_audit_runs', __( 'The redirects are being looked at already. Wait a moment, then reload the findings.', 'detour' ), array( 'status' => 409 ) );
		}
		try {
			$kept   = $this->repository->settings();
			$live   = $this->live->read( $kept );
			$report = $this->ask( new AuditedRules( $live['entries'] ), $this->options( $this->settings->all(), $live['settings'] + $kept ) );
			return is_wp_error( $report ) ? $report : $this->findings->replace( $report );
		} finally {
			$this->findings->unlock();
		}
	}

	/**
	 * What is wrong with one rule among the others, saved or not.
	 *
	 * @param array $rule Sound rule; its id is 0 if it is new.
	 * @return array{findings: array[], rule_id: int, alone: bool}|WP_Error
	 */
	public function draft( array $rule ) {
		$near   = ( new Neighbours( $this->repository ) )->with( $rule );
		$report = $this->ask( $near['rules'], $this->options( array( 'only' => $near['ids'][0] ), $this->repository->settings() ) );
		return is_wp_error( $report ) ? $report : array(
			'findings' => $report['findings'],
			'rule_id'  => $near['ids'][0],
			'alone'    => $near['alone'],
		);
	}

	/**
	 * What the extension is to know besides the rules.
	 *
	 * @param array $wanted Settings of the audit, or what of it is wanted.
	 * @param array $site   Settings of the site.
	 */
	private function options( array $wanted, array $site ): array {
		$home    = wp_parse_url( home_url() );
		$options = array(
			'scheme' => 'https' === ( $home['scheme'] ?? '' ) ? 'https' : 'http',
			'host'   => (string) ( $home['host'] ?? '' ),
			'folder' => (string) ( $home['path'] ?? '' ),
			'broken' => $this->targets->broken(),
		);
		return $options + ( $site ? array( 'settings' => $site ) : array() ) + array_intersect_key( $wanted, array_flip( array( 'only', 'stale_days', 'temporary_days' ) ) );
	}

	/**
	 * Asks the extension.
	 *
	 * @param array|callable $rules   Rules.
	 * @param array          $options Options.
	 * @return array|WP_Error
	 */
	private function ask( $rules, array $options ) {
		if ( ! function_exists( 'Detour\audit' ) ) {
			return new WP_Error(
				'detour_extension_missing',
				__( 'The redirects could not be looked at: the PHP extension "detour" is not loaded in this PHP, or too old. Ask your host to install it (extension=detour.so in php.ini) and to reload PHP, then try again.', 'detour' ),
				array( 'status' => 503 )
			);
		}
		try {
			return \Detour\audit( $rules, $options );
		} catch ( Throwable $error ) {
			/* translators: %s: error message. */
			return new WP_Error( 'detour_audit_failed', sprintf( __( 'The redirects could not be looked at: %s', 'detour' ), $error->getMessage() ), array( 'status' => 500 ) );
		}
	}
}
