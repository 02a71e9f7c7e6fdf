<?php
/**
 * REST route of the plugin's own settings.
 *
 * @package Detour
 */

namespace Detour\WordPress\Settings;

use Detour\WordPress\Rest\Controller;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * GET and PATCH /options.
 */
final class OptionsRestController extends Controller {
	/**
	 * Names the route.
	 */
	public function __construct() {}

	/**
	 * Registers the route.
	 */
	public function register_routes(): void {
		$this->route( '/options', WP_REST_Server::READABLE, 'get_item' );
		$this->route( '/options', 'PATCH', 'update_item' );
	}

	/**
	 * GET /options: what the plugin does by itself in WordPress: how long it keeps the history, and what it follows.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response
	 */
	public function get_item( $request ) {
		return new WP_REST_Response( Options::all() );
	}

	/**
	 * PATCH /options: what is left out stays as it is.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function update_item( $request ) {
		$body  = $request->is_json_content_type() ? $request->get_json_params() : $request->get_body_params();
		$error = Options::save( (array) $body );
		return $error ?? new WP_REST_Response( Options::all() );
	}

	/**
	 * JSON Schema of the options.
	 *
	 * @return array
	 */
	public function get_item_schema() {
		return array(
			'$schema'    => 'http://json-schema.org/draft-04/schema#',
			'title'      => 'detour-options',
			'type'       => 'object',
			'properties' => Options::schema(),
		);
	}
}
