<?php
/**
 * REST routes of the campaigns.
 *
 * @package Detour
 */

namespace Detour\WordPress\Campaigns;

use Detour\WordPress\Rest\Controller;
use Detour\WordPress\Rules\RuleJson;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * GET and PUT /campaigns, POST /campaigns/end, GET /campaigns/outcome.
 */
final class RestController extends Controller {
	/**
	 * Redirects that one request may add.
	 */
	private const MOST_ADDED = 100;

	/**
	 * Takes what the routes work with.
	 *
	 * @param Campaigns $campaigns Campaigns.
	 * @param Outcome   $outcome   What visitors get of them.
	 */
	public function __construct( private Campaigns $campaigns, private Outcome $outcome ) {}

	/**
	 * Registers the routes.
	 */
	public function register_routes(): void {
		$this->route( '/campaigns', WP_REST_Server::READABLE, 'get_items' );
		$this->route( '/campaigns', 'PUT', 'save', self::name() + self::arguments() );
		$this->route( '/campaigns/end', WP_REST_Server::CREATABLE, 'end', self::name() );
		$this->route( '/campaigns/outcome', WP_REST_Server::READABLE, 'outcome', self::name() );
	}

	/**
	 * GET /campaigns: the campaigns, and times that they often have.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response
	 */
	public function get_items( $request ) {
		$presets = Presets::all( current_datetime() );
		return new WP_REST_Response(
			array(
				'campaigns' => $this->campaigns->list(),
				'presets'   => array_map( static fn( string $name, array $preset ): array => array( 'name' => $name ) + $preset, array_keys( $presets ), $presets ),
			)
		);
	}

	/**
	 * PUT /campaigns: sets the times of all rules of a group, and adds redirects to it.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function save( $request ) {
		$schedule = array_filter(
			array(
				'from'  => $request['from'],
				'until' => $request['until'],
			)
		);
		return $this->answer( $request, $this->campaigns->save( $request['name'], $schedule, array_map( array( self::class, 'rule' ), $request['redirects'] ) ) );
	}

	/**
	 * POST /campaigns/end: ends a campaign now; redirects that have not begun are disabled.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function end( $request ) {
		return $this->answer( $request, $this->campaigns->end( $request['name'] ) );
	}

	/**
	 * GET /campaigns/outcome: what visitors get while it is on, and afterwards.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function outcome( $request ) {
		return $this->campaigns->find( $request['name'] ) ? rest_ensure_response( $this->outcome->of( $request['name'] ) ) : Campaigns::not_found( $request['name'] );
	}

	/**
	 * The campaign after a change, with the change's number in the history.
	 *
	 * @param WP_REST_Request $request Request.
	 * @param array|WP_Error  $done    What was done.
	 * @return WP_REST_Response|WP_Error
	 */
	private function answer( WP_REST_Request $request, $done ) {
		return is_wp_error( $done ) ? $done : new WP_REST_Response( $this->campaigns->find( $request['name'] ) + $done );
	}

	/**
	 * The rule of a redirect that is added.
	 *
	 * @param array $redirect Source, to and code.
	 */
	private static function rule( array $redirect ): array {
		return array(
			'source' => array(
				'value' => $redirect['source'],
				'slash' => 'ignore',
				'query' => 'pass',
			),
			'then'   => array(
				'redirect' => array(
					'to'   => $redirect['to'],
					'code' => $redirect['code'] ?? 307,
				),
			),
		);
	}

	/**
	 * The argument that names a campaign.
	 */
	private static function name(): array {
		return array(
			'name' => array(
				'description' => __( 'Name of the campaign: the group of its redirects.', 'detour' ),
				'type'        => 'string',
				'minLength'   => 1,
				'maxLength'   => 191,
				'required'    => true,
			),
		);
	}

	/**
	 * What can be set.
	 */
	private static function arguments(): array {
		$time = static fn( string $description ): array => array(
			'description' => $description,
			'type'        => array( 'string', 'null' ),
			'format'      => 'date-time',
		);
		$text = array(
			'type'     => 'string',
			'required' => true,
		);
		return array(
			'from'      => $time( __( 'From when its redirects are there, as RFC 3339 with a zone; null for at once.', 'detour' ) ),
			'until'     => $time( __( 'Until when, as RFC 3339 with a zone; null for as long as nobody ends it.', 'detour' ) ),
			'redirects' => array(
				'description' => __( 'Redirects to add to it.', 'detour' ),
				'type'        => 'array',
				'maxItems'    => self::MOST_ADDED,
				'default'     => array(),
				'items'       => array(
					'type'                 => 'object',
					'additionalProperties' => false,
					'properties'           => array(
						'source' => $text,
						'to'     => $text,
						'code'   => array(
							'type' => 'integer',
							'enum' => RuleJson::REDIRECT_CODES,
						),
					),
				),
			),
		);
	}
}
