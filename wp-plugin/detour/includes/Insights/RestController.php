<?php
/**
 * REST routes of the insights.
 *
 * @package Detour
 */

namespace Detour\WordPress\Insights;

use Detour\WordPress\Rest\Controller;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * GET /insights: what the plots show. GET /insights/stale: rules that nobody needs any more.
 */
final class RestController extends Controller {
	/**
	 * Stale rules that are listed.
	 */
	private const MOST_STALE = 100;

	/**
	 * Takes what the routes work with.
	 *
	 * @param Repository $repository Who sums up.
	 */
	public function __construct( private Repository $repository ) {}

	/**
	 * Registers the routes.
	 */
	public function register_routes(): void {
		$this->route(
			'/insights',
			WP_REST_Server::READABLE,
			'get_item',
			array(
				'range' => array(
					'description' => __( 'How far back. The site\'s clock says where a day begins.', 'detour' ),
					'type'        => 'string',
					'enum'        => array_keys( Range::DAYS ),
					'default'     => '7d',
				),
			)
		);
		$this->route(
			'/insights/stale',
			WP_REST_Server::READABLE,
			'get_stale',
			array(
				'days' => array(
					'description' => __( 'Days without a hit.', 'detour' ),
					'type'        => 'integer',
					'minimum'     => 1,
					'maximum'     => 3650,
					'default'     => 90,
				),
			)
		);
	}

	/**
	 * GET /insights: how often redirects acted and addresses had no page.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response
	 */
	public function get_item( $request ) {
		return new WP_REST_Response( $this->repository->summary( new Range( $request['range'], time(), wp_timezone() ) ) );
	}

	/**
	 * GET /insights/stale: redirects that have not acted for some days.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response
	 */
	public function get_stale( $request ) {
		return new WP_REST_Response( $this->repository->stale( $request['days'], self::MOST_STALE ) );
	}
}
