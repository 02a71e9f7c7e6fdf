<?php
/**
 * REST route of exports.
 *
 * @package Detour
 */

namespace Detour\WordPress\Exchange;

use Detour\WordPress\Rest\Controller;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * GET /export: all rules in another format, and what stays behind.
 */
final class ExportRestController extends Controller {
	/**
	 * Takes what the route works with.
	 *
	 * @param RuleStore $store     Where rules come from.
	 * @param Extension $extension Who writes them.
	 */
	public function __construct( private RuleStore $store, private Extension $extension ) {}

	/**
	 * Registers the route.
	 */
	public function register_routes(): void {
		$this->route(
			'/export',
			WP_REST_Server::READABLE,
			'get_item',
			array(
				'format' => array(
					'description' => __( 'Format to write. csv and json lose nothing.', 'detour' ),
					'type'        => 'string',
					'enum'        => Extension::FORMATS,
					'required'    => true,
				),
				'hosts'  => array(
					'description' => __( 'Hosts of the site, for formats that name them; this site\'s if it is left out.', 'detour' ),
					'type'        => 'array',
					'items'       => array( 'type' => 'string' ),
					'default'     => array(),
				),
			)
		);
	}

	/**
	 * GET /export: `files` by name ('' if there is one only), `left_out` and `widened`.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function get_item( $request ) {
		wp_raise_memory_limit( 'admin' );
		$rules = $this->store->texts();
		if ( is_wp_error( $rules ) ) {
			return $rules;
		}
		$hosts = $request['hosts'] ? $request['hosts'] : array( (string) wp_parse_url( home_url(), PHP_URL_HOST ) );
		return rest_ensure_response( $this->extension->write( $request['format'], $rules, $hosts ) );
	}
}
