<?php
/**
 * REST route of the status.
 *
 * @package Detour
 */

namespace Detour\WordPress\Status;

use Detour\WordPress\Rest\Controller;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * GET /status: are the saved rules live on the server that answers this very request?
 */
final class RestController extends Controller {
	/**
	 * Takes what is reported.
	 *
	 * @param Status $status Status.
	 */
	public function __construct( private Status $status ) {}

	/**
	 * Registers the route.
	 */
	public function register_routes(): void {
		$this->route( '/status', WP_REST_Server::READABLE, 'get_item' );
	}

	/**
	 * GET /status: whether the saved rules are live on the server that answers this very request, and what is missing if not.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response
	 */
	public function get_item( $request ) {
		$response = new WP_REST_Response( $this->status->report() );
		$response->header( 'Cache-Control', 'no-store' );
		return $response;
	}

	/**
	 * JSON Schema of the report.
	 *
	 * @return array
	 */
	public function get_item_schema() {
		return array(
			'$schema'    => 'http://json-schema.org/draft-04/schema#',
			'title'      => 'detour-status',
			'type'       => 'object',
			'properties' => array(
				'live'      => array(
					'description' => __( 'Whether PHP answers with the saved rules.', 'detour' ),
					'type'        => 'boolean',
				),
				'reason'    => array(
					'description' => __( 'Why they are live, or what is in the way.', 'detour' ),
					'type'        => 'string',
					'enum'        => Status::reasons(),
				),
				'message'   => array(
					'description' => __( 'The reason as a sentence with the way out.', 'detour' ),
					'type'        => 'string',
				),
				'revision'  => array(
					'description' => __( 'Revision of the rules in the database.', 'detour' ),
					'type'        => 'integer',
				),
				'late'      => array(
					'description' => __( 'Seconds since the newest save that is not served yet; 0 when all are.', 'detour' ),
					'type'        => 'integer',
				),
				'agent_seen' => array(
					'description' => __( 'Seconds since the last sign of an agent, which signs every ten minutes; null if there never was one.', 'detour' ),
					'type'        => array( 'integer', 'null' ),
				),
				'capability' => array(
					'description' => __( 'What an account must be able to do to see and change redirects.', 'detour' ),
					'type'        => 'string',
				),
				'extension' => array(
					'description' => __( 'What the PHP extension says about itself; null when it is not loaded.', 'detour' ),
					'type'        => array( 'object', 'null' ),
				),
				'agent'     => array(
					'description' => __( 'What the agent says that answers in its place; null when it does not.', 'detour' ),
					'type'        => array( 'object', 'null' ),
				),
			),
		);
	}
}
