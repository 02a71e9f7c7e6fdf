<?php
/**
 * REST routes of the URLs without a page.
 *
 * @package Detour
 */

namespace Detour\WordPress\NotFound;

use Detour\WordPress\Rest\Controller;
use Detour\WordPress\Rules\RuleJson;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * List, hide, delete; suggest a target, and redirect.
 */
final class RestController extends Controller {
	/**
	 * URLs that one request may name.
	 */
	private const MAX_BULK = 1000;

	/**
	 * Takes what the routes work with.
	 *
	 * @param Repository  $repository  Where the URLs are.
	 * @param Suggestions $suggestions Who knows the site's pages.
	 * @param Redirects   $redirects   Who makes rules.
	 */
	public function __construct( private Repository $repository, private Suggestions $suggestions, private Redirects $redirects ) {}

	/**
	 * Registers the routes.
	 */
	public function register_routes(): void {
		$this->route( '/not-found', WP_REST_Server::READABLE, 'get_items', $this->get_collection_params() );
		$this->route( '/not-found', WP_REST_Server::DELETABLE, 'delete_items', $this->filters() );
		$this->route( '/not-found/bulk', WP_REST_Server::CREATABLE, 'bulk', $this->bulk_arguments() );
		$this->route( '/not-found/redirect', WP_REST_Server::CREATABLE, 'redirect', $this->redirect_arguments() );
		$this->route( '/not-found/(?P<hash>[0-9a-f]{32})/suggestions', WP_REST_Server::READABLE, 'suggest' );
		$this->route( '/not-found/(?P<hash>[0-9a-f]{32})/visits', WP_REST_Server::READABLE, 'visits' );
	}

	/**
	 * GET /not-found: one page of URLs that visitors asked for and that have no page.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function get_items( $request ) {
		$query = $this->query( $request );
		$list  = $this->repository->list( $query );
		return is_wp_error( $list ) ? $list : self::page( $list['urls'], $list['total'], $query->limit() );
	}

	/**
	 * DELETE /not-found: all that the list would show, on whatever page.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response
	 */
	public function delete_items( $request ) {
		return new WP_REST_Response( array( 'count' => $this->repository->delete_all( $this->query( $request ) ) ) );
	}

	/**
	 * POST /not-found/bulk: deletes, ignores or shows again the URLs named. `count` is how many.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response
	 */
	public function bulk( $request ) {
		$hashes = $request['hashes'];
		$count  = match ( $request['action'] ) {
			'delete' => $this->repository->delete( $hashes ),
			'ignore' => $this->repository->ignore( $hashes, true ),
			'show'   => $this->repository->ignore( $hashes, false ),
		};
		return new WP_REST_Response( array( 'count' => $count ) );
	}

	/**
	 * POST /not-found/redirect: makes a rule for each URL, all together or none. With `each`, only for those that a page is like.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function redirect( $request ) {
		$made = $request['each']
			? $this->redirects->create_each( $request['hashes'], $this->suggestions, $request['code'] )
			: $this->redirects->create( $request['hashes'], $request['to'], $request['code'] );
		if ( is_wp_error( $made ) ) {
			return $made;
		}
		if ( $request['forget'] ) {
			$this->repository->delete( $made['hashes'] );
		}
		return new WP_REST_Response( $made, 201 );
	}

	/**
	 * GET /not-found/{hash}/suggestions: targets, and the rule to begin with in the editor.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function suggest( $request ) {
		$url = $this->url( $request['hash'] );
		if ( is_wp_error( $url ) ) {
			return $url;
		}
		$suggestions = $this->suggestions->find( $url );
		return new WP_REST_Response(
			array(
				'rule'        => Redirects::rule( $url, $suggestions[0]['to'] ?? '' ),
				'suggestions' => $suggestions,
			)
		);
	}

	/**
	 * GET /not-found/{hash}/visits: pages that link to a URL, and user agents that asked for it, as far as the log tells.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function visits( $request ) {
		$url = $this->url( $request['hash'] );
		return is_wp_error( $url ) ? $url : new WP_REST_Response( $this->repository->visits( $url ) );
	}

	/**
	 * The URL with a hash.
	 *
	 * @param string $hash Hash.
	 * @return string|WP_Error
	 */
	private function url( string $hash ) {
		return $this->repository->urls( array( $hash ) )[ $hash ] ?? new WP_Error( 'detour_url_not_found', __( 'This URL is no longer listed. Reload the list.', 'detour' ), array( 'status' => 404 ) );
	}

