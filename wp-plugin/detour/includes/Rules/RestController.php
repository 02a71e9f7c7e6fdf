<?php
/**
 * REST routes of the rules.
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
 * List, create, read, replace, change, delete; and one route for many rules at once.
 */
final class RestController extends Controller {
	/**
	 * What answers carry besides the rule. Sent back by a client, it is not part of the rule.
	 */
	private const EXTRAS = array( 'revision', 'warnings', 'hits', 'last_hit', 'health', 'origin', '_links' );

	/**
	 * Takes what the routes work with.
	 *
	 * @param Repository $repository Where rules are kept.
	 * @param Validation $validation Who says what a rule may be.
	 * @param LiveList   $live       Rules that other plugins keep.
	 */
	public function __construct( private Repository $repository, private Validation $validation, private LiveList $live ) {}

	/**
	 * Registers the routes.
	 */
	public function register_routes(): void {
		$id = array(
			'id' => array(
				'description' => __( 'Number of the rule.', 'detour' ),
				'type'        => 'integer',
				'minimum'     => 1,
			),
		);
		$this->route( '/rules', WP_REST_Server::READABLE, 'get_items', $this->get_collection_params() );
		$this->route( '/rules', WP_REST_Server::CREATABLE, 'create_item', RestArguments::rule() );
		$this->route( '/rules/(?P<id>[\d]+)', WP_REST_Server::READABLE, 'get_item', $id );
		$this->route( '/rules/(?P<id>[\d]+)', 'PUT', 'replace_item', $id + RestArguments::rule() );
		$this->route( '/rules/(?P<id>[\d]+)', 'PATCH', 'update_item', $id + RestArguments::rule() );
		$this->route( '/rules/(?P<id>[\d]+)', WP_REST_Server::DELETABLE, 'delete_item', $id );
		$this->route( '/rules/bulk', WP_REST_Server::CREATABLE, 'bulk', RestArguments::bulk() );
		$this->route( '/rules/restore', WP_REST_Server::CREATABLE, 'restore', RestArguments::restore() );
		$this->route( '/groups', WP_REST_Server::READABLE, 'get_groups' );
	}

