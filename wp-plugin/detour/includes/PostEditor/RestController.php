<?php
/**
 * REST route of a page's redirects.
 *
 * @package Detour
 */

namespace Detour\WordPress\PostEditor;

use Detour\WordPress\Rest\Controller;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * GET /posts/{id}/redirects. Changes go through the routes of the rules.
 */
final class RestController extends Controller {
	/**
	 * Takes who finds them.
	 *
	 * @param Redirects $redirects Who finds them.
	 */
	public function __construct( private Redirects $redirects ) {}

	/**
	 * Registers the route.
	 */
	public function register_routes(): void {
		$this->route(
			'/posts/(?P<id>[\d]+)/redirects',
			WP_REST_Server::READABLE,
			'get_redirects',
			array(
				'id' => array(
					'description' => __( 'Number of the post or page.', 'detour' ),
					'type'        => 'integer',
					'minimum'     => 1,
				),
			)
		);
	}

	/**
	 * GET /posts/{id}/redirects: the redirect that leads away from a post or page (`rule`, if target and code are all of it; `others`), and those that lead to it (`leading`, the first of `total`). `path` is null if it isn't published or has no path of its own.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function get_redirects( $request ) {
		if ( ! get_post( (int) $request['id'] ) ) {
			/* translators: %d: number of a post. */
			return new WP_Error( 'detour_post_not_found', sprintf( __( 'There is no post or page %d: somebody may have deleted it. Look it up in the list of posts or pages.', 'detour' ), $request['id'] ), array( 'status' => 404 ) );
		}
		return new WP_REST_Response( $this->redirects->of( (int) $request['id'] ) );
	}
}
