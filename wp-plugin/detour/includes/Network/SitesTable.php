<?php
/**
 * The table of the sites.
 *
 * @package Detour
 */

namespace Detour\WordPress\Network;

use WP_List_Table;

/**
 * WordPress' own list, as on its screen of all sites: in pages, searched, and folded up in a narrow window.
 */
final class SitesTable extends WP_List_Table {
	private const PER_PAGE = 50;

	/**
	 * Takes what is listed.
	 *
	 * @param Sites $sites Sites.
	 */
	public function __construct( private Sites $sites ) {
		parent::__construct(
			array(
				'singular' => 'site',
				'plural'   => 'sites',
				'screen'   => 'settings_page_detour-network',
			)
		);
		// WordPress has looked for the columns of this screen before there was a table.
		$this->_column_headers = array( $this->get_columns(), array(), array(), 'site' );
	}

	/**
	 * Reads the page that is asked for.
	 */
	public function prepare_items(): void {
		$search      = self::search();
		$this->items = $this->sites->page( $this->get_pagenum(), self::PER_PAGE, $search );
		$this->set_pagination_args(
			array(
				'total_items' => $this->sites->count( $search ),
				'per_page'    => self::PER_PAGE,
			)
		);
	}

	/**
	 * What is searched for; '' for all sites.
	 */
	private static function search(): string {
		// phpcs:ignore WordPress.Security.NonceVerification -- Only what the list shows.
		$search = $_GET['s'] ?? '';
		return is_string( $search ) ? sanitize_text_field( wp_unslash( $search ) ) : '';
	}

	/**
	 * Heads of the columns.
	 *
	 * @return array<string, string>
	 */
	public function get_columns(): array {
		return array(
			'site'     => __( 'Site', 'detour' ),
			'rules'    => __( 'Redirects', 'detour' ),
			'revision' => __( 'Revision', 'detour' ),
			'changed'  => __( 'Changed', 'detour' ),
		);
	}

	/**
	 * What is said if there is none.
	 */
	public function no_items(): void {
		esc_html_e( 'No site has this in its address. Search for another part of it, or for nothing.', 'detour' );
	}

	/**
	 * The pages only: nothing is done to several sites here.
	 *
	 * @param string $which `top` or `bottom`.
	 */
	protected function display_tablenav( $which ): void {
		printf( '<div class="tablenav %s">', esc_attr( $which ) );
		$this->pagination( $which );
		echo '<br class="clear"></div>';
	}

	/**
	 * Name and address of a site, and what is in the way of its redirects.
	 *
	 * @param array $site Site as Sites::page() gives it.
	 */
	public function column_site( array $site ): string {
		$remark = $this->remark( $site );
		return sprintf( '<strong><a href="%s">%s</a></strong><br><code>%s</code>', esc_url( $site['admin'] ), esc_html( '' === $site['name'] ? $site['url'] : $site['name'] ), esc_html( $site['url'] ) )
			. ( $remark ? "<p class=\"description\">$remark</p>" : '' );
	}

	/**
	 * Why a site's redirects are not served, with the way out, as HTML; '' if nothing is in the way.
	 *
	 * @param array $site Site.
	 */
	private function remark( array $site ): string {
		if ( $site['closed'] ) {
			return esc_html__( 'Archived, deleted or marked as spam: its redirects are not served until it is put back.', 'detour' );
		}
		if ( ! $site['state'] ) {
			return esc_html__( 'No tables yet: they are made with the first request to the site.', 'detour' );
		}
		if ( null === $site['state']['revision'] ) {
			/* translators: %s: a command line. */
			return sprintf( esc_html__( 'A table is missing or empty, so its redirects are not served. To have it made again with the next request, run: %s', 'detour' ), '<code>wp option delete detour_schema_version --url=' . esc_html( $site['url'] ) . '</code>' );
		}
		return '';
	}

	/**
	 * The other columns; a dash where nothing is known.
	 *
	 * @param array  $site   Site.
	 * @param string $column Name of the column.
	 */
	protected function column_default( $site, $column ): string {
		$state = $site['state'];
		if ( ! $state ) {
			return '–';
		}
		return match ( $column ) {
			/* translators: 1: number of redirects that are served, 2: number of all redirects. */
			'rules'    => esc_html( sprintf( __( '%1$s of %2$s enabled', 'detour' ), number_format_i18n( $state['enabled'] ), number_format_i18n( $state['rules'] ) ) ),
			'revision' => esc_html( null === $state['revision'] ? '–' : number_format_i18n( $state['revision'] ) ),
			/* translators: %s: a time span such as "5 minutes". */
			'changed'  => esc_html( $state['changed_at'] ? sprintf( __( '%s ago', 'detour' ), human_time_diff( $state['changed_at'] ) ) : '–' ),
			default    => '',
		};
	}
}