	/**
	 * GET /rules: one page of rules, with how often each has acted.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function get_items( $request ) {
		$query = self::query( $request->get_params() );
		$list  = 'native' === $request['origin'] ? $this->repository->list( $query ) : $this->live->list( $request['origin'], $query );
		if ( is_wp_error( $list ) ) {
			return $list;
		}
		$origin   = array( 'origin' => $request['origin'] );
		$counted  = static fn( array $rule, array $counts, ?string $health ): array => RuleJson::with_objects( $rule ) + $counts + array( 'health' => $health ) + $origin;
		return self::page( array_map( $counted, $list['rules'], $list['counts'], $list['health'] ), $list['total'], $query->limit() );
	}

	/**
	 * GET /rules/{id}: one rule.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function get_item( $request ) {
		$rule = $this->repository->find( (int) $request['id'] );
		return $rule ? rest_ensure_response( RuleJson::with_objects( $rule ) ) : Repository::not_found( array( (int) $request['id'] ) );
	}

	/**
	 * POST /rules: adds a rule.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function create_item( $request ) {
		$rule = $this->body( $request, 0 );
		if ( is_wp_error( $rule ) ) {
			return $rule;
		}
		$checked = $this->validation->check( $rule + array( 'position' => Order::behind() ), $this->repository->settings() );
		if ( is_wp_error( $checked ) ) {
			return $checked;
		}
		$saved = $this->repository->create( $checked['rule'] );
		if ( is_wp_error( $saved ) ) {
			return $saved;
		}
		$response = $this->saved_response( $saved, $checked );
		$response->set_status( 201 );
		$response->header( 'Location', rest_url( self::ROOT . "/rules/{$saved['id']}" ) );
		return $response;
	}

	/**
	 * PUT /rules/{id}: the whole rule; what is left out becomes its default. Only the position stays.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function replace_item( $request ) {
		return $this->edit( $request, static fn( array $stored, array $body ): array => $body + array( 'position' => $stored['position'] ) );
	}

	/**
	 * PATCH /rules/{id}: only what is sent changes.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function update_item( $request ) {
		return $this->edit( $request, array( RuleJson::class, 'merge' ) );
	}

	/**
	 * DELETE /rules/{id}: deletes a rule. `history` is what POST /rules/restore needs besides the rule to bring it back.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function delete_item( $request ) {
		$deleted = $this->repository->delete( array( (int) $request['id'] ) );
		if ( is_wp_error( $deleted ) ) {
			return $deleted;
		}
		return rest_ensure_response(
			array(
				'deleted'  => true,
				'id'       => (int) $request['id'],
				'history'  => $deleted['history'],
				'revision' => $deleted['revision'],
			)
		);
	}

	/**
	 * POST /rules/bulk: all rules named, or all that the list would show, or none. `count` is how many.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function bulk( $request ) {
		$ids = $request['ids'] ?? $this->matching( $request['matching'] );
		if ( is_wp_error( $ids ) ) {
			return $ids;
		}
		wp_raise_memory_limit( 'admin' );
		$done = match ( $request['action'] ) {
			'delete'     => $this->repository->delete( $ids ),
			'enable'     => $this->repository->set_enabled( $ids, true ),
			'disable'    => $this->repository->set_enabled( $ids, false ),
			'reset-hits' => $this->repository->reset_hits( $ids ),
			'group'      => $this->edit_each( $ids, static fn( array $rule ): array => array( 'group' => $request['group'] ) + $rule ),
			'position'   => $this->edit_each( $ids, static fn( array $rule ): array => array( 'position' => $request['position'] ) + $rule ),
			'code'       => $this->edit_each( $ids, static fn( array $rule ): array => RuleJson::with_redirect_code( $rule, $request['code'] ) ),
		};
		if ( is_wp_error( $done ) ) {
			return $done;
		}
		// Of rules that the client has not named it has no use for the numbers; the history takes the change back.
		$told = $request['ids'] ? $done : array_diff_key( $done, array_flip( array( 'ids', 'history' ) ) );
		return rest_ensure_response(
			array(
				'action' => $request['action'],
				'count'  => count( $done['ids'] ),
			) + $told
		);
	}

	/**
	 * POST /rules/restore: rules become again what they were, all of them or none.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function restore( $request ) {
		$settings = $this->repository->settings();
		$rules    = array();
		foreach ( $request['rules'] as $rule ) {
			$checked = $this->validation->check( array_diff_key( $rule, array_flip( self::EXTRAS ) ), $settings );
			if ( is_wp_error( $checked ) ) {
				return $checked;
			}
			if ( $checked['rule']['id'] < 1 ) {
				return new WP_Error( 'detour_rule_without_number', __( 'Nothing was changed: a rule without its number can\'t be put back. Send the rules as they were listed.', 'detour' ), array( 'status' => 400 ) );
			}
			$rules[] = $checked['rule'];
		}
		$done = $this->repository->restore( $rules, $request['history'] );
		return is_wp_error( $done ) ? $done : rest_ensure_response( $done );
	}

	/**
	 * GET /groups: names of the groups there are.
	 *
	 * @return WP_REST_Response
	 */
	public function get_groups() {
		return new WP_REST_Response( $this->repository->groups() );
	}

	/**
	 * JSON Schema of a rule.
	 *
	 * @return array
	 */
	public function get_item_schema() {
		return $this->add_additional_fields_schema( RuleJson::schema() );
	}

	/**
	 * Arguments of the list.
	 *
	 * @return array
	 */
	public function get_collection_params() {
		return RestArguments::list( parent::get_collection_params() );
	}

	/**
	 * What a list should show.
	 *
	 * @param array $wanted Arguments of the list; what is left out is the default.
	 */
	private static function query( array $wanted ): ListQuery {
		return new ListQuery(
			page: $wanted['page'] ?? 1,
			per_page: $wanted['per_page'] ?? 20,
			search: trim( (string) ( $wanted['search'] ?? '' ) ),
			enabled: $wanted['enabled'] ?? null,
			kinds: $wanted['kind'] ?? array(),
			codes: $wanted['code'] ?? array(),
			group: $wanted['group'] ?? null,
			dialects: $wanted['dialect'] ?? array(),
			health: $wanted['health'] ?? array(),
			order_by: $wanted['orderby'] ?? 'position',
			descending: 'desc' === ( $wanted['order'] ?? 'asc' )
		);
	}

