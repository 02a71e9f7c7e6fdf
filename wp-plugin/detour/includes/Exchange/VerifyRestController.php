<?php
/**
 * REST route that compares an import with the running site.
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
 * POST /import/verify: one step of a comparison. It is called again with the `state` that it gave until that is null.
 */
final class VerifyRestController extends Controller {
	/**
	 * Entries of each list in the report.
	 */
	private const SHOWN = 200;

	/**
	 * Takes what the route works with.
	 *
	 * @param RuleStore  $store      Rules that are there.
	 * @param Reader     $reader     Who reads what a request names.
	 * @param Comparison $comparison Who compares.
	 */
	public function __construct( private RuleStore $store, private Reader $reader, private Comparison $comparison ) {}

	/**
	 * Registers the route.
	 */
	public function register_routes(): void {
		$this->route(
			'/import/verify',
			WP_REST_Server::CREATABLE,
			'create_item',
			Reader::arguments() + array(
				'requests' => array(
					'description' => __( 'Most requests for each redirect.', 'detour' ),
					'type'        => 'integer',
					'minimum'     => 1,
					'maximum'     => 200,
					'default'     => 16,
				),
				'state'    => array(
					'description' => __( 'What the call before gave as "state"; left out to begin.', 'detour' ),
					'type'        => 'string',
				),
			)
		);
	}

	/**
	 * POST /import/verify: `begun` of `report.rules` redirects, what was found so far, the `differences` of this call, and the
	 * `state` to go on with.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function create_item( $request ) {
		wp_raise_memory_limit( 'admin' );
		$present = $this->store->texts();
		if ( is_wp_error( $present ) ) {
			return $present;
		}
		$read = $this->reader->read( $request, $present );
		if ( is_wp_error( $read ) ) {
			return $read;
		}
		$options = array(
			'most'   => $request['requests'],
			'system' => $request['system'] ?? $request['format'],
		);
		$told    = $this->comparison->step( $read, $present, $request['state'], $options );
		if ( is_wp_error( $told ) ) {
			return $told;
		}
		foreach ( array( 'not_exercised', 'left_out' ) as $list ) {
			$told['counts'][ $list ] = count( $told['report'][ $list ] );
			$told['report'][ $list ] = array_slice( $told['report'][ $list ], 0, self::SHOWN );
		}
		return rest_ensure_response( $told );
	}
}
