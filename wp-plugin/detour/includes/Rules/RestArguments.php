<?php
/**
 * Arguments of the REST routes of the rules.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

use Detour\WordPress\Log\RuleNumber;

/**
 * What the routes take, in the form that register_rest_route() checks and publishes.
 */
final class RestArguments {
	/**
	 * Rules that one bulk request may name.
	 */
	public const MAX_BULK = 10000;

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
		return $params + self::filters() + array(
			'origin'  => array(
				'description' => __( 'Where the rules are kept: native for the site\'s own, else the plugin whose rules are served where they are. Those can only be read.', 'detour' ),
				'type'        => 'string',
				'enum'        => RuleNumber::ORIGINS,
				'default'     => 'native',
			),
			'orderby' => array(
				'description' => __( 'What the list is sorted by. position is the order in which rules are tried.', 'detour' ),
				'type'        => 'string',
				'enum'        => ListQuery::sortable(),
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
	 * Arguments that say which rules are meant, apart from the search.
	 */
	private static function filters(): array {
		return array(
			'enabled' => array(
				'description' => __( 'Only enabled, or only disabled rules.', 'detour' ),
				'type'        => 'boolean',
			),
			'kind'    => self::one_or_more( __( 'Only sources of one of these kinds.', 'detour' ), 'string', RuleJson::KINDS ),
			'code'    => self::one_or_more( __( 'Only rules that answer with one of these codes.', 'detour' ), 'integer', self::codes() ),
			'group'   => array(
				'description' => __( 'Only rules of this group.', 'detour' ),
				'type'        => 'string',
			),
			'dialect' => self::one_or_more( __( 'Only rules of one of these dialects.', 'detour' ), 'string', RuleJson::DIALECTS ),
			'health'  => self::one_or_more( __( 'Only rules of which the last audit has found something of one of these severities, that have never acted, or whose time is over.', 'detour' ), 'string', ListQuery::HEALTH ),
		);
	}

	/**
	 * Arguments of the routes that take a rule.
	 *
	 * For the documentation of the routes only: WordPress must not check them, because its messages name neither
	 * the field as the rule's JSON does nor the way out. The extension checks the whole rule.
	 */
	public static function rule(): array {
		$properties = array_filter( RuleJson::schema()['properties'], static fn( array $property ): bool => empty( $property['readonly'] ) );
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
			'action'   => array(
				'description' => __( 'What is done to the rules; group, code and position set what the argument of that name says. reset-hits lets them be counted from 0 again, which can\'t be taken back.', 'detour' ),
				'type'        => 'string',
				'enum'        => array( 'enable', 'disable', 'delete', 'group', 'code', 'position', 'reset-hits' ),
				'required'    => true,
			),
			'group'    => array(
				'description' => __( 'Group that the rules get.', 'detour' ),
				'type'        => 'string',
				'default'     => '',
			),
			'code'     => array(
				'description' => __( 'Code that redirects get.', 'detour' ),
				'type'        => 'integer',
				'enum'        => RuleJson::REDIRECT_CODES,
				'default'     => 307,
			),
			'position' => array(
				'description' => __( 'Position that the rules get.', 'detour' ),
				'type'        => 'integer',
				'minimum'     => 0,
				'maximum'     => 4294967295,
				'default'     => 0,
			),
			'ids'      => array(
				'description' => __( 'Numbers of the rules.', 'detour' ),
				'type'        => 'array',
				'items'       => array(
					'type'    => 'integer',
					'minimum' => 1,
				),
				'minItems'    => 1,
				'maxItems'    => self::MAX_BULK,
			),
			'matching' => array(
				'description'          => __( 'Instead of numbers, the filters of the list: all rules that it would show, on whatever page.', 'detour' ),
				'type'                 => 'object',
				'additionalProperties' => false,
				'properties'           => self::filters() + array( 'search' => array( 'type' => 'string' ) ),
			),
		);
	}

	/**
	 * Arguments of the route that puts rules back.
	 */
	public static function restore(): array {
		$time = array(
			'type'    => array( 'string', 'null' ),
			'pattern' => '^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$',
		);
		return array(
			'rules'   => array(
				'description' => __( 'Rules as they were, with their numbers.', 'detour' ),
				'type'        => 'array',
				'items'       => array( 'type' => 'object' ),
				'minItems'    => 1,
				'maxItems'    => self::MAX_BULK,
				'required'    => true,
			),
			'history' => array(
				'description' => __( 'For deleted rules, what the answer to the deletion told: since when they are there, and how often they were used before. Without it they begin anew.', 'detour' ),
				'type'        => 'array',
				'items'       => array(
					'type'                 => 'object',
					'additionalProperties' => false,
					'properties'           => array(
						'id'          => array(
							'type'     => 'integer',
							'required' => true,
						),
						'created_at'  => $time,
						'hits_before' => array(
							'type'    => 'integer',
							'minimum' => 0,
						),
						'last_hit'    => $time,
					),
				),
				'maxItems'    => self::MAX_BULK,
				'default'     => array(),
			),
		);
	}

	/**
	 * A filter that takes one value or several.
	 *
	 * @param string $description What it filters.
	 * @param string $type        Type of a value.
	 * @param array  $values      Values there are.
	 */
	private static function one_or_more( string $description, string $type, array $values ): array {
		return array(
			'description' => $description,
			'type'        => 'array',
			'items'       => array(
				'type' => $type,
				'enum' => $values,
			),
			'default'     => array(),
		);
	}

	/**
	 * Every code a rule may answer with.
	 *
	 * @return int[]
	 */
	private static function codes(): array {
		return array_merge( RuleJson::REDIRECT_CODES, RuleJson::RESPOND_CODES );
	}
}
