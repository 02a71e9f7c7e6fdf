<?php
/**
 * Arguments of the REST routes of the rules.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

/**
 * What the routes take, in the form that register_rest_route() checks and publishes.
 */
final class RestArguments {
	/**
	 * Rules that one bulk request may name.
	 */
	private const MAX_BULK = 10000;

	/**
	 * Arguments of the list.
	 *
	 * @param array $params Arguments that every collection of WordPress has.
	 */
	public static function list( array $params ): array {
		unset( $params['context'] );
		$params['per_page']['default'] = 20;
		$params['per_page']['maximum'] = ListQuery::MAX_PER_PAGE;
		$params['search']['default']   = '';
		return $params + array(
			'enabled' => array(
				'description' => __( 'Only enabled, or only disabled rules.', 'detour' ),
				'type'        => 'boolean',
			),
			'kind'    => array(
				'description' => __( 'Only sources of this kind.', 'detour' ),
				'type'        => 'string',
				'enum'        => RuleJson::KINDS,
			),
			'code'    => array(
				'description' => __( 'Only rules that answer with this code.', 'detour' ),
				'type'        => 'integer',
				'enum'        => array_merge( RuleJson::REDIRECT_CODES, RuleJson::RESPOND_CODES ),
			),
			'group'   => array(
				'description' => __( 'Only rules of this group.', 'detour' ),
				'type'        => 'string',
			),
			'orderby' => array(
				'description' => __( 'What the list is sorted by. position is the order in which rules are tried.', 'detour' ),
				'type'        => 'string',
				'enum'        => ListQuery::ORDER_BY,
				'default'     => 'position',
			),
			'order'   => array(
				'description' => __( 'Direction of the order.', 'detour' ),
				'type'        => 'string',
				'enum'        => array( 'asc', 'desc' ),
				'default'     => 'asc',
			),
		);
	}

	/**
	 * Arguments of the routes that take a rule.
	 *
	 * For the documentation of the routes only: WordPress must not check them, because its messages name neither
	 * the field as the rule's JSON does nor the way out. The extension checks the whole rule.
	 */
	public static function rule(): array {
		$properties = array_diff_key( RuleJson::schema()['properties'], array( 'id' => true ) );
		return array_map(
			static fn( array $property ): array => $property + array(
				'sanitize_callback' => null,
				'validate_callback' => null,
			),
			$properties
		);
	}

	/**
	 * Arguments of the bulk route.
	 */
	public static function bulk(): array {
		return array(
			'action' => array(
				'description' => __( 'What is done to the rules.', 'detour' ),
				'type'        => 'string',
				'enum'        => array( 'enable', 'disable', 'delete' ),
				'required'    => true,
			),
			'ids'    => array(
				'description' => __( 'Numbers of the rules.', 'detour' ),
				'type'        => 'array',
				'items'       => array(
					'type'    => 'integer',
					'minimum' => 1,
				),
				'minItems'    => 1,
				'maxItems'    => self::MAX_BULK,
				'required'    => true,
			),
		);
	}
}
