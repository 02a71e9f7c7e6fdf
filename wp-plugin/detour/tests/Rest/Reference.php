<?php
/**
 * The REST reference, written from the code.
 *
 * @package Detour
 */

namespace Detour\WordPress\Tests\Rest;

use ReflectionMethod;

/**
 * All routes of the plugin as Markdown: what each does (the comment on its callback), what it takes (its arguments) and what it
 * gives (its schema).
 */
final class Reference {
	private const INTRODUCTION = <<<'MARKDOWN'
		# REST reference

		Written from the code by the tests: `DETOUR_WRITE_REFERENCE=$PWD/wp-plugin/detour/REST.md cargo xtask test plugin`.

		All routes are below `/wp-json/detour/v1` (`/?rest_route=/detour/v1` where permalinks are plain) and want a user with the
		capability `manage_options`, or the one that the filter `detour_capability` names: a cookie with the header `X-WP-Nonce`, or an
		application password. Who is nobody gets 401, who may not gets 403. Errors are WordPress's: `{"code", "message", "data": {"status"}}`;
		those about rules have besides, in `data`, what is wrong where and the way out.

		MARKDOWN;

	/**
	 * The whole page.
	 */
	public static function page(): string {
		$page = preg_replace( '/^\t+/m', '', self::INTRODUCTION );
		foreach ( self::routes() as $route => $endpoints ) {
			$page .= "\n## " . self::readable( $route ) . "\n";
			foreach ( $endpoints as $endpoint ) {
				$page .= self::endpoint( $endpoint );
			}
			$schema = rest_get_server()->get_route_options( $route )['schema'] ?? null;
			if ( $schema ) {
				$page .= self::answer( $schema() );
			}
		}
		return $page;
	}

	/**
	 * Routes of the plugin with their endpoints, in the order of their names.
	 *
	 * @return array<string, array<int, array<string, mixed>>>
	 */
	public static function routes(): array {
		$routes = rest_get_server()->get_routes( 'detour/v1' );
		unset( $routes['/detour/v1'] );
		ksort( $routes );
		return $routes;
	}

	/**
	 * `/detour/v1/rules/(?P<id>\d+)` as `/rules/{id}`.
	 *
	 * @param string $route Route.
	 */
	private static function readable( string $route ): string {
		return preg_replace( '/\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)/', '{$1}', substr( $route, strlen( '/detour/v1' ) ) );
	}

	/**
	 * One method of a route.
	 *
	 * @param array<string, mixed> $endpoint As WordPress keeps it.
	 */
	private static function endpoint( array $endpoint ): string {
		$text = "\n**" . implode( ', ', array_keys( $endpoint['methods'] ) ) . '**' . self::purpose( $endpoint['callback'] ) . "\n";
		if ( ! $endpoint['args'] ) {
			return $text;
		}
		$text .= "\n| argument | type | |\n|---|---|---|\n";
		foreach ( $endpoint['args'] as $name => $argument ) {
			$text .= sprintf( "| `%s` | %s | %s |\n", $name, self::type( $argument ), self::cell( self::meaning( $argument ) ) );
		}
		return $text;
	}

	/**
	 * What the comment on a callback says behind method and route.
	 *
	 * @param callable $callback Callback of an endpoint.
	 */
	public static function purpose( $callback ): string {
		if ( ! is_array( $callback ) ) {
			return '';
		}
		$comment = (string) ( new ReflectionMethod( $callback[0], $callback[1] ) )->getDocComment();
		$words   = trim( preg_replace( array( '~^/\*\*|\*/$~', '~^\s*\* ?~m', '~@(param|return|throws)\b.*~s' ), '', $comment ) );
		$words   = preg_replace( array( '~^[A-Z]+ /\S*?(?=[:.]?(\s|$))~', '~\s+~' ), array( '', ' ' ), $words );
		$words   = ltrim( $words, ':. ' );
		return '' === $words ? '' : ': ' . $words;
	}

	/**
	 * Type of an argument or of a field, with the values that it may have.
	 *
	 * @param array<string, mixed> $schema Schema.
	 */
	private static function type( array $schema ): string {
		$type = implode( ' or ', (array) ( $schema['type'] ?? 'any' ) );
		if ( isset( $schema['items']['type'] ) ) {
			$type .= ' of ' . implode( ' or ', (array) $schema['items']['type'] );
		}
		$values = $schema['enum'] ?? $schema['items']['enum'] ?? null;
		if ( $values ) {
			$type .= ': ' . implode( ', ', array_map( static fn( $value ): string => '`' . wp_json_encode( $value, JSON_UNESCAPED_SLASHES ) . '`', $values ) );
		}
		return self::cell( $type );
	}

	/**
	 * What an argument is, whether it is needed, and what it is otherwise.
	 *
	 * @param array<string, mixed> $argument Argument.
	 */
	private static function meaning( array $argument ): string {
		$words = array( $argument['description'] ?? '' );
		if ( ! empty( $argument['required'] ) ) {
			$words[] = 'Required.';
		} elseif ( isset( $argument['default'] ) ) {
			$words[] = 'Default: `' . wp_json_encode( $argument['default'], JSON_UNESCAPED_SLASHES ) . '`.';
		}
		foreach ( array( 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'format', 'pattern' ) as $limit ) {
			if ( isset( $argument[ $limit ] ) ) {
				$words[] = "$limit `{$argument[ $limit ]}`.";
			}
		}
		return trim( implode( ' ', $words ) );
	}

	/**
	 * What a route gives.
	 *
	 * @param array<string, mixed> $schema Schema of an item.
	 */
	private static function answer( array $schema ): string {
		$fields = $schema['properties'] ?? $schema['items']['properties'] ?? array();
		if ( ! $fields ) {
			return '';
		}
		$text = "\n| field of the answer | type | |\n|---|---|---|\n";
		foreach ( $fields as $name => $field ) {
			$text .= sprintf( "| `%s` | %s | %s |\n", $name, self::type( $field ), self::cell( $field['description'] ?? '' ) );
		}
		return $text;
	}

	/**
	 * Text that keeps to its cell.
	 *
	 * @param string $text Text.
	 */
	private static function cell( string $text ): string {
		return str_replace( array( '|', "\n" ), array( '\|', ' ' ), $text );
	}
}
