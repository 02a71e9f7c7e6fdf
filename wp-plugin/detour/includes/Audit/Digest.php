<?php
/**
 * The e-mail about new findings.
 *
 * @package Detour
 */

namespace Detour\WordPress\Audit;

/**
 * Tells people of findings that weren't there before.
 */
final class Digest {
	/**
	 * Most findings in one e-mail.
	 */
	private const MOST = 20;

	/**
	 * Takes what it works with.
	 *
	 * @param Findings $findings Where findings are kept.
	 * @param Settings $settings Whether it is wanted, and by whom.
	 */
	public function __construct( private Findings $findings, private Settings $settings ) {}

	/**
	 * Sends the e-mail, if it is wanted and there is something new that nobody ignores.
	 *
	 * @param array $run The run, as Findings::last_run() gives it.
	 * @return bool Whether it was sent.
	 */
	public function send( array $run ): bool {
		$settings = $this->settings->all();
		$new      = $this->findings->newest( self::MOST );
		if ( ! $settings['digest'] || ! $new ) {
			return false;
		}
		$to   = $settings['recipients'] ? $settings['recipients'] : array( get_option( 'admin_email' ) );
		$site = wp_specialchars_decode( get_bloginfo( 'name' ), ENT_QUOTES );
		/* translators: 1: name of the site, 2: number of findings. */
		$subject = sprintf( _n( '[%1$s] %2$d new finding about your redirects', '[%1$s] %2$d new findings about your redirects', $run['new'], 'detour' ), $site, $run['new'] );
		return wp_mail( $to, $subject, $this->text( $run, $new ) );
	}

	/**
	 * The text.
	 *
	 * @param array   $run The run.
	 * @param array[] $new Findings.
	 */
	private function text( array $run, array $new ): string {
		$lines = array_map(
			static fn( array $finding ): string => sprintf( "%s: %s\n  %s. %s", $finding['severity'], $finding['source'], $finding['message'], $finding['fix'] ),
			$new
		);
		$more  = $run['new'] - count( $new );
		if ( $more > 0 ) {
			/* translators: %d: number of findings. */
			$lines[] = sprintf( _n( 'and %d more', 'and %d more', $more, 'detour' ), $more );
		}
		$lines[] = add_query_arg(
			array(
				'page' => 'detour',
				'tab'  => 'audit',
			),
			admin_url( 'tools.php' )
		);
		return implode( "\n\n", $lines ) . "\n";
	}
}
