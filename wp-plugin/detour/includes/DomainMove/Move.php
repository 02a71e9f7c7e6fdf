<?php
/**
 * A site that goes from one domain to another.
 *
 * @package Detour
 */

namespace Detour\WordPress\DomainMove;

use Detour\WordPress\Rules\PathCondition;

/**
 * What is wished for, and the rules for it: one for each old host, for all paths, which keeps path and query.
 *
 * They stand behind all other rules, so that single pages can still go elsewhere. The admin area, the login and REST are never
 * caught by a rule for all paths.
 */
final class Move {
	/**
	 * Takes what is wished for.
	 *
	 * @param string[] $from   Old hosts.
	 * @param string   $to     New host.
	 * @param string   $scheme Scheme of the new address.
	 * @param int      $code   Code of the redirects.
	 * @param string[] $except Paths that stay; a star at the end stands for anything.
	 */
	public function __construct(
		public readonly array $from,
		public readonly string $to,
		public readonly string $scheme,
		public readonly int $code,
		public readonly array $except
	) {}

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
		return array_map(
			static fn( string $host ): array => $rule + array(
				'source' => array(
					'kind'  => 'prefix',
					'value' => '/',
					'query' => 'pass',
					'host'  => $host,
				),
			),
			$this->from
		);
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
		$warnings = array();
		if ( in_array( $host, $this->from, true ) ) {
			$warnings[] = array(
				/* translators: %s: address of the site. */
				'message' => sprintf( __( 'WordPress still has the old address, %s. If the new domain leads to this same site, WordPress sends visitors back, and they go round in circles.', 'detour' ), $home ),
				/* translators: %s: address. */
				'fix'     => sprintf( __( 'If it is this same site, change both addresses under Settings → General to %s first. If the new domain is on another server, leave them.', 'detour' ), $target ),
			);
		} elseif ( Host::twin( $host ) === $this->to ) {
			$warnings[] = array(
				/* translators: %s: address of the site. */
				'message' => sprintf( __( 'WordPress has the address %s, with or without www. other than here, and redirects everybody there: visitors go two steps instead of one.', 'detour' ), $home ),
				/* translators: %s: name of a domain. */
				'fix'     => sprintf( __( 'Use %s as the new domain.', 'detour' ), $host ),
			);
		} elseif ( $host === $this->to && $scheme !== $this->scheme ) {
			$warnings[] = array(
				/* translators: %s: address of the site. */
				'message' => sprintf( __( 'WordPress has the address %s, with another scheme than here.', 'detour' ), $home ),
				/* translators: %s: http or https. */
				'fix'     => sprintf( __( 'Use %s, or change both addresses under Settings → General.', 'detour' ), $scheme ),
			);
		} elseif ( $host !== $this->to ) {
			$warnings[] = array(
				/* translators: %s: address of the site. */
				'message' => sprintf( __( 'Neither the old nor the new domain is that of this site, %s.', 'detour' ), $home ),
				'fix'     => __( 'Nothing is redirected unless the old domain leads to this server and this site.', 'detour' ),
			);
		}
		return $warnings;
	}
}
