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
				'warnings' => array( ...$move->warnings( home_url() ), ...self::warnings( $move ), ...$tried['warnings'] ),
				'steps'    => $tried['steps'],
			) + $saved
		);
	}

	/**
	 * What is odd about this server.
	 *
	 * @param Move $move What is wished for.
	 * @return array{message: string, fix: string}[]
	 */
	private static function warnings( Move $move ): array {
		return $move->secure && isset( $_SERVER['HTTP_X_FORWARDED_PROTO'] ) && ! ini_get( 'detour.trusted_proxies' )
			? array(
				array(
					'message' => __( 'Requests come through a proxy, and PHP does not know which: to it all of them come by http, so visitors would go round in circles.', 'detour' ),
					'fix'     => __( 'Name the proxy in detour.trusted_proxies in php.ini, and restart PHP, before you save this.', 'detour' ),
				),
			)
			: array();
	}

	/**
	 * What the request wishes for.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return Move|WP_Error
	 */
	private static function move( WP_REST_Request $request ) {
		$places = array();
		foreach ( array( $request['to'], ...$request['from'] ) as $typed ) {
			$host   = Host::read( $typed );
			$folder = Host::folder( $typed );
			if ( null === $host || null === $folder ) {
				/* translators: %s: what was typed. */
				return new WP_Error( 'detour_domain_move_host', sprintf( __( 'Nothing was changed: "%s" is not the name of a domain. Write it as example.com or example.com/folder, without a port.', 'detour' ), $typed ), array( 'status' => 400 ) );
			}
			$places[] = $host . $folder;
		}
		$to     = array_shift( $places );
		$secure = $request['secure'] && 'https' === $request['scheme'];
		if ( ! $places && ! $secure ) {
			return new WP_Error( 'detour_domain_move_nothing', __( 'Nothing was changed: there is neither an old domain, nor http to lead to https. Give one of them.', 'detour' ), array( 'status' => 400 ) );
		}
		$from = array_unique( $request['www'] ? array_merge( ...array_map( static fn( string $place ): array => array( $place, Host::twin( $place ) ), $places ) ) : $places );
		// With its twin, the new domain may be among them: www.example.com to example.com.
		$old  = array_values( array_diff( $from, in_array( $to, $places, true ) ? array() : array( $to ) ) );
		$loop = array_filter( $old, static fn( string $place ): bool => Move::is_below( $to, $place ) );
		if ( $loop || ( $places && ! $old ) ) {
			/* translators: %s: name of a domain. */
			return new WP_Error( 'detour_domain_move_loop', sprintf( __( 'Nothing was changed: %s is both an old and the new domain, so visitors would go round in circles. Remove it on one side.', 'detour' ), $to ), array( 'status' => 400 ) );
		}
		return new Move( $old, $to, $request['scheme'], $request['code'], $request['except'], $secure );
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
				'description' => __( 'Old domains, each with its folder if it is only that.', 'detour' ),
				'type'        => 'array',
				'items'       => array( 'type' => 'string' ),
				'maxItems'    => 20,
				'default'     => array(),
			),
			'to'      => array(
				'description' => __( 'New domain, perhaps with a folder.', 'detour' ),
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
			'secure'  => array(
				'description' => __( 'Whether http leads to https at the new domain; only with the scheme https.', 'detour' ),
				'type'        => 'boolean',
				'default'     => false,
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
