<?php
/**
 * REST route of the redirects by language.
 *
 * @package Detour
 */

namespace Detour\WordPress\Languages;

use Detour\WordPress\Rest\Controller;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * POST /languages: what the versions of a page would do, and with `dry_run` off, their redirects.
 */
final class RestController extends Controller {
	/**
	 * Takes what the route works with.
	 *
	 * @param Switcher $switcher Who tries redirects by language and saves them.
	 */
	public function __construct( private Switcher $switcher ) {}

	/**
	 * Registers the route.
	 */
	public function register_routes(): void {
		$this->route( '/languages', WP_REST_Server::CREATABLE, 'create_item', self::arguments() );
	}

	/**
	 * POST /languages: tries the redirects of the versions, and saves them unless `dry_run` is on. `steps` is what visitors would get.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function create_item( $request ) {
		$versions = self::versions( $request );
		if ( is_wp_error( $versions ) ) {
			return $versions;
		}
		$there = $this->switcher->there( $versions );
		$rules = is_wp_error( $there ) ? $there : $this->switcher->rules( $versions, $there );
		if ( is_wp_error( $rules ) ) {
			return $rules;
		}
		$tried = $this->switcher->try( $versions, $rules );
		$saved = $request['dry_run'] ? array() : $this->switcher->save( $rules, $there );
		foreach ( array( $tried, $saved ) as $result ) {
			if ( is_wp_error( $result ) ) {
				return $result;
			}
		}
		return new WP_REST_Response(
			array(
				'group'    => $versions->group(),
				'warnings' => array( ...$versions->warnings(), ...$tried['warnings'] ),
				'steps'    => $tried['steps'],
			) + $saved
		);
	}

	/**
	 * What the request wishes for.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return Versions|WP_Error
	 */
	private static function versions( WP_REST_Request $request ) {
		$addresses = array();
		foreach ( $request['versions'] as $version ) {
			$language = trim( $version['language'] );
			if ( isset( $addresses[ $language ] ) ) {
				/* translators: %s: language tag. */
				return new WP_Error( 'detour_languages_twice', sprintf( __( 'Nothing was changed: the language "%s" has two versions. Remove one of them.', 'detour' ), $language ), array( 'status' => 400 ) );
			}
			$addresses[ $language ] = trim( $version['url'] );
		}
		$versions = new Versions( $request['page'], $addresses, $request['code'], trim( $request['cookie'] ) );
		return $versions->rules() ? $versions : new WP_Error( 'detour_languages_nowhere', __( 'Nothing was changed: all versions have the address of the page itself. Give the address of a version elsewhere.', 'detour' ), array( 'status' => 400 ) );
	}

	/**
	 * What can be wished for.
	 */
	private static function arguments(): array {
		$text = array(
			'type'      => 'string',
			'minLength' => 1,
			'maxLength' => 2048,
			'required'  => true,
		);
		return array(
			'page'     => array(
				'description' => __( 'Path of the page that everybody asks for.', 'detour' ),
				'type'        => 'string',
				'pattern'     => '^/(?!/)',
				'required'    => true,
			),
			'versions' => array(
				'description' => __( 'Its versions: a language tag, or x-default for all other languages, and the address.', 'detour' ),
				'type'        => 'array',
				'minItems'    => 1,
				'maxItems'    => 100,
				'required'    => true,
				'items'       => array(
					'type'                 => 'object',
					'additionalProperties' => false,
					'properties'           => array(
						'language' => $text,
						'url'      => $text,
					),
				),
			),
			'code'     => array(
				'description' => __( 'Code of the redirects.', 'detour' ),
				'type'        => 'integer',
				'enum'        => array( 302, 307 ),
				'default'     => 302,
			),
			'cookie'   => array(
				'description' => __( 'Cookie of visitors who have chosen a language: they stay where they are.', 'detour' ),
				'type'        => 'string',
				'default'     => '',
			),
			'dry_run'  => array(
				'description' => __( 'Only try it, and save nothing.', 'detour' ),
				'type'        => 'boolean',
				'default'     => false,
			),
		);
	}
}
