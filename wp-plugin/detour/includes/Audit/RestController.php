<?php
/**
 * REST routes of the audit.
 *
 * @package Detour
 */

namespace Detour\WordPress\Audit;

use Detour\WordPress\Rest\Controller;
use Detour\WordPress\Rules\Order;
use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Rules\Validation;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * Findings under /audit: list, run, repair, ignore; settings; and what is wrong with a rule that is being edited.
 */
final class RestController extends Controller {
	/**
	 * Most findings that one request repairs or ignores.
	 */
	private const MOST = 500;

	/**
	 * Takes what the routes work with.
	 *
	 * @param Auditor    $auditor    Who looks at the rules.
	 * @param Findings   $findings   Where findings are kept.
	 * @param Repairs    $repairs    Who repairs them.
	 * @param Settings   $settings   Settings of the audit.
	 * @param Repository $repository Where rules are kept.
	 * @param Validation $validation Who says what a rule may be.
	 * @param Targets    $targets    Where rules lead.
	 */
	public function __construct( private Auditor $auditor, private Findings $findings, private Repairs $repairs, private Settings $settings, private Repository $repository, private Validation $validation, private Targets $targets ) {}

	/**
	 * Registers the routes.
	 */
	public function register_routes(): void {
		$this->route( '/audit', WP_REST_Server::READABLE, 'get_items', $this->get_collection_params() );
		$this->route( '/audit/run', WP_REST_Server::CREATABLE, 'run' );
		$this->route( '/audit/repair', WP_REST_Server::CREATABLE, 'repair', $this->ids() );
		$this->route( '/audit/ignore', WP_REST_Server::CREATABLE, 'ignore', $this->ids() + $this->reason() );
		$this->route( '/audit/unignore', WP_REST_Server::CREATABLE, 'unignore', $this->ids() );
		$this->route( '/audit/draft', WP_REST_Server::CREATABLE, 'draft', $this->rule() );
		$this->route( '/audit/settings', WP_REST_Server::READABLE, 'get_settings' );
		$this->route( '/audit/settings', 'PUT', 'save_settings', Settings::schema() );
	}

	/**
	 * GET /audit: one page of findings, what the last audit came to, and how many targets the agent has asked.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function get_items( $request ) {
		$page = $this->findings->list( $request->get_params() );
		if ( is_wp_error( $page ) ) {
			return $page;
		}
		return new WP_REST_Response(
			$page + array(
				'pages'   => (int) ceil( $page['total'] / $request['per_page'] ),
				'counts'  => $this->findings->counts(),
				'run'     => $this->findings->last_run(),
				'targets' => $this->targets->summary(),
			)
		);
	}

	/**
	 * POST /audit/run: looks at all rules now.
	 *
	 * @return WP_REST_Response|WP_Error
	 */
	public function run() {
		return rest_ensure_response( $this->auditor->run() );
	}

	/**
	 * POST /audit/repair: repairs findings, all of them or none.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function repair( $request ) {
		return rest_ensure_response( $this->repairs->run( $request['ids'] ) );
	}

	/**
	 * POST /audit/ignore: not to be told of findings any more.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function ignore( $request ) {
		return $this->counted( $this->findings->ignore( $request['ids'], $request['reason'] ) );
	}

	/**
	 * POST /audit/unignore: to be told of them again.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function unignore( $request ) {
		return $this->counted( $this->findings->ignore( $request['ids'], null ) );
	}

	/**
	 * POST /audit/draft: what is wrong with a rule, saved or not, among the others. One that isn't sound has no findings:
	 * POST /test tells its errors.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function draft( $request ) {
		$rule    = array( 'id' => (int) ( $request['rule']['id'] ?? 0 ) ) + $request['rule'] + array( 'position' => Order::behind() );
		$checked = $this->validation->check( $rule, $this->repository->settings() );
		if ( is_wp_error( $checked ) ) {
			$nothing = array(
				'findings' => array(),
				'rule_id'  => null,
				'alone'    => false,
			);
			return isset( $checked->get_error_data()['problems'] ) ? new WP_REST_Response( $nothing ) : $checked;
		}
		return rest_ensure_response( $this->auditor->draft( $checked['rule'] ) );
	}

	/**
	 * GET /audit/settings: what the audit looks for, and when.
	 *
	 * @return WP_REST_Response
	 */
	public function get_settings() {
		return new WP_REST_Response( $this->settings->all() );
	}

	/**
	 * PUT /audit/settings: what is left out stays.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response
	 */
	public function save_settings( $request ) {
		$this->settings->save( array_intersect_key( $request->get_params(), Settings::schema() ) );
		return $this->get_settings();
	}

	/**
	 * Arguments of the list.
	 *
	 * @return array
	 */
	public function get_collection_params() {
		$shared = array_intersect_key( parent::get_collection_params(), array_flip( array( 'page', 'per_page', 'search' ) ) );
		$list   = static fn( string $description, array $items ): array => array(
			'description' => $description,
			'type'        => 'array',
			'items'       => $items,
			'default'     => array(),
		);
		return array_replace_recursive(
			$shared,
			array(
				'per_page' => array( 'default' => 20 ),
				'search'   => array( 'default' => '' ),
				'severity' => $list(
					__( 'Severities to show; all if empty.', 'detour' ),
					array(
						'type' => 'string',
						'enum' => Findings::SEVERITIES,
					)
				),
				'code'     => $list( __( 'Codes of findings to show; all if empty.', 'detour' ), array( 'type' => 'string' ) ),
				'ignored'  => array(
					'description' => __( 'Whether to show those that are ignored, instead of the others.', 'detour' ),
					'type'        => 'boolean',
					'default'     => false,
				),
			)
		);
	}

	/**
	 * The answer to a change of findings.
	 *
	 * @param int|WP_Error $count How many.
	 * @return WP_REST_Response|WP_Error
	 */
	private function counted( $count ) {
		return is_wp_error( $count ) ? $count : new WP_REST_Response( array( 'changed' => $count ) );
	}

	/**
	 * The argument that names findings.
	 */
	private function ids(): array {
		return array(
			'ids' => array(
				'description' => __( 'Numbers of findings.', 'detour' ),
				'type'        => 'array',
				'required'    => true,
				'minItems'    => 1,
				'maxItems'    => self::MOST,
				'items'       => array( 'type' => 'integer' ),
			),
		);
	}

	/**
	 * The argument that says why findings are ignored.
	 */
	private function reason(): array {
		return array(
			'reason' => array(
				'description'       => __( 'Why they are ignored.', 'detour' ),
				'type'              => 'string',
				'required'          => true,
				'validate_callback' => static fn( $reason ): bool => is_string( $reason ) && strlen( $reason ) <= 1000 && '' !== sanitize_text_field( $reason ),
				'sanitize_callback' => 'sanitize_text_field',
			),
		);
	}

	/**
	 * The argument that holds a rule.
	 */
	private function rule(): array {
		return array(
			'rule' => array(
				'description' => __( 'The rule, saved or not.', 'detour' ),
				'type'        => 'object',
				'required'    => true,
			),
		);
	}
}
