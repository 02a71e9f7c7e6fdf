<?php
/**
 * REST route of preview links.
 *
 * @package Detour
 */

namespace Detour\WordPress\Preview;

use Detour\WordPress\Rest\Controller;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * POST /preview-links: a link, and the condition that a rule has to have for it.
 */
final class RestController extends Controller {
	/**
	 * Names the route.
	 */
	public function __construct() {}

	/**
	 * Registers the route.
	 */
	public function register_routes(): void {
		$this->route(
			'/preview-links',
			WP_REST_Server::CREATABLE,
			'create_item',
			array(
				'path'  => array(
					'description' => __( 'Path and query that the link leads to.', 'detour' ),
					'type'        => 'string',
					'pattern'     => '^/(?!/)',
					'default'     => '/',
				),
				'token' => array(
					'description' => __( 'Token of the rule; a new one if it is left out.', 'detour' ),
					'type'        => 'string',
					'pattern'     => '^[0-9a-f]{32}$',
				),
				'hours' => array(
					'description' => __( 'Hours until the link ends.', 'detour' ),
					'type'        => 'integer',
					'minimum'     => 1,
					'maximum'     => 8760,
					'default'     => 168,
				),
			)
		);
	}

	/**
	 * POST /preview-links: makes a link whose visitors get a cookie, and the condition for rules that only they are to meet.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function create_item( $request ) {
		$token   = $request['token'] ?? Link::token();
		$expires = time() + $request['hours'] * HOUR_IN_SECONDS;
		return new WP_REST_Response(
			array(
				'link'      => Link::to( $request['path'], $token, $expires ),
				'expires'   => $expires,
				'token'     => $token,
				'condition' => array(
					'cookie' => array(
						'name' => Link::cookie( $token ),
						'is'   => $token,
					),
				),
			),
			201
		);
	}
}