	/**
	 * Numbers of all rules that the list would show.
	 *
	 * @param array|null $filters Filters of the list.
	 * @return int[]|WP_Error
	 */
	private function matching( ?array $filters ) {
		if ( null === $filters ) {
			return new WP_Error( 'detour_no_rules_named', __( 'Nothing was changed: no rules were named. Send their numbers as ids, or the filters of the list as matching.', 'detour' ), array( 'status' => 400 ) );
		}
		$ids = $this->repository->ids( self::query( $filters ), RestArguments::MAX_BULK + 1 );
		if ( count( $ids ) > RestArguments::MAX_BULK ) {
			/* translators: %s: a number. */
			return new WP_Error( 'detour_too_many_rules', sprintf( __( 'Nothing was changed: these are more than %s redirects, the most that are changed at once. Filter the list further, by group for instance, and change one part after the other.', 'detour' ), number_format_i18n( RestArguments::MAX_BULK ) ), array( 'status' => 400 ) );
		}
		return $ids ? $ids : new WP_Error( 'detour_rule_not_found', __( 'Nothing was changed: no redirect is like that any more. Reload the list.', 'detour' ), array( 'status' => 404 ) );
	}

	/**
	 * Changes a stored rule to what $edit makes of it and of the body.
	 *
	 * @param WP_REST_Request $request Request.
	 * @param callable        $edit    Takes the stored rule and the body, gives the rule to check.
	 * @return WP_REST_Response|WP_Error
	 */
	private function edit( WP_REST_Request $request, callable $edit ) {
		$id   = (int) $request['id'];
		$body = $this->body( $request, $id );
		if ( is_wp_error( $body ) ) {
			return $body;
		}
		$checked = array();
		$saved   = $this->repository->update(
			$id,
			function ( array $stored ) use ( $id, $body, $edit, &$checked ) {
				$checked = $this->validation->check( array( 'id' => $id ) + $edit( $stored, $body ), $this->repository->settings() );
				return is_wp_error( $checked ) ? $checked : $checked['rule'];
			}
		);
		return is_wp_error( $saved ) ? $saved : $this->saved_response( $saved, $checked );
	}

	/**
	 * Changes many rules, each checked as if it were changed alone.
	 *
	 * @param int[]    $ids  Numbers of the rules.
	 * @param callable $edit Takes a stored rule, gives the rule to check.
	 * @return array|WP_Error
	 */
	private function edit_each( array $ids, callable $edit ) {
		$settings = $this->repository->settings();
		return $this->repository->edit_each(
			$ids,
			function ( array $stored ) use ( $edit, $settings ) {
				$checked = $this->validation->check( $edit( $stored ), $settings );
				return is_wp_error( $checked ) ? $checked : $checked['rule'];
			}
		);
	}

	/**
	 * The answer to a change: the rule as stored, what it was warned about, and the revision to wait for.
	 *
	 * @param array $saved   Id and revision.
	 * @param array $checked Rule and warnings.
	 */
	private function saved_response( array $saved, array $checked ): WP_REST_Response {
		return new WP_REST_Response(
			array_replace( RuleJson::with_objects( $checked['rule'] ), array( 'id' => $saved['id'] ) ) + array(
				'warnings' => $checked['warnings'],
				'revision' => $saved['revision'],
			)
		);
	}

	/**
	 * The rule in the body of a request.
	 *
	 * Taken from the body alone: the request's parameters also hold what comes from the URL, as _locale.
	 *
	 * @param WP_REST_Request $request Request.
	 * @param int             $id      Number in the URL, 0 for a new rule.
	 * @return array|WP_Error
	 */
	private function body( WP_REST_Request $request, int $id ) {
		$body = $request->is_json_content_type() ? $request->get_json_params() : $request->get_body_params();
		$body = array_diff_key( (array) $body, array_flip( self::EXTRAS ) );
		if ( ! in_array( $body['id'] ?? $id, array( $id, 0 ), true ) ) {
			return Validation::invalid(
				array(
					array(
						'field'   => 'id',
						'value'   => is_scalar( $body['id'] ) ? (string) $body['id'] : wp_json_encode( $body['id'] ),
						'message' => __( 'The number of a rule is given by the database and can\'t be chosen or changed.', 'detour' ),
						'fix'     => $id
							/* translators: %d: number of a rule. */
							? sprintf( __( 'Leave id out, or send %d.', 'detour' ), $id )
							: __( 'Leave id out to make a new rule, or send the request to /rules/{id} to change one.', 'detour' ),
					),
				)
			);
		}
		unset( $body['id'] );
		return $body;
	}
}
