<?php
/**
 * REST routes of the log.
 *
 * @package Detour
 */

namespace Detour\WordPress\Log;

use Detour\WordPress\Rest\Controller;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * List, delete, and download as CSV.
 */
final class RestController extends Controller {
	private const MAX_PER_PAGE = 100;

	/**
	 * Takes what the routes work with.
	 *
	 * @param Repository $repository Where the log is.
	 */
	public function __construct( private Repository $repository ) {}

	/**
	 * Registers the routes.
	 */
	public function register_routes(): void {
		$this->route( '/log', WP_REST_Server::READABLE, 'get_items', $this->get_collection_params() );
		$this->route( '/log', WP_REST_Server::DELETABLE, 'delete_items', $this->filters() );
		$this->route( '/log/export', WP_REST_Server::READABLE, 'export', $this->filters() );
	}

	/**
	 * GET /log: `entries`, `total` (one more than `most` if there are more than can be paged through) and `searched_from`.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function get_items( $request ) {
		$list = $this->repository->list( $this->filter( $request ), $request['page'], $request['per_page'], 'asc' !== $request['order'] );
		return is_wp_error( $list ) ? $list : new WP_REST_Response( $list + array( 'most' => Repository::MOST ) );
	}

	/**
	 * DELETE /log: all entries that the filters mean. Answers after some seconds: `more` says whether to ask again, with the
	 * `from` of the answer.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response
	 */
	public function delete_items( $request ) {
		return new WP_REST_Response( $this->repository->delete( $this->filter( $request ) ) );
	}

	/**
	 * GET /log/export: the entries as CSV. They are read while they are sent, so there may be any number.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response
	 */
	public function export( $request ) {
		$filter   = $this->filter( $request );
		$response = new WP_REST_Response();
		$response->header( 'Content-Type', 'text/csv; charset=utf-8' );
		$response->header( 'Content-Disposition', 'attachment; filename="detour-log-' . wp_date( 'Y-m-d' ) . '.csv"' );
		add_filter(
			'rest_pre_serve_request',
			function ( $served, $result ) use ( $filter, $response ) {
				if ( $result !== $response ) {
					return $served;
				}
				// A long log takes longer than a page may.
				if ( function_exists( 'set_time_limit' ) ) {
					set_time_limit( 0 );
				}
				while ( ob_get_level() ) {
					ob_end_clean();
				}
				$output = fopen( 'php://output', 'w' );
				Csv::write( $this->repository->each( $filter ), $output );
				return true;
			},
			10,
			2
		);
		return $response;
	}

	/**
	 * JSON Schema of an entry.
	 *
	 * @return array
	 */
	public function get_item_schema() {
		$of = static fn( $type, string $description ): array => array(
			'description' => $description,
			'type'        => $type,
			'readonly'    => true,
		);
		return array(
			'$schema'    => 'http://json-schema.org/draft-04/schema#',
			'title'      => 'detour-log-entry',
			'type'       => 'object',
			'properties' => array(
				'id'         => $of( 'integer', __( 'Number of the entry.', 'detour' ) ),
				'kind'       => $of( 'string', __( 'hit: a rule acted; loop: it would have redirected to the same URL; not-found: there is no page.', 'detour' ) ),
				'time'       => $of( 'integer', __( 'Unix time of the request.', 'detour' ) ),
				'code'       => $of( 'integer', __( 'Status that was sent; 0 if PHP went on.', 'detour' ) ),
				'rule'       => $of( array( 'integer', 'null' ), __( 'Number of the rule within its origin.', 'detour' ) ),
				'origin'     => $of( array( 'string', 'null' ), __( 'Where the rule is kept.', 'detour' ) ),
				'variant'    => $of( 'integer', __( 'Variant of a split, from 1; 0 without one.', 'detour' ) ),
				'method'     => $of( 'string', __( 'Method of the request.', 'detour' ) ),
				'host'       => $of( 'string', __( 'Host of the request.', 'detour' ) ),
				'url'        => $of( 'string', __( 'Path and query.', 'detour' ) ),
				'target'     => $of( 'string', __( 'Where the visitor was sent.', 'detour' ) ),
				'referrer'   => $of( 'string', __( 'Page that linked here, if the site keeps that.', 'detour' ) ),
				'user_agent' => $of( 'string', __( 'User agent, if the site keeps that.', 'detour' ) ),
				'ip'         => $of( 'string', __( 'Address, as much of it as the site keeps.', 'detour' ) ),
			),
		);
	}

	/**
	 * Arguments of the list.
	 *
	 * @return array
	 */
	public function get_collection_params() {
		$params = parent::get_collection_params();
		unset( $params['context'] );
		$params['per_page']['default'] = 20;
		$params['per_page']['maximum'] = self::MAX_PER_PAGE;
		return $this->filters() + $params + array(
			'order' => array(
				'description' => __( 'Whether the newest entries come first (desc) or the oldest (asc).', 'detour' ),
				'type'        => 'string',
				'enum'        => array( 'asc', 'desc' ),
				'default'     => 'desc',
			),
		);
	}

	/**
	 * Which entries a request means.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	private function filter( WP_REST_Request $request ): Filter {
		return new Filter(
			from: $request['from'],
			until: $request['until'],
			rule: null === $request['rule'] ? null : RuleNumber::of( $request['rule'], $request['origin'] ),
			codes: $request['code'],
			kinds: $request['kind'],
			method: $request['method'],
			ip: trim( $request['ip'] ),
			search: trim( $request['search'] ),
			referrer: trim( $request['referrer'] ),
			agent: trim( $request['agent'] )
		);
	}

	/**
	 * Arguments that say which entries are meant.
	 */
	private function filters(): array {
		$text = static fn( string $description ): array => array(
			'description' => $description,
			'type'        => 'string',
			'default'     => '',
		);
		$time = static fn( string $description ): array => array(
			'description' => $description,
			'type'        => 'integer',
			'minimum'     => 0,
			'maximum'     => 4294967295,
		);
		return array(
			'from'     => $time( __( 'Unix time of the first entry.', 'detour' ) ),
			'until'    => $time( __( 'Unix time after the last entry.', 'detour' ) ),
			'rule'     => array(
				'description' => __( 'Entries of this rule; 0 for URLs without a page.', 'detour' ),
				'type'        => 'integer',
				'minimum'     => 0,
				'maximum'     => ( 1 << 60 ) - 1,
			),
			'origin'   => array(
				'description' => __( 'Where the rule is kept.', 'detour' ),
				'type'        => 'string',
				'enum'        => RuleNumber::ORIGINS,
				'default'     => 'native',
			),
			'code'     => array(
				'description' => __( 'Entries with one of these codes.', 'detour' ),
				'type'        => 'array',
				'items'       => array(
					'type'    => 'integer',
					'minimum' => 0,
					'maximum' => 599,
				),
				'maxItems'    => 50,
				'default'     => array(),
			),
			'kind'     => array(
				'description' => __( 'Entries of one of these kinds.', 'detour' ),
				'type'        => 'array',
				'items'       => array(
					'type' => 'string',
					'enum' => array( 'hit', 'loop', 'not-found' ),
				),
				'default'     => array(),
			),
			'method'   => $text( __( 'Method of the request.', 'detour' ) ),
			'ip'       => $text( __( 'Beginning of the address.', 'detour' ) ),
			'search'   => $text( __( 'Part of the URL or the target.', 'detour' ) ),
			'referrer' => $text( __( 'Part of the referrer.', 'detour' ) ),
			'agent'    => $text( __( 'Part of the user agent.', 'detour' ) ),
		);
	}
}
