<?php
/**
 * The JSON form of a rule.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

/**
 * Describes the rule's JSON and turns it into PHP arrays and back without changing its meaning.
 *
 * The description is for clients and for the form. What is valid is decided by Validation.
 */
final class RuleJson {
	/**
	 * The last two are for rules in the dialect of Rank Math.
	 */
	public const KINDS          = array( 'exact', 'prefix', 'wildcard', 'regex', 'contains', 'suffix' );
	public const SENSITIVITIES  = array( 'exact', 'ignore' );
	public const QUERY_MODES    = array( 'exact', 'any-order', 'ignore', 'pass' );
	public const SCHEMES        = array( 'any', 'http', 'https' );
	public const REDIRECT_CODES = array( 301, 302, 303, 304, 307, 308 );
	public const DIALECTS       = array( 'native', 'redirection', 'rank-math' );
	public const RESPOND_CODES  = array( 400, 401, 403, 404, 410, 418, 451, 500, 501, 502, 503, 504 );

	/**
	 * Parts of a rule that have columns of their own, as they are needed in SQL.
	 */
	private const COLUMNS = array( 'id', 'position', 'enabled' );

	/**
	 * The text that is stored in the column `rule`.
	 *
	 * @param array $rule Canonical rule.
	 */
	public static function encode( array $rule ): string {
		$stored = array_diff_key( self::with_objects( $rule ), array_flip( self::COLUMNS ) );
		return wp_json_encode( $stored, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE );
	}

	/**
	 * The rule of a row of the table.
	 *
	 * @param array $row Row with the columns id, position, enabled, rule, and source and kind in case `rule` is damaged.
	 */
	public static function decode( array $row ): array {
		$stored = json_decode( $row['rule'], true );
		if ( ! is_string( $stored['source']['value'] ?? null ) || ! is_array( $stored['then'] ?? null ) ) {
			// Somebody edited the table by hand: show what is left, so that it can be repaired or deleted.
			$stored = array(
				'source' => array(
					'kind'  => $row['kind'],
					'value' => $row['source'],
				),
				'then'   => array(),
			);
		}
		return array(
			'id'       => (int) $row['id'],
			'enabled'  => (bool) $row['enabled'],
			'position' => (int) $row['position'],
		) + $stored;
	}

	/**
	 * The rule with empty parameters of an action as objects: `{"ignore": {}}`, which PHP would write as `[]`.
	 *
	 * @param array $rule Rule as PHP arrays.
	 */
	public static function with_objects( array $rule ): array {
		foreach ( array( 'then', 'else' ) as $branch ) {
			if ( ! isset( $rule[ $branch ] ) || ! is_array( $rule[ $branch ] ) ) {
				continue;
			}
			foreach ( $rule[ $branch ] as $action => $parameters ) {
				if ( array() === $parameters ) {
					$rule[ $branch ][ $action ] = (object) array();
				}
			}
			$rule[ $branch ] = (object) $rule[ $branch ];
		}
		return $rule;
	}

	/**
	 * A rule with some of its parts replaced, as PATCH means it.
	 *
	 * `source` is merged key by key, the parameters of `then` too as long as the action stays the same.
	 *
	 * @param array $rule    Stored rule.
	 * @param array $changes Parts to change.
	 */
	public static function merge( array $rule, array $changes ): array {
		$merged = array_replace( $rule, $changes );
		foreach ( array( 'source', 'then' ) as $part ) {
			if ( ! is_array( $changes[ $part ] ?? null ) || ! is_array( $rule[ $part ] ?? null ) ) {
				continue;
			}
			if ( 'source' === $part ) {
				$merged['source'] = array_replace( $rule['source'], $changes['source'] );
				continue;
			}
			foreach ( $changes['then'] as $action => $parameters ) {
				if ( is_array( $parameters ) && is_array( $rule['then'][ $action ] ?? null ) ) {
					$merged['then'][ $action ] = array_replace( $rule['then'][ $action ], $parameters );
				}
			}
		}
		return $merged;
	}

	/**
	 * The code that a rule answers with; null if it sends none.
	 *
	 * @param array $rule Rule.
	 */
	public static function code( array $rule ): ?int {
		return $rule['then']['redirect']['code'] ?? $rule['then']['respond']['code'] ?? $rule['then']['code'] ?? null;
	}

	/**
	 * Where a rule leads; null if it has no single target.
	 *
	 * @param array $rule Rule.
	 */
	public static function target( array $rule ): ?string {
		return $rule['then']['redirect']['to'] ?? $rule['then']['rewrite']['to'] ?? null;
	}

	/**
	 * A rule that redirects with another code. One that doesn't redirect stays as it is.
	 *
	 * @param array $rule Stored rule.
	 * @param int   $code One of REDIRECT_CODES.
	 */
	public static function with_redirect_code( array $rule, int $code ): array {
		if ( isset( $rule['then']['redirect'] ) ) {
			$rule['then']['redirect']['code'] = $code;
		} elseif ( isset( $rule['then']['split'] ) ) {
			$rule['then']['code'] = $code;
		}
		return $rule;
	}

