<?php
/**
 * A site that goes from one domain to another.
 *
 * @package Detour
 */

namespace Detour\WordPress\DomainMove;

use Detour\WordPress\Rules\PathCondition;

/**
 * What is wished for, and the rules for it: one for each old place, for all paths, which keeps path and query. A place is a host,
 * perhaps with a folder: "example.com", "example.com/shop".
 *
 * They stand behind all other rules, so that single pages can still go elsewhere. The admin area, the login and REST are never
 * caught by a rule for all paths.
 */
final class Move {
	/**
	 * Takes what is wished for.
	 *
	 * @param string[] $from   Old places.
	 * @param string   $to     New place.
	 * @param string   $scheme Scheme of the new address.
	 * @param int      $code   Code of the redirects.
	 * @param string[] $except Paths that stay; a star at the end stands for anything.
	 * @param bool     $secure Whether http leads to https at the new place.
	 */
	public function __construct(
		public readonly array $from,
		public readonly string $to,
		public readonly string $scheme,
		public readonly int $code,
		public readonly array $except,
		public readonly bool $secure = false
	) {}

	/**
	 * The host of a place.
	 *
	 * @param string $place Place.
	 */
	public static function host( string $place ): string {
		return explode( '/', $place )[0];
	}

	/**
	 * Whether what is below one place is below another as well.
	 *
	 * @param string $place Place.
	 * @param string $other Place that may be above it.
	 */
	public static function is_below( string $place, string $other ): bool {
		return str_starts_with( "$place/", "$other/" );
	}

	/**
	 * Addresses that lead away: schemes and places.
	 *
	 * @param string $scheme Scheme of the old places.
	 * @return string[]
	 */
	public function asked( string $scheme ): array {
		$asked = array_map( static fn( string $place ): string => "$scheme://$place", $this->from );
		return $this->secure ? array( ...$asked, "http://{$this->to}" ) : $asked;
	}

	/**
	 * The group of its rules.
	 */
	public function group(): string {
		/* translators: %s: name of a domain. */
		return mb_substr( sprintf( __( 'Move to %s', 'detour' ), $this->to ), 0, 191 );
	}

	/**
	 * The rules, not yet checked.
	 *
	 * @param int $position Position of them all.
	 * @return array[]
	 */
	public function rules( int $position ): array {
		$rule = array(
			'group'    => $this->group(),
			'position' => $position,
			'then'     => array(
				'redirect' => array(
					'to'   => "{$this->scheme}://{$this->to}/\$1",
					'code' => $this->code,
				),
			),
		);
		if ( $this->except ) {
			$rule['when'] = array( array( 'not' => array( 'any' => array_map( array( PathCondition::class, 'of' ), $this->except ) ) ) );
		}
		$rules = array_map( static fn( string $place ): array => array( 'source' => self::source( $place ) ) + $rule, $this->from );
		return $this->secure ? array( ...$rules, array( 'source' => array( 'scheme' => 'http' ) + self::source( $this->to ) ) + $rule ) : $rules;
	}

	/**
	 * The source for all that is below a place.
	 *
	 * @param string $place Place.
	 */
	private static function source( string $place ): array {
		$host   = self::host( $place );
		$folder = substr( $place, strlen( $host ) ) . '/';
		return array(
			'kind'  => 'prefix',
			'value' => $folder,
			'query' => 'pass',
			'host'  => $host,
		) + ( '/' === $folder ? array() : array( 'slash' => 'ignore' ) );
	}

	/**
	 * What may go wrong, which no rule shows by itself.
	 *
	 * @param string $home Address of the site.
	 * @return array{message: string, fix: string}[]
	 */
	public function warnings( string $home ): array {
		$host     = strtolower( (string) wp_parse_url( $home, PHP_URL_HOST ) );
		$scheme   = (string) wp_parse_url( $home, PHP_URL_SCHEME );
		$target   = "{$this->scheme}://{$this->to}";
		$to       = self::host( $this->to );
		$here     = $host . untrailingslashit( (string) wp_parse_url( $home, PHP_URL_PATH ) );
		$warnings = array();
		if ( array_filter( $this->from, static fn( string $place ): bool => self::is_below( $here, $place ) ) ) {
			$warnings[] = array(
				/* translators: %s: address of the site. */
				'message' => sprintf( __( 'WordPress still has the old address, %s. If the new domain leads to this same site, WordPress sends visitors back, and they go round in circles.', 'detour' ), $home ),
				/* translators: %s: address. */
				'fix'     => sprintf( __( 'If it is this same site, change both addresses under Settings → General to %s first. If the new domain is on another server, leave them.', 'detour' ), $target ),
			);
		} elseif ( Host::twin( $host ) === $to ) {
			$warnings[] = array(
				/* translators: %s: address of the site. */
				'message' => sprintf( __( 'WordPress has the address %s, with or without www. other than here, and redirects everybody there: visitors go two steps instead of one.', 'detour' ), $home ),
				/* translators: %s: name of a domain. */
				'fix'     => sprintf( __( 'Use %s as the new domain.', 'detour' ), $host ),
			);
		} elseif ( $host === $to && $scheme !== $this->scheme ) {
			$warnings[] = array(
				/* translators: %s: address of the site. */
				'message' => sprintf( __( 'WordPress has the address %s, with another scheme than here.', 'detour' ), $home ),
				/* translators: %s: http or https. */
				'fix'     => sprintf( __( 'Use %s, or change both addresses under Settings → General.', 'detour' ), $scheme ),
			);
		} elseif ( $host !== $to && ! in_array( $host, array_map( array( self::class, 'host' ), $this->from ), true ) ) {
			$warnings[] = array(
				/* translators: %s: address of the site. */
				'message' => sprintf( __( 'Neither the old nor the new domain is that of this site, %s.', 'detour' ), $home ),
				'fix'     => __( 'Nothing is redirected unless the old domain leads to this server and this site.', 'detour' ),
			);
		}
		return $warnings;
	}
}
