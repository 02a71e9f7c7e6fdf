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
		echo '<div class="wrap"><h1>' . esc_html__( 'Detour', 'detour' ) . '</h1>';
		$this->print_status();
		$table = new SitesTable( $this->sites );
		$table->prepare_items();
		echo '<form method="get"><input type="hidden" name="page" value="detour">';
		$table->search_box( __( 'Search sites', 'detour' ), 'detour-sites' );
		$table->display();
		echo '</form></div>';
	}

	/**
	 * Prints whether one rule file serves the network. All sites share it, so what keeps one from being served keeps all.
	 */
	private function print_status(): void {
		$report = $this->status->report();
		$texts  = array( $report['message'] );
		if ( null !== $report['agent_seen'] ) {
			/* translators: %s: a time span such as "5 minutes". */
			$texts[] = sprintf( __( 'Last sign of the agent: %s ago.', 'detour' ), human_time_diff( time() - $report['agent_seen'] ) );
		}
		printf( '<div class="notice inline notice-%s"><p>%s</p></div>', $report['live'] ? 'success' : 'warning', esc_html( implode( ' ', $texts ) ) );
	}
}
