<?php
/**
 * REST routes of imports.
 *
 * @package Detour
 */

namespace Detour\WordPress\Exchange;

use Detour\WordPress\Rest\Controller;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * What can be imported from this site, an import of that or of a file, and its undoing.
 */
final class ImportRestController extends Controller {
	/**
	 * Takes what the routes work with.
	 *
	 * @param RuleStore $store     Where rules go.
	 * @param Extension $extension Who knows the systems of the site.
	 * @param Reader    $reader    Who reads what a request names.
	 * @param Running   $running   Who knows of an import of another request.
	 */
	public function __construct( private RuleStore $store, private Extension $extension, private Reader $reader, private Running $running ) {}

	/**
	 * Registers the routes.
	 */
	public function register_routes(): void {
		$this->route( '/import/systems', WP_REST_Server::READABLE, 'get_systems' );
		$this->route( '/import', WP_REST_Server::READABLE, 'get_items' );
		$this->route( '/import', WP_REST_Server::CREATABLE, 'create_item', self::arguments() );
		$this->route( '/import/progress', WP_REST_Server::READABLE, 'get_progress' );
		$this->route( '/import/cancel', WP_REST_Server::CREATABLE, 'cancel' );
		$this->route(
			'/import/undo',
			WP_REST_Server::CREATABLE,
			'undo',
			array(
				'import' => array(
					'description' => __( 'Number of the import; the last one if it is left out.', 'detour' ),
					'type'        => 'integer',
					'minimum'     => 1,
				),
			)
		);
	}

	/**
	 * GET /import/systems: the systems of which this site has rules.
	 *
	 * @return WP_REST_Response|WP_Error
	 */
	public function get_systems() {
		return rest_ensure_response( $this->extension->systems() );
	}

	/**
	 * GET /import: imports that can be taken back.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function get_items( $request ) {
		return rest_ensure_response( $this->store->imports() );
	}

	/**
	 * POST /import: reads a system or a file; without dry_run its rules are added, all of them or none.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function create_item( $request ) {
		wp_raise_memory_limit( 'admin' );
		if ( $request['dry_run'] ) {
			return $this->import( $request );
		}
		if ( function_exists( 'set_time_limit' ) ) {
			// A hundred thousand redirects take longer than a page may.
			set_time_limit( 0 );
		}
		$this->running->begin();
		$done = $this->import( $request );
		$this->running->end();
		return $done;
	}

	/**
	 * Reads what a request names, and adds it unless it is only looked at.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	private function import( $request ) {
		$revision = $this->store->revision();
		$present  = $this->store->texts();
		if ( is_wp_error( $present ) ) {
			return $present;
		}
		$read = $this->reader->read( $request, $present );
		unset( $present );
		if ( is_wp_error( $read ) ) {
			return $read;
		}
		$report = array( 'dry_run' => $request['dry_run'] ) + ImportReport::of( $read, $request['limit'] );
		if ( $request['dry_run'] ) {
			return rest_ensure_response( $report );
		}
		$added = $this->store->add( $read, $revision, $this->running );
		return is_wp_error( $added ) ? $added : rest_ensure_response( $report + $added );
	}

	/**
	 * GET /import/progress: how many redirects the import that is under way has `added` so far; nobody else sees them yet.
	 *
	 * @return WP_REST_Response
	 */
	public function get_progress() {
		return new WP_REST_Response( array( 'added' => $this->running->added() ) );
	}

	/**
	 * POST /import/cancel: calls the import that is under way off, and answers when it has ended. Nothing of it is left.
	 *
	 * @return WP_REST_Response|WP_Error
	 */
	public function cancel() {
		if ( ! $this->running->cancel() ) {
			return new WP_Error( 'detour_no_import', __( 'No import is under way: it has just ended. Look at the list of imports; it can be taken back there.', 'detour' ), array( 'status' => 409 ) );
		}
		if ( ! $this->running->wait() ) {
			return new WP_Error( 'detour_import_busy', __( 'The import has not stopped yet. If it is imported after all, take it back in the list of imports.', 'detour' ), array( 'status' => 503 ) );
		}
		return new WP_REST_Response( array( 'cancelled' => true ) );
	}

	/**
	 * POST /import/undo: takes an import back, but for rules that were changed since.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function undo( $request ) {
		return rest_ensure_response( $this->store->undo( $request['import'] ) );
	}

	/**
	 * Arguments of an import.
	 */
	private static function arguments(): array {
		return Reader::arguments() + array(
			'dry_run' => array(
				'description' => __( 'Only report what would be imported.', 'detour' ),
				'type'        => 'boolean',
				'default'     => true,
			),
			'limit'   => array(
				'description' => __( 'Entries of each list in the report.', 'detour' ),
				'type'        => 'integer',
				'minimum'     => 0,
				'maximum'     => 1000,
				'default'     => 200,
			),
		);
	}
}
