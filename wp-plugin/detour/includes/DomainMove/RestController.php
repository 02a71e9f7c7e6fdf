<?php
/**
 * REST route of the move to another domain.
 *
 * @package Detour
 */

namespace Detour\WordPress\DomainMove;

use Detour\WordPress\Rest\Controller;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * POST /domain-move: what a move would do, and with `dry_run` off, the move.
 */
final class RestController extends Controller {
	/**
	 * Takes what the route works with.
	 *
	 * @param Mover $mover Who tries a move and carries it out.
	 */
	public function __construct( private Mover $mover ) {}

	/**
	 * Registers the route.
	 */
	public function register_routes(): void {
		$this->route( '/domain-move', WP_REST_Server::CREATABLE, 'create_item', self::arguments() );
	}

	/**
	 * POST /domain-move: tries the redirects of the move, and saves them unless `dry_run` is on. `steps` is what visitors of the old domains would get.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function create_item( $request ) {
		$move = self::move( $request );
		if ( is_wp_error( $move ) ) {
			return $move;
		}
		$rules = $this->mover->rules( $move );
		if ( is_wp_error( $rules ) ) {
			return $rules;
		}
		$tried = $this->mover->try( $move, $rules, $request['samples'] );
		$saved = $request['dry_run'] ? array() : $this->mover->save( $rules );
		foreach ( array( $tried, $saved ) as $result ) {
			if ( is_wp_error( $result ) ) {
				return $result;
			}
		}
		return new WP_REST_Response(
			array(
				'group'    => $move->group(),
				'from'     => $move->from,
				'to'       => "{$move->scheme}://{$move->to}",
				'warnings' => array( ...$move->warnings( home_url() ), ...$tried['warnings'] ),
				'steps'    => $tried['steps'],
			) + $saved
		);
	}

	/**
	 * What the request wishes for.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return Move|WP_Error
	 */
	private static function move( WP_REST_Request $request ) {
		$hosts = array();
		foreach ( array( $request['to'], ...$request['from'] ) as $typed ) {
			$host = Host::read( $typed );
			if ( null === $host ) {
				/* translators: %s: what was typed. */
				return new WP_Error( 'detour_domain_move_host', sprintf( __( 'Nothing was changed: "%s" is not the name of a domain. Write it as example.com, without a port.', 'detour' ), $typed ), array( 'status' => 400 ) );
			}
			$hosts[] = $host;
		}
		$to   = array_shift( $hosts );
		$from = array_unique( $request['www'] ? array_merge( ...array_map( static fn( string $host ): array => array( $host, Host::twin( $host ) ), $hosts ) ) : $hosts );
		// With its twin, the new domain may be among them: www.example.com to example.com.
		$old = array_values( array_diff( $from, array( $to ) ) );
		if ( in_array( $to, $hosts, true ) || ! $old ) {
			/* translators: %s: name of a domain. */
			return new WP_Error( 'detour_domain_move_loop', sprintf( __( 'Nothing was changed: %s is both an old and the new domain, so visitors would go round in circles. Remove it on one side.', 'detour' ), $to ), array( 'status' => 400 ) );
		}
		return new Move( $old, $to, $request['scheme'], $request['code'], $request['except'] );
	}

	/**
	 * What can be wished for.
	 */
	private static function arguments(): array {
		$paths = static fn( string $description, int $most, array $fallback ): array => array(
			'description' => $description,
			'type'        => 'array',
			'items'       => array(
				'type'      => 'string',
				'pattern'   => '^/(?!/)',
				'maxLength' => 2048,
			),
			'maxItems'    => $most,
			'default'     => $fallback,
		);
		return array(
			'from'    => array(
				'description' => __( 'Old domains.', 'detour' ),
				'type'        => 'array',
				'items'       => array( 'type' => 'string' ),
				'minItems'    => 1,
				'maxItems'    => 20,
				'required'    => true,
			),
			'to'      => array(
				'description' => __( 'New domain.', 'detour' ),
				'type'        => 'string',
				'required'    => true,
			),
			'www'     => array(
				'description' => __( 'Whether the old domains are meant with and without www.', 'detour' ),
				'type'        => 'boolean',
				'default'     => true,
			),
			'scheme'  => array(
				'description' => __( 'Scheme of the new address.', 'detour' ),
				'type'        => 'string',
				'enum'        => array( 'https', 'http' ),
				'default'     => 'https',
			),
			'code'    => array(
				'description' => __( 'Code of the redirects.', 'detour' ),
				'type'        => 'integer',
				'enum'        => array( 301, 302, 307, 308 ),
				'default'     => 307,
			),
			'except'  => $paths( __( 'Paths that stay; a star at the end stands for anything.', 'detour' ), 100, array() ),
			'samples' => $paths( __( 'Paths to try at each old domain.', 'detour' ), 10, array( '/' ) ),
			'dry_run' => array(
				'description' => __( 'Only try it, and save nothing.', 'detour' ),
				'type'        => 'boolean',
				'default'     => false,
			),
		);
	}
}
