<?php
/**
 * The widget of the dashboard.
 *
 * @package Detour
 */

namespace Detour\WordPress\Dashboard;

use Detour\WordPress\Capability;
use Detour\WordPress\Status\Status;

/**
 * Whether redirects are served, how many were, and which URLs need one.
 */
final class Widget {
	private const MOST_URLS = 5;

	/**
	 * Takes what is shown.
	 *
	 * @param Status  $status  Status of the rules.
	 * @param Figures $figures What happened lately.
	 */
	public function __construct( private Status $status, private Figures $figures ) {}

	/**
	 * Adds the widget for those who may manage redirects.
	 */
	public function add(): void {
		if ( current_user_can( Capability::name() ) ) {
			wp_add_dashboard_widget( 'detour', __( 'Redirects', 'detour' ), array( $this, 'render' ) );
		}
	}

	/**
	 * Prints the widget.
	 */
	public function render(): void {
		$report = $this->status->report();
		$counts = $this->figures->counts();
		$urls   = $this->figures->not_found( self::MOST_URLS );

		printf( '<div class="notice inline notice-%s"><p>%s</p></div>', $report['live'] ? 'success' : 'warning', esc_html( $report['message'] ) );
		echo '<p>';
		echo esc_html(
			sprintf(
				/* translators: %s: number, formatted. */
				_n( '%s visit was redirected or answered in the last 7 days.', '%s visits were redirected or answered in the last 7 days.', $counts['hits'], 'detour' ),
				number_format_i18n( $counts['hits'] )
			)
		);
		echo ' ';
		echo esc_html(
			sprintf(
				/* translators: %s: number, formatted. */
				_n( '%s visit found no page.', '%s visits found no page.', $counts['not_found'], 'detour' ),
				number_format_i18n( $counts['not_found'] )
			)
		);
		echo '</p>';
		if ( $urls ) {
			echo '<table class="widefat striped"><thead><tr><th scope="col">' . esc_html__( 'No page at', 'detour' ) . '</th><th scope="col">' . esc_html__( 'Asked for', 'detour' ) . '</th></tr></thead><tbody>';
			foreach ( $urls as $url => $hits ) {
				printf( '<tr><td><code>%s</code></td><td>%s</td></tr>', esc_html( (string) $url ), esc_html( number_format_i18n( $hits ) ) );
			}
			echo '</tbody></table>';
		}
		printf( '<p><a href="%s">%s</a></p>', esc_url( admin_url( 'tools.php?page=detour' ) ), esc_html__( 'Manage redirects', 'detour' ) );
	}
}
