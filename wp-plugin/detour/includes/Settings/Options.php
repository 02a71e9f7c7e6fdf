<?php
/**
 * Settings that only the plugin needs.
 *
 * @package Detour
 */

namespace Detour\WordPress\Settings;

use Detour\WordPress\Rules\RuleJson;
use WP_Error;

/**
 * Each is an option of WordPress, `detour_` with its name. What the rules depend on is kept with them, see RestController.
 */
final class Options {
	/**
	 * The options with their JSON Schema.
	 *
	 * @return array<string, array>
	 */
	public static function schema(): array {
		$switch = static fn( string $description, bool $fallback ): array => array(
			'description' => $description,
			'type'        => 'boolean',
			'default'     => $fallback,
		);
		return array(
			'history_days'             => array(
				'description' => __( 'Days for which changes can be looked at and taken back.', 'detour' ),
				'type'        => 'integer',
				'minimum'     => 1,
				'maximum'     => 3650,
				'default'     => 180,
			),
			'watch_permalinks'         => $switch( __( 'Whether the old address of a page or term redirects when it gets another.', 'detour' ), true ),
			'permalink_code'           => array(
				'description' => __( 'Code of those redirects.', 'detour' ),
				'type'        => 'integer',
				'enum'        => array( 301, 307 ),
				'default'     => 301,
			),
			'trashed'                  => array(
				'description' => __( 'What the address of a page answers that is moved to the trash: what WordPress does (off), 410 (gone), or a redirect to trashed_target.', 'detour' ),
				'type'        => 'string',
				'enum'        => array( 'off', 'gone', 'redirect' ),
				'default'     => 'off',
			),
			'trashed_target'           => array(
				'description' => __( 'Where addresses of pages in the trash lead, if they redirect.', 'detour' ),
				'type'        => 'string',
				'pattern'     => '^/',
				'maxLength'   => 2048,
				'default'     => '/',
			),
			'rule_code'                => array(
				'description' => __( 'Code that a new redirect begins with. This one and the other rule_ options hold where somebody adds a redirect or redirects a URL without a page, not for imports.', 'detour' ),
				'type'        => 'integer',
				'enum'        => RuleJson::REDIRECT_CODES,
				'default'     => 307,
			),
			'rule_slash'               => array(
				'description' => __( 'Whether its source is met with and without a slash at the end (ignore).', 'detour' ),
				'type'        => 'string',
				'enum'        => array( 'ignore', 'exact' ),
				'default'     => 'ignore',
			),
			'rule_case'                => array(
				'description' => __( 'Whether its source is met in upper and lower case (ignore).', 'detour' ),
				'type'        => 'string',
				'enum'        => array( 'exact', 'ignore' ),
				'default'     => 'exact',
			),
			'rule_query'               => array(
				'description' => __( 'What becomes of the query string.', 'detour' ),
				'type'        => 'string',
				'enum'        => array( 'pass', 'ignore', 'any-order', 'exact' ),
				'default'     => 'pass',
			),
			'rule_group'               => array(
				'description' => __( 'Group of a new redirect.', 'detour' ),
				'type'        => 'string',
				'maxLength'   => 191,
				'default'     => '',
			),
			'purge_caches'             => $switch( __( 'Whether page caches forget the addresses of redirects that are changed.', 'detour' ), true ),
			'delete_data_on_uninstall' => $switch( __( 'Whether redirects and all other data are deleted with the plugin.', 'detour' ), false ),
		);
	}

	/**
	 * One option; its default if it is not set, or not to what it may be.
	 *
	 * @param string $name Name without the prefix.
	 * @return bool|int|string
	 */
	public static function get( string $name ) {
		$schema = self::schema()[ $name ];
		$value  = get_option( "detour_$name", $schema['default'] );
		return true === rest_validate_value_from_schema( $value, $schema, $name ) ? rest_sanitize_value_from_schema( $value, $schema, $name ) : $schema['default'];
	}

	/**
	 * All options by name.
	 *
	 * @return array<string, bool|int|string>
	 */
	public static function all(): array {
		$names = array_keys( self::schema() );
		return array_combine( $names, array_map( array( self::class, 'get' ), $names ) );
	}

	/**
	 * Saves options, all of them or none.
	 *
	 * @param array $values Values by name; others stay as they are.
	 * @return WP_Error|null What is wrong.
	 */
	public static function save( array $values ): ?WP_Error {
		$schema = self::schema();
		$values = array_intersect_key( $values, $schema );
		foreach ( $values as $name => $value ) {
			$valid = rest_validate_value_from_schema( $value, $schema[ $name ], $name );
			if ( is_wp_error( $valid ) ) {
				/* translators: %s: what is wrong, as a sentence that names the setting. */
				return new WP_Error( 'detour_invalid_options', sprintf( __( 'Nothing was saved. %s', 'detour' ), $valid->get_error_message() ), array( 'status' => 400 ) );
			}
		}
		foreach ( $values as $name => $value ) {
			$value = rest_sanitize_value_from_schema( $value, $schema[ $name ], $name );
			// WordPress can't tell a stored false from an option that is not there.
			update_option( "detour_$name", is_bool( $value ) ? (int) $value : $value );
		}
		return null;
	}

	/**
	 * Deletes all options of the site.
	 */
	public static function delete(): void {
		foreach ( array_keys( self::schema() ) as $name ) {
			delete_option( "detour_$name" );
		}
	}
}
