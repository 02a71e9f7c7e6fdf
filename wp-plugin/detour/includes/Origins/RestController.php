<?php
/**
 * REST routes of the plugins whose rules are served.
 *
 * @package Detour
 */

namespace Detour\WordPress\Origins;

use Detour\WordPress\Rest\Controller;
use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Rules\Validation;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * GET /origins: which plugins' rules are served, and why not. PUT /origins/redirection: whether they are to be.
 */
final class RestController extends Controller {
	/**
	 * Takes what the routes work with.
	 *
	 * @param Keeper[]   $keepers    Plugins.
	 * @param Report     $report     How it stands with them.
	 * @param Repository $repository Where the switches are kept: in the site's settings.
	 * @param Validation $validation Who says what settings may be.
	 */
	public function __construct( private array $keepers, private Report $report, private Repository $repository, private Validation $validation ) {}

	/**
	 * Registers the routes.
	 */
	public function register_routes(): void {
		$this->route( '/origins', WP_REST_Server::READABLE, 'get_items' );
		$this->route(
			'/origins/(?P<origin>[a-z-]+)',
			'PUT',
			'update_item',
			array(
				'enabled' => array(
					'description' => __( 'Whether the rules are to be served while the plugin is active.', 'detour' ),
					'type'        => 'boolean',
					'required'    => true,
				),
			)
		);
	}

	/**
	 * GET /origins: plugins whose rules can be served where they are, and whether they are.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response
	 */
	public function get_items( $request ) {
		$response = new WP_REST_Response( $this->report->all() );
		$response->header( 'Cache-Control', 'no-store' );
		return $response;
	}

	/**
	 * PUT /origins/{origin}: whether the rules of a plugin are served.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function update_item( $request ) {
		$known  = array_map( static fn( Keeper $keeper ): string => $keeper->origin(), $this->keepers );
		$number = array_search( $request['origin'], $known, true );
		if ( false === $number ) {
			return new WP_Error(
				'detour_unknown_origin',
				/* translators: 1: what was asked for, 2: list of words. */
				sprintf( __( 'There is no origin "%1$s". Use one of: %2$s', 'detour' ), $request['origin'], implode( ', ', $known ) ),
				array( 'status' => 404 )
			);
		}
		$settings = $this->repository->settings();

		$settings['origins'] = array( Report::setting( $this->keepers[ $number ] ) => $request['enabled'] ) + ( $settings['origins'] ?? array() );

		$settings = $this->validation->check_settings( $settings );
		if ( is_wp_error( $settings ) ) {
			return $settings;
		}
		$saved = $this->repository->save_settings( $settings );
		return is_wp_error( $saved ) ? $saved : rest_ensure_response( $this->report->all()[ $number ] + $saved );
	}

	/**
	 * JSON Schema of one origin.
	 *
	 * @return array
	 */
	public function get_item_schema() {
		return array(
			'$schema'    => 'http://json-schema.org/draft-04/schema#',
			'title'      => 'detour-origin',
			'type'       => 'object',
			'properties' => array(
				'origin'   => array(
					'description' => __( 'Whose rules.', 'detour' ),
					'type'        => 'string',
				),
				'label'    => array(
					'description' => __( 'Name of the plugin.', 'detour' ),
					'type'        => 'string',
				),
				'screen'   => array(
					'description' => __( 'Address of its screen with the redirects.', 'detour' ),
					'type'        => 'string',
				),
				'version'  => array(
					'description' => __( 'Version of the plugin; null if it is not active.', 'detour' ),
					'type'        => array( 'string', 'null' ),
				),
				'enabled'  => array(
					'description' => __( 'Whether the rules are to be served while the plugin is active.', 'detour' ),
					'type'        => 'boolean',
				),
				'state'    => array(
					'description' => __( 'Whether the rules are served.', 'detour' ),
					'type'        => 'string',
					'enum'        => Report::states(),
				),
				'rules'    => array(
					'description' => __( 'How many of its rules are in the rule file.', 'detour' ),
					'type'        => 'integer',
				),
				'left_out' => array(
					'description' => __( 'How many active rules are not, because they can\'t be expressed.', 'detour' ),
					'type'        => 'integer',
				),
				'schema'   => array(
					'description' => __( 'Version of the plugin\'s tables, where they have one.', 'detour' ),
					'type'        => array( 'string', 'null' ),
				),
				'relieved' => array(
					'description' => __( 'Whether the plugin\'s own work is left out for requests that the rules have settled.', 'detour' ),
					'type'        => 'boolean',
				),
				'message'  => array(
					'description' => __( 'The state as a sentence with the way out.', 'detour' ),
					'type'        => 'string',
				),
				'notes'    => array(
					'description' => __( 'What else is to be known, a sentence each.', 'detour' ),
					'type'        => 'array',
					'items'       => array( 'type' => 'string' ),
				),
			),
		);
	}
}
