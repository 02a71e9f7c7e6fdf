<?php
/**
 * Base of the REST controllers.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rest;

use Detour\WordPress\Capability;
use WP_REST_Controller;
use WP_REST_Response;

/**
 * Routes below detour/v1 that are only for who may manage redirects.
 */
abstract class Controller extends WP_REST_Controller {
	protected const ROOT = 'detour/v1';

	/**
	 * Registers one endpoint. Several of one path are one route.
	 *
	 * @param string $path      Path below detour/v1.
	 * @param string $methods   Methods.
	 * @param string $callback  Method of the controller that answers.
	 * @param array  $arguments Arguments.
	 */
	protected function route( string $path, string $methods, string $callback, array $arguments = array() ): void {
		$endpoint = array(
			'methods'             => $methods,
			'callback'            => array( $this, $callback ),
			'permission_callback' => array( Capability::class, 'check_rest' ),
			'args'                => $arguments,
		);
		// What the others answer is not what the schema describes.
		$schema = str_contains( $callback, '_item' ) ? array( 'schema' => array( $this, 'get_public_item_schema' ) ) : array();
		register_rest_route( self::ROOT, $path, array( $endpoint ) + $schema );
	}

	/**
	 * The answer with a page of a list.
	 *
	 * @param array $items    Items of the page.
	 * @param int   $total    Items on all pages.
	 * @param int   $per_page Most items of a page.
	 */
	protected static function page( array $items, int $total, int $per_page ): WP_REST_Response {
		$response = new WP_REST_Response( $items );
		$response->header( 'X-WP-Total', (string) $total );
		$response->header( 'X-WP-TotalPages', (string) (int) ceil( $total / $per_page ) );
		return $response;
	}
}
