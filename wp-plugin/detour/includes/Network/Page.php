<?php
/**
 * The screen of the network admin.
 *
 * @package Detour
 */

namespace Detour\WordPress\Network;

use Detour\WordPress\Status\Status;

/**
 * Network Admin → Settings → Detour: the sites, and whether their redirects are served.
 */
final class Page {
	private const PER_PAGE = 50;

	/**
	 * Takes what is shown.
	 *
	 * @param Sites  $sites  Sites.
	 * @param Status $status Status on this server.
	 */
	public function __construct( private Sites $sites, private Status $status ) {}

	/**
	 * Adds the screen to the menu.
	 */
	public function add(): void {
		add_submenu_page( 'settings.php', __( 'Detour', 'detour' ), __( 'Detour', 'detour' ), 'manage_network_options', 'detour', array( $this, 'render' ) );
	}

	/**
	 * Prints the screen.
	 */
	public function render(): void {
		if ( ! current_user_can( 'manage_network_options' ) ) {
			wp_die( esc_html__( 'Your account may not manage the network.', 'detour' ), '', array( 'response' => 403 ) );
		}
		// phpcs:ignore WordPress.Security.NonceVerification -- Only which page of the list is shown.
		$page  = max( 1, (int) ( $_GET['paged'] ?? 1 ) );
		$total = (int) get_sites( array( 'count' => true ) );
		echo '<div class="wrap"><h1>' . esc_html__( 'Detour', 'detour' ) . '</h1>';
		$this->print_status();
		$this->print_sites( $this->sites->page( $page, self::PER_PAGE ) );
		$links = paginate_links(
			array(
				'base'    => add_query_arg( 'paged', '%#%' ),
				'format'  => '',
				'total'   => (int) ceil( $total / self::PER_PAGE ),
				'current' => $page,
			)
		);
		printf( '<div class="tablenav"><div class="tablenav-pages">%s</div></div></div>', wp_kses_post( (string) $links ) );
	}

	/**
	 * Prints whether one rule file serves the network. All sites share it, so what keeps one from being served keeps all.
	 */
	private function print_status(): void {
		$report = $this->status->report();
		$sites  = $report['extension']['sites'] ?? 0;
		printf( '<div class="notice inline notice-%s"><p>%s', $report['live'] ? 'success' : 'warning', esc_html( $report['message'] ) );
		if ( $sites ) {
			/* translators: %d: number of sites. */
			echo ' ' . esc_html( sprintf( _n( 'The rule file holds the redirects of %d site.', 'The rule file holds the redirects of %d sites.', $sites, 'detour' ), $sites ) );
		}
		echo '</p></div>';
	}

	/**
	 * Prints the table.
	 *
	 * @param array[] $sites Sites as Sites::page() gives them.
	 */
	public function print_sites( array $sites ): void {
		echo '<table class="widefat striped"><thead><tr>';
		foreach ( array( __( 'Site', 'detour' ), __( 'Redirects', 'detour' ), __( 'Revision', 'detour' ), __( 'Changed', 'detour' ) ) as $heading ) {
			printf( '<th scope="col">%s</th>', esc_html( $heading ) );
		}
		echo '</tr></thead><tbody>';
		foreach ( $sites as $site ) {
			printf( '<tr><th scope="row"><a href="%s">%s</a><br><code>%s</code></th>', esc_url( $site['admin'] ), esc_html( '' === $site['name'] ? $site['url'] : $site['name'] ), esc_html( $site['url'] ) );
			$state = $site['state'];
			if ( ! $state ) {
				printf( '<td colspan="3">%s</td></tr>', esc_html__( 'No tables yet: they are made with the first request to the site.', 'detour' ) );
				continue;
			}
			printf(
				'<td>%s</td><td>%s</td><td>%s</td></tr>',
				/* translators: 1: number of redirects that are served, 2: number of all redirects. */
				esc_html( sprintf( __( '%1$s of %2$s enabled', 'detour' ), number_format_i18n( $state['enabled'] ), number_format_i18n( $state['rules'] ) ) ),
				esc_html( (string) $state['revision'] ),
				/* translators: %s: a time span such as "5 minutes". */
				esc_html( $state['changed_at'] ? sprintf( __( '%s ago', 'detour' ), human_time_diff( $state['changed_at'] ) ) : '–' )
			);
		}
		echo '</tbody></table>';
	}
}