	/**
	 * JSON Schema of a rule.
	 */
	public static function schema(): array {
		$text = static fn( string $description, string $fallback ): array => array(
			'description' => $description,
			'type'        => 'string',
			'default'     => $fallback,
		);
		$enum = static fn( string $description, array $values, string $fallback ): array => array(
			'description' => $description,
			'type'        => 'string',
			'enum'        => $values,
			'default'     => $fallback,
		);
		return array(
			'$schema'              => 'http://json-schema.org/draft-04/schema#',
			'title'                => 'detour-rule',
			'type'                 => 'object',
			'additionalProperties' => false,
			'required'             => array( 'source', 'then' ),
			'properties'           => array(
				'id'       => array(
					'description' => __( 'Number of the rule.', 'detour' ),
					'type'        => 'integer',
					'readonly'    => true,
				),
				'enabled'  => array(
					'description' => __( 'Whether the rule is served.', 'detour' ),
					'type'        => 'boolean',
					'default'     => true,
				),
				'position' => array(
					'description' => __( 'Rules are tried in the order of position, then of id. A new rule without one comes last.', 'detour' ),
					'type'        => 'integer',
					'minimum'     => 0,
				),
				'group'    => $text( __( 'Name of a group, for lists.', 'detour' ), '' ),
				'note'     => $text( __( 'Note for people.', 'detour' ), '' ),
				'source'   => array(
					'description' => __( 'What a URL must look like.', 'detour' ),
					'type'        => 'object',
					'properties'  => array(
						'kind'   => $enum( __( 'How value is compared with the path.', 'detour' ), self::KINDS, 'exact' ),
						'value'  => array(
							'description' => __( 'Path, prefix, wildcard or regular expression.', 'detour' ),
							'type'        => 'string',
						),
						'case'   => $enum( __( 'Whether upper and lower case differ.', 'detour' ), self::SENSITIVITIES, 'exact' ),
						'slash'  => $enum( __( 'Whether a slash at the end matters.', 'detour' ), self::SENSITIVITIES, 'exact' ),
						'query'  => $enum( __( 'What is done with the query string.', 'detour' ), self::QUERY_MODES, 'exact' ),
						'host'   => $text( __( 'any, a host name, or *.example.com.', 'detour' ), 'any' ),
						'scheme' => $enum( __( 'Scheme of the request.', 'detour' ), self::SCHEMES, 'any' ),
					),
					'required'    => array( 'value' ),
				),
				'when'     => array(
					'description' => __( 'What else must hold: conditions, all of them.', 'detour' ),
					'type'        => 'array',
					'items'       => array( 'type' => 'object' ),
				),
				'else'     => array(
					'description' => __( 'What is answered if the source matches and the conditions do not; as then.', 'detour' ),
					'type'        => 'object',
				),
				'schedule' => array(
					'description' => __( 'From when until when the rule is there: from, until, RFC 3339 with an offset.', 'detour' ),
					'type'        => 'object',
				),
				'examples' => array(
					'description' => __( 'Tests of the rule: URLs and what is to come of them.', 'detour' ),
					'type'        => 'array',
					'items'       => array( 'type' => 'object' ),
				),
				'then'     => array(
					'description' => __( 'What is answered: exactly one of redirect, split, respond, rewrite and ignore.', 'detour' ),
					'type'        => 'object',
					'properties'  => array(
						'redirect' => array(
							'type'       => 'object',
							'required'   => array( 'to' ),
							'properties' => array(
								'to'          => array(
									'description' => __( 'Target, relative or absolute; $1 is the first capture.', 'detour' ),
									'type'        => 'string',
								),
								'code'        => array(
									'type'    => 'integer',
									'enum'    => self::REDIRECT_CODES,
									'default' => 307,
								),
								'allow_hosts' => array(
									'description' => __( 'Hosts that a capture in the host part of the target may lead to.', 'detour' ),
									'type'        => 'array',
									'items'       => array( 'type' => 'string' ),
									'default'     => array(),
								),
								'canonical'   => array(
									'description' => __( 'Whether the target page names the source as its canonical URL while the rule is there.', 'detour' ),
									'type'        => 'boolean',
									'default'     => false,
								),
								'alternates'  => array(
									'description'          => __( 'The same page in several languages: addresses by language tag or x-default, which these pages name while the rule is there.', 'detour' ),
									'type'                 => 'object',
									'additionalProperties' => array( 'type' => 'string' ),
								),
							),
						),
						'respond'  => array(
							'type'       => 'object',
							'required'   => array( 'code' ),
							'properties' => array(
								'code' => array(
									'type' => 'integer',
									'enum' => self::RESPOND_CODES,
								),
							),
						),
						'ignore'   => array(
							'type' => 'object',
						),
					),
				),
				'dialect'  => $text( __( 'Whose semantics the rule follows.', 'detour' ), 'native' ),
				'hits'     => array(
					'description' => __( 'In lists: how often the rule has acted.', 'detour' ),
					'type'        => 'integer',
					'readonly'    => true,
				),
				'health'   => array(
					'description' => __( 'In lists: the worst that the last audit has found of it, or that it has never acted, or that its time is over; null if nothing of that is so, and for rules that other plugins keep.', 'detour' ),
					'type'        => array( 'string', 'null' ),
					'enum'        => array( ...ListQuery::HEALTH, null ),
					'readonly'    => true,
				),
				'origin'   => array(
					'description' => __( 'In lists: where the rule is kept.', 'detour' ),
					'type'        => 'string',
					'readonly'    => true,
				),
				'last_hit' => array(
					'description' => __( 'In lists: Unix time at which it acted last; null if never.', 'detour' ),
					'type'        => array( 'integer', 'null' ),
					'readonly'    => true,
				),
			),
		);
	}
}
