<?php
/**
 * The sites of a network.
 *
 * @package Detour
 */

namespace Detour\WordPress\Network;

use Detour\WordPress\Rules\Schema;

// phpcs:disable WordPress.DB -- SQL over the tables of several sites; names of tables and columns are ours, values go through prepare().

/**
 * Looks into the tables of each site without switching to it.
 */
final class Sites {
	/**
	 * How many redirects a site has and how fresh they are; null if it has no tables yet.
	 *
	 * @param string $prefix Prefix of the site's tables.
	 * @return array{rules: int, enabled: int, revision: ?int, changed_at: int}|null Without a revision nothing is served.
	 */
	public function state( string $prefix ): ?array {
		global $wpdb;
		$quiet = $wpdb->suppress_errors();
		$rules = $wpdb->get_row( "SELECT COUNT(*) AS rules, COALESCE(SUM(enabled), 0) AS enabled FROM {$prefix}detour_rules", ARRAY_A );
		$state = $rules ? $wpdb->get_results( "SELECT name, value FROM {$prefix}detour_state WHERE name IN ('revision', 'changed_at')", ARRAY_A ) : array();
		$wpdb->suppress_errors( $quiet );
		if ( ! $rules ) {
			return null;
		}
		$state = array_map( 'intval', array_column( $state, 'value', 'name' ) );
		return array_map( 'intval', $rules ) + array(
			'revision'   => $state['revision'] ?? null,
			'changed_at' => $state['changed_at'] ?? 0,
		);
	}

	/**
	 * How many sites there are.
	 *
	 * @param string $search Part of the address; '' for all.
	 */
	public function count( string $search = '' ): int {
		return (int) get_sites(
			array(
				'search' => $search,
				'count'  => true,
			)
		);
	}

	/**
	 * One page of the sites, with their states.
	 *
	 * @param int    $page     Page, from 1.
	 * @param int    $per_page Sites on a page.
	 * @param string $search   Part of the address; '' for all.
	 * @return array[] Id, name, url, admin and state of each; `closed`: whether WordPress answers for it no more.
	 */
	public function page( int $page, int $per_page, string $search = '' ): array {
		global $wpdb;
		$sites = get_sites(
			array(
				'search' => $search,
				'number' => $per_page,
				'offset' => ( $page - 1 ) * $per_page,
			)
		);
		return array_map(
			fn( \WP_Site $site ): array => array(
				'id'     => (int) $site->blog_id,
				'name'   => (string) $site->blogname,
				'url'    => $site->domain . $site->path,
				'admin'  => get_admin_url( (int) $site->blog_id, 'tools.php?page=detour' ),
				'closed' => $site->archived || $site->spam || $site->deleted,
				'state'  => $this->state( $wpdb->get_blog_prefix( (int) $site->blog_id ) ),
			),
			$sites
		);
	}
}
