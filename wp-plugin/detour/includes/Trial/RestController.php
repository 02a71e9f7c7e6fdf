<?php
/**
 * REST route that tries a rule before it is saved.
 *
 * @package Detour
 */

namespace Detour\WordPress\Trial;

use Detour\WordPress\Rest\Controller;
use Detour\WordPress\Rules\Order;
use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Rules\RuleJson;
use Detour\WordPress\Rules\Validation;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;
use WP_REST_Server;

/**
 * POST /test: what is wrong with a rule, and what a request would get once it were saved. Nothing is changed.
 */
final class RestController extends Controller {
	/**
	 * Takes what the route works with.
	 *
	 * @param Repository $repository Where rules are kept.
	 * @param Validation $validation Who says what a rule may be.
	 */
	public function __construct( private Repository $repository, private Validation $validation ) {}

	/**
	 * Registers the route.
	 */
	public function register_routes(): void {
		$this->route( '/test', WP_REST_Server::CREATABLE, 'create_item', $this->arguments() );
	}

	/**
	 * POST /test: checks a rule, and tells what a request would get once it were saved. Nothing is changed.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function create_item( $request ) {
		$settings = $this->repository->settings();
		$rule     = array( 'id' => (int) ( $request['rule']['id'] ?? 0 ) ) + $request['rule'] + array( 'position' => Order::behind() );
		$checked  = $this->validation->check( $rule, $settings );
		if ( is_wp_error( $checked ) ) {
			// A rule with problems is what this route is for; only if nobody can tell it has failed.
			$problems = $checked->get_error_data()['problems'] ?? null;
			return null === $problems ? $checked : new WP_REST_Response( $this->result( null, $problems, array() ) );
		}
		$result = $this->result( $checked['rule'], array(), $checked['warnings'] );
		if ( $request['with_urls'] ) {
			$result['urls'] = Likenesses::of( $checked['rule'], $settings );
		}
		if ( '' === $request['url'] ) {
			return new WP_REST_Response( $result );
		}
		$trace = $this->trace( $checked['rule'], $request );
		return is_wp_error( $trace ) ? $trace : new WP_REST_Response( array_replace( $result, $trace ) );
	}

	/**
	 * What the request would get.
	 *
	 * @param array           $rule    Sound rule.
	 * @param WP_REST_Request $request Request with url, method, headers and facts.
	 * @return array{rule_id: int, alone: bool, trace: array}|WP_Error
	 */
	private function trace( array $rule, WP_REST_Request $request ) {
		$engine = new Engine( $this->repository, array( $request['url'] ), array( $rule ) );
		$trace  = $engine->ask(
			array(
				'url'     => $request['url'],
				'method'  => $request['method'],
				'headers' => array_map( 'strval', $request['headers'] ),
				'facts'   => $request['facts'],
			)
		);
		return is_wp_error( $trace ) ? $trace : array(
			'rule_id' => $engine->tried[0],
			'alone'   => $engine->is_alone,
			'trace'   => $trace,
		);
	}

	/**
	 * The answer, without a trace.
	 *
	 * @param array|null $rule     Rule with all defaults; null if it has errors.
	 * @param array[]    $errors   What keeps it from being saved.
	 * @param array[]    $warnings What is probably not meant.
	 */
	private function result( ?array $rule, array $errors, array $warnings ): array {
		return array(
			'rule'     => null === $rule ? null : RuleJson::with_objects( $rule ),
			'errors'   => $errors,
			'warnings' => $warnings,
			'urls'     => array(),
			'rule_id'  => null,
			'alone'    => false,
			'trace'    => null,
		);
	}

	/**
	 * Arguments of the route.
	 */
	private function arguments(): array {
		return array(
			'rule'    => array(
				'description' => __( 'The rule, saved or not.', 'detour' ),
				'type'        => 'object',
				'required'    => true,
			),
			'url'     => array(
				'description' => __( 'Path or URL to ask for; if empty, the rule is only checked.', 'detour' ),
				'type'        => 'string',
				'default'     => '',
			),
			'with_urls' => array(
				'description' => __( 'Whether to show by way of example which URLs its source takes, as Detour\\preview() does.', 'detour' ),
				'type'        => 'boolean',
				'default'     => false,
			),
			'method'  => array(
				'description' => __( 'Method of the request.', 'detour' ),
				'type'        => 'string',
				'default'     => 'GET',
			),
			'headers' => array(
				'description'          => __( 'Headers of the request, by name.', 'detour' ),
				'type'                 => 'object',
				'additionalProperties' => array( 'type' => 'string' ),
				'default'              => array(),
			),
			'facts'   => array(
				'description' => __( 'What only WordPress knows, as Detour\\resume() takes it.', 'detour' ),
				'type'        => 'object',
				'default'     => array(),
			),
		);
	}
}