	/**
	 * JSON Schema of a URL.
	 *
	 * @return array
	 */
	public function get_item_schema() {
		$of = static fn( string $type, string $description ): array => array(
			'description' => $description,
			'type'        => $type,
			'readonly'    => true,
		);
		return array(
			'$schema'    => 'http://json-schema.org/draft-04/schema#',
			'title'      => 'detour-not-found',
			'type'       => 'object',
			'properties' => array(
				'hash'       => $of( 'string', __( 'MD5 of the URL, by which it is named.', 'detour' ) ),
				'url'        => $of( 'string', __( 'Path and query as they were asked for.', 'detour' ) ),
				'hits'       => $of( 'integer', __( 'How often it was asked for.', 'detour' ) ),
				'first_seen' => $of( 'integer', __( 'Unix time of the first request.', 'detour' ) ),
				'last_seen'  => $of( 'integer', __( 'Unix time of the last request.', 'detour' ) ),
				'referrer'   => $of( 'string', __( 'The last page that linked to it.', 'detour' ) ),
				'ignored'    => $of( 'string', __( 'no, by-hand or by-pattern.', 'detour' ) ),
				'days'       => $of( 'array', __( 'Requests on each of the last 14 days (UTC), today last.', 'detour' ) ) + array( 'items' => array( 'type' => 'integer' ) ),
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
		$params['per_page']['maximum'] = ListQuery::MAX_PER_PAGE;
		return $this->filters() + $params + array(
			'orderby' => array(
				'description' => __( 'What the list is sorted by.', 'detour' ),
				'type'        => 'string',
				'enum'        => ListQuery::sortable(),
				'default'     => 'hits',
			),
			'order'   => array(
				'description' => __( 'Direction of the order.', 'detour' ),
				'type'        => 'string',
				'enum'        => array( 'asc', 'desc' ),
				'default'     => 'desc',
			),
		);
	}

	/**
	 * What a request wants to be listed.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	private function query( WP_REST_Request $request ): ListQuery {
		return new ListQuery(
			page: $request['page'] ?? 1,
			per_page: $request['per_page'] ?? 20,
			search: trim( (string) $request['search'] ),
			ignored: $request['ignored'],
			order_by: $request['orderby'] ?? 'hits',
			descending: 'asc' !== $request['order']
		);
	}

	/**
	 * Arguments that say which URLs are meant.
	 */
	private function filters(): array {
		return array(
			'search'  => array(
				'description' => __( 'Part of the URL or of the referrer.', 'detour' ),
				'type'        => 'string',
				'default'     => '',
			),
			'ignored' => array(
				'description' => __( 'The URLs that are ignored, instead of the others.', 'detour' ),
				'type'        => 'boolean',
				'default'     => false,
			),
		);
	}

	/**
	 * The argument that names URLs.
	 */
	private function hashes(): array {
		return array(
			'description' => __( 'Hashes of the URLs.', 'detour' ),
			'type'        => 'array',
			'items'       => array(
				'type'    => 'string',
				'pattern' => '^[0-9a-f]{32}$',
			),
			'minItems'    => 1,
			'maxItems'    => self::MAX_BULK,
			'uniqueItems' => true,
			'required'    => true,
		);
	}

	/**
	 * Arguments of the bulk route.
	 */
	private function bulk_arguments(): array {
		return array(
			'action' => array(
				'description' => __( 'What is done to the URLs. An ignored one is counted, but not shown with the others.', 'detour' ),
				'type'        => 'string',
				'enum'        => array( 'ignore', 'show', 'delete' ),
				'required'    => true,
			),
			'hashes' => $this->hashes(),
		);
	}

	/**
	 * Arguments of the route that redirects.
	 */
	private function redirect_arguments(): array {
		return array(
			'hashes' => $this->hashes(),
			'to'     => array(
				'description' => __( 'Target of all of them.', 'detour' ),
				'type'        => 'string',
				'default'     => '',
			),
			'each'   => array(
				'description' => __( 'Instead of one target, for each URL the page that is most like it. URLs that no page is enough like are left alone.', 'detour' ),
				'type'        => 'boolean',
				'default'     => false,
			),
			'code'   => array(
				'description' => __( 'Code of the redirects; without it, that of new redirects.', 'detour' ),
				'type'        => 'integer',
				'enum'        => RuleJson::REDIRECT_CODES,
			),
			'forget' => array(
				'description' => __( 'Whether the URLs are taken off the list.', 'detour' ),
				'type'        => 'boolean',
				'default'     => true,
			),
		);
	}
}
