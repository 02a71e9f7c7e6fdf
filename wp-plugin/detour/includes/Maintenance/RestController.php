<?php
/**
 * REST route of the maintenance.
 *
 * @package Detour
 */

namespace Detour\WordPress\Maintenance;

use Detour\WordPress\Preview\Link;
use Detour\WordPress\Rest\Controller;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * GET, PUT and DELETE /maintenance: how it is, turn it on or change it, turn it off.
 */
final class RestController extends Controller {
	/**
	 * Days that a link to look at the site holds when the maintenance has no end.
	 */
	private const LINK_DAYS = 7;

	/**
	 * Takes what the route works with.
	 *
	 * @param Maintenance $maintenance What is turned on and off.
	 */
	public function __construct( private Maintenance $maintenance ) {}

	/**
	 * Registers the route.
	 */
	public function register_routes(): void {
		$this->route( '/maintenance', WP_REST_Server::READABLE, 'get_item' );
		$this->route( '/maintenance', 'PUT', 'turn_on', self::arguments() );
		$this->route( '/maintenance', WP_REST_Server::DELETABLE, 'turn_off' );
	}

	/**
	 * GET /maintenance: whether it is on, for whom not, and until when; as `warning` what is wrong with the target of the redirect, or null.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function get_item( $request ) {
		return $this->answer( $this->maintenance->state() );
	}

	/**
	 * PUT /maintenance: what is left out stays as it was.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function turn_on( $request ) {
		return $this->answer( $this->maintenance->turn_on( array_intersect_key( $request->get_params(), Maintenance::DEFAULTS ) ) );
	}

	/**
	 * DELETE /maintenance: turns it off; what was set is kept for the next time.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function turn_off( $request ) {
		return $this->answer( $this->maintenance->turn_off() );
	}

	/**
	 * The state, with the link for who may look at the site meanwhile.
	 *
	 * @param array|WP_Error $state State or error.
	 * @return WP_REST_Response|WP_Error
	 */
	private function answer( $state ) {
		if ( is_wp_error( $state ) ) {
			return $state;
		}
		$end           = $state['until'] ? strtotime( $state['until'] ) : time() + self::LINK_DAYS * DAY_IN_SECONDS;
		$state['link'] = $state['on'] ? Link::make( home_url( '/' ), $state['token'], $end ) : null;
		$state['warning'] = 'redirect' === $state['answer'] ? Target::warning( $state['to'] ) : null;
		unset( $state['token'] );
		return rest_ensure_response( $state );
	}

	/**
	 * What can be wished for.
	 */
	private static function arguments(): array {
		$texts = static fn( string $description ): array => array(
			'description' => $description,
			'type'        => 'array',
			'items'       => array( 'type' => 'string' ),
		);
		return array(
			'answer'      => array(
				'description' => __( 'What visitors get: the status 503, or a redirect with 307.', 'detour' ),
				'type'        => 'string',
				'enum'        => array( 'unavailable', 'redirect' ),
			),
			'to'          => array(
				'description' => __( 'Where the redirect goes.', 'detour' ),
				'type'        => 'string',
			),
			'retry_after' => array(
				'description' => __( 'Seconds after which crawlers should ask again.', 'detour' ),
				'type'        => 'integer',
				'minimum'     => 1,
				'maximum'     => YEAR_IN_SECONDS,
			),
			'page'        => array(
				'description' => __( 'A line of text without WordPress, or the theme\'s page.', 'detour' ),
				'type'        => 'string',
				'enum'        => array( 'bare', 'theme' ),
			),
			'until'       => array(
				'description' => __( 'When it ends by itself, as RFC 3339 with a zone; null for never.', 'detour' ),
				'type'        => array( 'string', 'null' ),
				'format'      => 'date-time',
			),
			'roles'       => $texts( __( 'Roles that are let through.', 'detour' ) ),
			'ips'         => $texts( __( 'Addresses and networks that are let through.', 'detour' ) ),
			'paths'       => $texts( __( 'Paths that are answered as ever; a star at the end stands for anything.', 'detour' ) ),
		);
	}
}
