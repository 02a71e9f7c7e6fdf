<?php
/**
 * Views of the list of rules that a person has saved.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

use Detour\WordPress\Capability;

/**
 * Keeps them with the user, where they follow to every browser: in the field `meta` of `/wp/v2/users/me`.
 */
final class SavedViews {
	/**
	 * Name of the user's meta field.
	 */
	public const META = 'detour_saved_views';

	/**
	 * What can be saved; names of columns, filters and layouts are the app's own.
	 */
	public const VIEW = array(
		'type'                 => 'object',
		'additionalProperties' => false,
		'properties'           => array(
			'name'    => array(
				'type'      => 'string',
				'minLength' => 1,
				'maxLength' => 100,
			),
			'search'  => array(
				'type'      => 'string',
				'maxLength' => 500,
			),
			'perPage' => array(
				'type'    => 'integer',
				'minimum' => 1,
				'maximum' => ListQuery::MAX_PER_PAGE,
			),
			'fields'  => array(
				'type'     => 'array',
				'maxItems' => 50,
				'items'    => array( 'type' => 'string' ),
			),
			'sort'    => array(
				'type'                 => 'object',
				'additionalProperties' => false,
				'properties'           => array(
					'field'     => array( 'type' => 'string' ),
					'direction' => array(
						'type' => 'string',
						'enum' => array( 'asc', 'desc' ),
					),
				),
			),
			'filters' => array(
				'type'     => 'array',
				'maxItems' => 50,
				'items'    => array(
					'type'                 => 'object',
					'additionalProperties' => false,
					'properties'           => array(
						'field'    => array( 'type' => 'string' ),
						'operator' => array( 'type' => 'string' ),
						'value'    => array(
							'type'  => array( 'string', 'integer', 'boolean', 'array' ),
							'items' => array( 'type' => array( 'string', 'integer' ) ),
						),
					),
				),
			),
		),
	);

	/**
	 * Registers the field.
	 */
	public function register(): void {
		register_meta(
			'user',
			self::META,
			array(
				'type'          => 'array',
				'single'        => true,
				'default'       => array(),
				'auth_callback' => static fn( $allowed, $key, $user_id ): bool => get_current_user_id() === (int) $user_id && current_user_can( Capability::name() ),
				'show_in_rest'  => array(
					'schema' => array(
						'type'     => 'array',
						'maxItems' => 50,
						// So that they are shown to nobody who may not edit the user.
						'context'  => array( 'edit' ),
						'items'    => self::VIEW,
					),
				),
			)
		);
	}
}
