<?php
/**
 * REST route of the settings.
 *
 * @package Detour
 */

namespace Detour\WordPress\Settings;

use Detour\WordPress\Rest\Controller;
use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Rules\Validation;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * GET and PUT /settings: what all rules of the site depend on.
 */
final class RestController extends Controller {
	/**
	 * What answers carry besides the settings. Sent back by a client, it is not part of them.
	 */
	private const EXTRAS = array( 'revision', 'problem', '_links' );

	/**
	 * Takes what the route works with.
	 *
	 * @param Repository $repository Where settings are kept.
	 * @param Validation $validation Who says what settings may be, and what their defaults are.
	 */
	public function __construct( private Repository $repository, private Validation $validation ) {}

	/**
	 * Registers the route.
	 */
	public function register_routes(): void {
		$this->route( '/settings', WP_REST_Server::READABLE, 'get_item' );
		$this->route( '/settings', 'PUT', 'replace_item' );
	}

	/**
	 * GET /settings: all settings of the rules. If those that are kept can't be used, the defaults and, as `problem`, why: so they can be saved anew.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function get_item( $request ) {
		$settings = $this->validation->check_settings( $this->repository->settings() );
		if ( ! is_wp_error( $settings ) ) {
			return rest_ensure_response( $settings );
		}
		$defaults = $this->validation->check_settings( array() );
		return is_wp_error( $defaults ) ? $defaults : rest_ensure_response( $defaults + array( 'problem' => $settings->get_error_message() ) );
	}

	/**
	 * PUT /settings: all of them; what is left out becomes its default.
	 *
	 * Taken from the body alone: the request's parameters also hold what comes from the URL, as _locale.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function replace_item( $request ) {
		$body     = $request->is_json_content_type() ? $request->get_json_params() : $request->get_body_params();
		$settings = $this->validation->check_settings( array_diff_key( (array) $body, array_flip( self::EXTRAS ) ) );
		if ( is_wp_error( $settings ) ) {
			return $settings;
		}
		$saved = $this->repository->save_settings( $settings );
		if ( is_wp_error( $saved ) ) {
			return $saved;
		}

		/**
		 * Fires after the settings of the site were saved, or a change of them was taken back.
		 *
		 * @param array $settings Settings as they are kept: what they leave out has its default.
		 */
		do_action( 'detour_settings_saved', $settings );
		return rest_ensure_response( $settings + $saved );
	}

	/**
	 * JSON Schema of the settings.
	 *
	 * @return array
	 */
	public function get_item_schema() {
		return array(
			'$schema'    => 'http://json-schema.org/draft-04/schema#',
			'title'      => 'detour-settings',
			'type'       => 'object',
			'properties' => array(
				'country_header' => array(
					'description' => __( 'Request header that holds the visitor\'s country.', 'detour' ),
					'type'        => 'string',
				),
				'tracking'       => array(
					'description' => __( 'Names of tracking parameters, which never keep a rule from matching and are carried over to its target.', 'detour' ),
					'type'        => 'array',
					'items'       => array( 'type' => 'string' ),
				),
				'recording'      => array(
					'description' => __( 'What is kept of visitors\' requests, and for how many days. Hits are counted in any case.', 'detour' ),
					'type'        => 'object',
					'properties'  => array(
						'hits'           => array( 'type' => 'boolean' ),
						'not_found'      => array( 'type' => 'boolean' ),
						'ip'             => array(
							'type' => 'string',
							'enum' => array( 'none', 'masked', 'full' ),
						),
						'user_agent'     => array( 'type' => 'boolean' ),
						'referrer'       => array( 'type' => 'boolean' ),
						'log_days'       => array( 'type' => 'integer' ),
						'not_found_days' => array( 'type' => 'integer' ),
					),
				),
				'ignored'        => array(
					'description' => __( 'URLs without a page that are neither logged nor listed; * stands for anything.', 'detour' ),
					'type'        => 'array',
					'items'       => array( 'type' => 'string' ),
				),
				'origins'        => array(
					'description' => __( 'Whether the rules of other plugins are served while these are active.', 'detour' ),
					'type'        => 'object',
				),
				'targets'        => array(
					'description' => __( 'Whether the agent asks where redirects lead, and after how many days again.', 'detour' ),
					'type'        => 'object',
					'properties'  => array(
						'check' => array( 'type' => 'boolean' ),
						'days'  => array( 'type' => 'integer' ),
					),
				),
				'redirection'    => array(
					'description' => __( 'What redirects taken over from Redirection depend on; not there without them.', 'detour' ),
					'type'        => 'object',
				),
				'rank_math'      => array(
					'description' => __( 'What redirects taken over from Rank Math depend on; not there without them.', 'detour' ),
					'type'        => 'object',
				),
				'problem'        => array(
					'description' => __( 'Why the settings that are kept can\'t be used. The others are the defaults then.', 'detour' ),
					'type'        => 'string',
					'readonly'    => true,
				),
			),
		);
	}
}
