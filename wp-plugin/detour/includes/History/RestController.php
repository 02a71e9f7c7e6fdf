<?php
/**
 * REST routes of the history.
 *
 * @package Detour
 */

namespace Detour\WordPress\History;

use Detour\WordPress\Rest\Controller;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * Changes, what each did to which rule, and taking them back.
 */
final class RestController extends Controller {
	private const MAX_PER_PAGE = 200;

	/**
	 * Takes what the routes work with.
	 *
	 * @param Log  $log  What was changed.
	 * @param Undo $undo Who takes it back.
	 */
	public function __construct( private Log $log, private Undo $undo ) {}

	/**
	 * Registers the routes.
	 */
	public function register_routes(): void {
		$this->route( '/history', WP_REST_Server::READABLE, 'get_items', $this->get_collection_params() );
		$this->route( '/history/(?P<batch>[\d]+)', WP_REST_Server::READABLE, 'get_item', self::paging() );
		$this->route(
			'/history/(?P<batch>[\d]+)/undo',
			WP_REST_Server::CREATABLE,
			'undo',
			array(
				'rule'  => self::number( __( 'Take back only what was done to this rule; 0 stands for the settings.', 'detour' ) ),
				'force' => array(
					'description' => __( 'Take it back where somebody has changed the rule since, too.', 'detour' ),
					'type'        => 'boolean',
					'default'     => false,
				),
			)
		);
	}

	/**
	 * GET /history: changes, the last first. `rule`, `before` and `after` are those of the first of its `entries`.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function get_items( $request ) {
		$filter = array_filter(
			array(
				'rule'   => $request['rule'],
				'user'   => $request['user'],
				'action' => $request['action'],
			),
			static fn( $value ): bool => null !== $value
		);
		$list   = $this->log->changes( $filter, $request['page'], $request['per_page'] );
		return is_wp_error( $list ) ? $list : self::page( $list['changes'], $list['total'], $request['per_page'] );
	}

	/**
	 * GET /history/{batch}: what the change did to each rule.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function get_item( $request ) {
		$list = $this->log->entries( (int) $request['batch'], $request['page'], $request['per_page'] );
		return is_wp_error( $list ) ? $list : self::page( $list['entries'], $list['total'], $request['per_page'] );
	}

	/**
	 * POST /history/{batch}/undo: takes a change back, or what it did to one rule.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function undo( $request ) {
		wp_raise_memory_limit( 'admin' );
		return rest_ensure_response( $this->undo->undo( (int) $request['batch'], $request['rule'], $request['force'] ) );
	}

	/**
	 * Arguments of the list.
	 *
	 * @return array
	 */
	public function get_collection_params() {
		return self::paging() + array(
			'rule'   => self::number( __( 'Only changes of this rule; 0 stands for the settings.', 'detour' ) ),
			'user'   => self::number( __( 'Only changes by this user; 0 stands for WordPress itself.', 'detour' ) ),
			'action' => array(
				'description' => __( 'Only changes of this kind.', 'detour' ),
				'type'        => 'string',
				'enum'        => Recorder::ACTIONS,
			),
		);
	}

	/**
	 * Arguments of every list.
	 */
	private static function paging(): array {
		return array(
			'page'     => array(
				'description' => __( 'Page, from 1.', 'detour' ),
				'type'        => 'integer',
				'minimum'     => 1,
				'default'     => 1,
			),
			'per_page' => array(
				'description' => __( 'Entries on a page.', 'detour' ),
				'type'        => 'integer',
				'minimum'     => 1,
				'maximum'     => self::MAX_PER_PAGE,
				'default'     => 20,
			),
		);
	}

	/**
	 * An argument that is a number, if it is there.
	 *
	 * @param string $description What it means.
	 */
	private static function number( string $description ): array {
		return array(
			'description' => $description,
			'type'        => 'integer',
			'minimum'     => 0,
		);
	}
}
