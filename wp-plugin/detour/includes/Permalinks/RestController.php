<?php
/**
 * REST route of old permalink structures.
 *
 * @package Detour
 */

namespace Detour\WordPress\Permalinks;

use Detour\WordPress\Rest\Controller;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * GET /permalinks: the structures. POST /permalinks: what redirects from an old one would be, and with `dry_run` off, a step of them.
 */
final class RestController extends Controller {
	/**
	 * Takes what the route works with.
	 *
	 * @param Migration $migration Who finds the addresses, and saves redirects.
	 */
	public function __construct( private Migration $migration ) {}

	/**
	 * Registers the routes.
	 */
	public function register_routes(): void {
		$this->route( '/permalinks', WP_REST_Server::READABLE, 'get_structures' );
		$this->route( '/permalinks', WP_REST_Server::CREATABLE, 'redirect', self::arguments() );
	}

	/**
	 * GET /permalinks: the permalink structure of the site as `current`, and as `former` those it had, the last one first, unless their addresses were redirected already.
	 *
	 * @return WP_REST_Response
	 */
	public function get_structures() {
		return new WP_REST_Response(
			array(
				'current' => (string) get_option( 'permalink_structure' ),
				'former'  => Former::all(),
			)
		);
	}

	/**
	 * POST /permalinks: one step of redirecting the addresses that posts had under an old structure; ask again with `next` as `after` until it is null. Each step is a change of its own.
	 *
	 * `moves` are the pairs of an old and a new path of the step, `taken` old paths that stay because there is another page
	 * now, `posts` how many posts were looked at, `total` how many there are.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function redirect( $request ) {
		if ( '' === (string) get_option( 'permalink_structure' ) ) {
			return new WP_Error( 'detour_permalinks_plain', __( 'Nothing was changed: the posts of this site have no addresses of their own to lead to. Choose another structure than "Plain" under Settings → Permalinks first.', 'detour' ), array( 'status' => 409 ) );
		}
		$structure = Structure::read( $request['structure'] );
		if ( is_wp_error( $structure ) ) {
			return $structure;
		}
		$step = $this->migration->step( $structure, $request['after'] );
		$done = $request['dry_run'] ? null : $this->migration->save( $step['moves'] );
		if ( is_wp_error( $done ) ) {
			return $done;
		}
		if ( ! $request['dry_run'] && null === $step['next'] ) {
			Former::forget( $structure->text );
		}
		return new WP_REST_Response( $step + array( 'total' => Posts::count() ) + ( $done ? array( 'change' => $done['revision'] ) : array() ) );
	}

	/**
	 * What can be asked for.
	 */
	private static function arguments(): array {
		return array(
			'structure' => array(
				'description' => __( 'Permalink structure that the site had, as /%year%/%monthnum%/%postname%/.', 'detour' ),
				'type'        => 'string',
				'maxLength'   => 500,
				'required'    => true,
			),
			'after'     => array(
				'description' => __( 'Number of the last post of the step before; 0 to begin.', 'detour' ),
				'type'        => 'integer',
				'minimum'     => 0,
				'default'     => 0,
			),
			'dry_run'   => array(
				'description' => __( 'Only tell what would be redirected, and save nothing.', 'detour' ),
				'type'        => 'boolean',
				'default'     => false,
			),
		);
	}
}
