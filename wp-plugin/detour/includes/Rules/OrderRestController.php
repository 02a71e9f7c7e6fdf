<?php
/**
 * REST route that moves a rule among the others.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

use Detour\WordPress\Rest\Controller;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * POST /rules/{id}/move: to stand before or behind another rule, at a place of the whole order, or some places further.
 */
final class OrderRestController extends Controller {
	private const WAYS = array( 'before', 'after', 'place', 'by' );

	/**
	 * Takes what the route works with.
	 *
	 * @param Repository $repository Where rules are kept.
	 */
	public function __construct( private Repository $repository ) {}

	/**
	 * Registers the route.
	 */
	public function register_routes(): void {
		$this->route(
			'/rules/(?P<id>[\d]+)/move',
			WP_REST_Server::CREATABLE,
			'move',
			array(
				'before' => self::number( __( 'Number of the rule that it is to be tried right before.', 'detour' ) ),
				'after'  => self::number( __( 'Number of the rule that it is to be tried right after.', 'detour' ) ),
				'place'  => self::number( __( 'Place among all rules: 1 is tried first.', 'detour' ) ),
				'by'     => array(
					'description' => __( 'One place further (1) or back (-1).', 'detour' ),
					'type'        => 'integer',
					'enum'        => array( -1, 1 ),
				),
			)
		);
	}

	/**
	 * POST /rules/{id}/move: moves a rule among the others. `position` is the one that the rule has got, `revision` the number of the change in the history.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function move( $request ) {
		$to = array_filter( array_combine( self::WAYS, array_map( static fn( string $way ) => $request[ $way ], self::WAYS ) ), 'is_int' );
		if ( 1 !== count( $to ) ) {
			return new WP_Error( 'detour_move_where', __( 'Nothing was changed: say where the redirect is to go by exactly one of before, after, place and by.', 'detour' ), array( 'status' => 400 ) );
		}
		return rest_ensure_response( $this->repository->change( 'move', static fn( Change $change ) => ( new Order( $change ) )->move( (int) $request['id'], $to ) ) );
	}

	/**
	 * An argument that is a number from 1.
	 *
	 * @param string $description What it means.
	 */
	private static function number( string $description ): array {
		return array(
			'description' => $description,
			'type'        => 'integer',
			'minimum'     => 1,
		);
	}
}
