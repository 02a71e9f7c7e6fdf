<?php
/**
 * REST route of the plugin's own settings.
 *
 * @package Detour
 */

namespace Detour\WordPress\Settings;

use Detour\WordPress\Capability;
use WP_Error;
use WP_REST_Controller;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * GET and PATCH /options.
 */
final class OptionsRestController extends WP_REST_Controller {
	/**
	 * Names the route.
	 */
	public function __construct() {
		$this->namespace = 'detour/v1';
		$this->rest_base = 'options';
	}

	/**
	 * Registers the route.
	 */
	public function register_routes(): void {
		$route = static fn( string $methods, array $callback ): array => array(
			'methods'             => $methods,
			'callback'            => $callback,
			'permission_callback' => array( Capability::class, 'check_rest' ),
		);
		register_rest_route(
			$this->namespace,
			'/' . $this->rest_base,
			array(
				$route( WP_REST_Server::READABLE, array( $this, 'get_item' ) ),
				$route( 'PATCH', array( $this, 'update_item' ) ),
				'schema' => array( $this, 'get_public_item_schema' ),
			)
		);
	}

	/**
	 * GET /options
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
