<?php
/**
 * Lists as a person has left them.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

use Detour\WordPress\Capability;

/**
 * Keeps columns, order and size of each list with the user, where they follow to every browser: in the field `meta` of
 * `/wp/v2/users/me`. The page of the app tells them before it asks for anything.
 */
final class ListViews {
	/**
	 * Name of the user's meta field.
	 */
	public const META = 'detour_list_views';

	/**
	 * Lists there are.
	 */
	private const LISTS = array( 'rules', 'not-found', 'log' );

	/**
	 * What is kept of a list; names of columns are the app's own.
	 */
	private const VIEW = array(
		'type'                 => 'object',
		'additionalProperties' => false,
		'properties'           => array(
			'perPage' => SavedViews::VIEW['properties']['perPage'],
			'fields'  => SavedViews::VIEW['properties']['fields'],
			'sort'    => SavedViews::VIEW['properties']['sort'],
		),
	);

	/**
	 * The lists of the current user, by name.
	 */
	public static function all(): object {
		$views = get_user_meta( get_current_user_id(), self::META, true );
		return (object) ( is_array( $views ) ? $views : array() );
	}

	/**
	 * Registers the field.
	 */
	public function register(): void {
		register_meta(
			'user',
			self::META,
			array(
				'type'          => 'object',
				'single'        => true,
				'default'       => array(),
				'auth_callback' => static fn( $allowed, $key, $user_id ): bool => get_current_user_id() === (int) $user_id && current_user_can( Capability::name() ),
				'show_in_rest'  => array(
					'schema' => array(
						'type'                 => 'object',
						'additionalProperties' => false,
						// So that they are shown to nobody who may not edit the user.
						'context'              => array( 'edit' ),
						'properties'           => array_fill_keys( self::LISTS, self::VIEW ),
					),
				),
			)
		);
	}
}
