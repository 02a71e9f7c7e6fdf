<?php
/**
 * REST routes of imports.
 *
 * @package Detour
 */

namespace Detour\WordPress\Exchange;

use Detour\WordPress\Capability;
use WP_Error;
use WP_REST_Controller;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * What can be imported from this site, an import of that or of a file, and its undoing.
 */
final class ImportRestController extends WP_REST_Controller {
	/**
	 * Largest file, bytes. PHP's own limits for uploads may be lower.
	 */
	public const MAX_BYTES = 67108864;

	/**
	 * Takes what the routes work with.
	 *
	 * @param RuleStore $store     Where rules go.
	 * @param Extension $extension Who reads them.
	 */
	public function __construct( private RuleStore $store, private Extension $extension ) {
		$this->namespace = 'detour/v1';
		$this->rest_base = 'import';
	}

	/**
	 * Registers the routes.
	 */
	public function register_routes(): void {
		$route = static fn( string $methods, array $callback, array $args = array() ): array => array(
			array(
				'methods'             => $methods,
				'callback'            => $callback,
				'permission_callback' => array( Capability::class, 'check_rest' ),
				'args'                => $args,
			),
		);
		$base  = '/' . $this->rest_base;
		register_rest_route( $this->namespace, "$base/systems", $route( WP_REST_Server::READABLE, array( $this, 'get_systems' ) ) );
		register_rest_route(
			$this->namespace,
			$base,
			array_merge(
				$route( WP_REST_Server::READABLE, array( $this, 'get_items' ) ),
				$route( WP_REST_Server::CREATABLE, array( $this, 'create_item' ), self::arguments() )
			)
		);
		register_rest_route(
			$this->namespace,
			"$base/undo",
			$route(
				WP_REST_Server::CREATABLE,
				array( $this, 'undo' ),
				array(
					'import' => array(
						'description' => __( 'Number of the import; the last one if it is left out.', 'detour' ),
						'type'        => 'integer',
						'minimum'     => 1,
					),
				)
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
		$revision = $this->store->revision();
		$present  = $this->store->texts();
		if ( is_wp_error( $present ) ) {
			return $present;
		}
		$options = array(
			'json'    => true,
			'manner'  => $request['manner'],
			'except'  => $request['except'],
			'present' => $present,
		);
		unset( $present );
		if ( null !== $request['system'] ) {
			$read = $this->extension->read_system( $request['system'], $options );
		} else {
			$text = $this->upload( $request );
			if ( is_wp_error( $text ) ) {
				return $text;
			}
			$hosts = $request['hosts'] ? $request['hosts'] : array( (string) wp_parse_url( home_url(), PHP_URL_HOST ) );
			$read  = $this->extension->read(
				$request['format'],
				$text,
				$options + array(
					'prefix'  => $request['folder'],
					'hosts'   => $hosts,
					'columns' => (array) $request['columns'],
				)
			);
		}
		if ( is_wp_error( $read ) ) {
			return $read;
		}
		$report = array( 'dry_run' => $request['dry_run'] ) + ImportReport::of( $read, $request['limit'] );
		if ( $request['dry_run'] ) {
			return rest_ensure_response( $report );
		}
		$added = $this->store->add( $read, $revision );
		return is_wp_error( $added ) ? $added : rest_ensure_response( $report + $added );
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
	 * The file of a request: uploaded as `file`, or its text as `data`.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return string|WP_Error
	 */
	private function upload( WP_REST_Request $request ) {
		$file = $request->get_file_params()['file'] ?? null;
		if ( null === $request['format'] || ( ! $file && null === $request['data'] ) ) {
			return new WP_Error( 'detour_import_what', __( 'Nothing was read: name a system, or a format and a file. Send the file as "file" (multipart/form-data), or its text as "data".', 'detour' ), array( 'status' => 400 ) );
		}
		if ( $file && ( UPLOAD_ERR_OK !== $file['error'] || ! is_readable( $file['tmp_name'] ) ) ) {
			/* translators: %d: number of an upload error of PHP. */
			return new WP_Error( 'detour_import_upload', sprintf( __( 'Nothing was read: the file did not arrive (error %d). It may be larger than upload_max_filesize or post_max_size in php.ini allow; use the command "detour import" then.', 'detour' ), $file['error'] ), array( 'status' => 400 ) );
		}
		if ( ( $file ? filesize( $file['tmp_name'] ) : strlen( $request['data'] ) ) > self::MAX_BYTES ) {
			/* translators: %s: a size such as 64 MB. */
			return new WP_Error( 'detour_import_too_large', sprintf( __( 'Nothing was read: the file is larger than %s. Split it, or use the command "detour import".', 'detour' ), size_format( self::MAX_BYTES ) ), array( 'status' => 413 ) );
		}
		// phpcs:ignore WordPress.WP.AlternativeFunctions -- A local file that PHP has just stored.
		return $file ? (string) file_get_contents( $file['tmp_name'] ) : $request['data'];
	}

	/**
	 * Arguments of an import.
	 */
	private static function arguments(): array {
		$texts = static fn( string $description, array $items ): array => array(
			'description' => $description,
			'type'        => 'array',
			'items'       => $items,
			'default'     => array(),
		);
		return array(
			'system'  => array(
				'description' => __( 'Read the rules that this system keeps on the site.', 'detour' ),
				'type'        => 'string',
				'enum'        => Extension::SYSTEMS,
			),
			'format'  => array(
				'description' => __( 'Read a file of this format, or one that the plugin of this system has written.', 'detour' ),
				'type'        => 'string',
				'enum'        => array_merge( Extension::FORMATS, Extension::SYSTEMS ),
			),
			'data'    => array(
				'description' => __( 'The text of the file, if it is not uploaded as "file".', 'detour' ),
				'type'        => 'string',
			),
			'dry_run' => array(
				'description' => __( 'Only report what would be imported.', 'detour' ),
				'type'        => 'boolean',
				'default'     => true,
			),
			'manner'  => array(
				'description' => __( 'Rules of plugins answer as they behaved there, or as they were intended.', 'detour' ),
				'type'        => 'string',
				'enum'        => array( 'behaved', 'intended' ),
				'default'     => 'behaved',
			),
			'except'  => $texts(
				__( 'Numbers of the rows for which the other manner holds.', 'detour' ),
				array(
					'type'    => 'integer',
					'minimum' => 0,
				)
			),
			'folder'  => array(
				'description' => __( 'URL path of the folder that an .htaccess file lies in.', 'detour' ),
				'type'        => 'string',
				'default'     => '/',
			),
			'hosts'   => $texts( __( 'Hosts of the site, for targets that are built from the requested host; this site\'s if it is left out.', 'detour' ), array( 'type' => 'string' ) ),
			'columns' => array(
				'description'          => __( 'Which column of a CSV list is which field, by its name or its number from 1.', 'detour' ),
				'type'                 => 'object',
				'additionalProperties' => array( 'type' => 'string' ),
				'default'              => array(),
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
