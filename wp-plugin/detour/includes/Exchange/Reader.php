<?php
/**
 * What a request wants to import.
 *
 * @package Detour
 */

namespace Detour\WordPress\Exchange;

use Detour\WordPress\Rest\CheckedArguments;
use WP_Error;
use WP_REST_Request;

/**
 * Reads the rules of a system of this site, or of the file that comes with a REST request.
 */
final class Reader {
	/**
	 * Largest file, bytes. PHP's own limits for uploads may be lower.
	 */
	public const MAX_BYTES = 67108864;

	/**
	 * Takes what it works with.
	 *
	 * @param Extension $extension Who reads the rules.
	 */
	public function __construct( private Extension $extension ) {}

	/**
	 * Reads what a request names.
	 *
	 * @param WP_REST_Request $request Request with the arguments below.
	 * @param string[]        $present Rules that are there already, as JSON.
	 * @return array|WP_Error As Detour\import() gives it, with rules in JSON.
	 */
	public function read( WP_REST_Request $request, array $present ) {
		$options = array(
			'json'    => true,
			'manner'  => $request['manner'],
			'except'  => $request['except'],
			'present' => $present,
		);
		unset( $present );
		if ( null !== $request['system'] ) {
			return $this->extension->read_system( $request['system'], $options );
		}
		$text = $this->upload( $request );
		if ( is_wp_error( $text ) ) {
			return $text;
		}
		$hosts = $request['hosts'] ? $request['hosts'] : array( (string) wp_parse_url( home_url(), PHP_URL_HOST ) );
		return $this->extension->read(
			$request['format'],
			$text,
			$options + array(
				'prefix'  => $request['folder'],
				'hosts'   => $hosts,
				'columns' => (array) $request['columns'],
			)
		);
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
		return $file ? self::unpacked( (string) file_get_contents( $file['tmp_name'] ) ) : $request['data'];
	}

	/**
	 * The text of a file that may be packed by gzip, as the screen does with large ones.
	 *
	 * @param string $bytes Content of the file.
	 * @return string|WP_Error
	 */
	private static function unpacked( string $bytes ) {
		if ( ! str_starts_with( $bytes, "\x1f\x8b" ) ) {
			return $bytes;
		}
		// phpcs:ignore WordPress.PHP.NoSilencedErrors -- The failure is told.
		$text = function_exists( 'gzdecode' ) ? @gzdecode( $bytes, self::MAX_BYTES ) : false;
		// PHP looks at the limit now and then only.
		/* translators: %s: a size such as 64 MB. */
		return false === $text || strlen( $text ) > self::MAX_BYTES ? new WP_Error( 'detour_import_packed', sprintf( __( 'Nothing was read: the packed file is damaged, larger than %s, or PHP can\'t unpack it (extension zlib). Send it unpacked, or use the command "detour import".', 'detour' ), size_format( self::MAX_BYTES ) ), array( 'status' => 400 ) ) : $text;
	}

	/**
	 * Arguments that say what is read.
	 */
	public static function arguments(): array {
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
				'format'      => CheckedArguments::ANY_BYTES,
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
		);
	}
}
