<?php
/**
 * What the pages of the site say of each other.
 *
 * @package Detour
 */

namespace Detour\WordPress\Links;

/**
 * Made of rules: by page, the canonical URLs and language versions it names, each with the times between which it does.
 */
final class Pages {
	/**
	 * Sets of language versions, each `from`, `until` (Unix times) and `links`: URLs by language.
	 *
	 * @var array<string, array>
	 */
	private array $sets = array();

	/**
	 * By the key of the page: `canonical`, a list of `href`, `from` and `until`; `sets`, keys of sets; `vary`, the same for pages
	 * whose answer depends on the language.
	 *
	 * @var array<string, array>
	 */
	private array $pages = array();

	/**
	 * Takes the rules.
	 *
	 * @param array[] $rules Enabled rules in their order.
	 */
	public function __construct( array $rules ) {
		foreach ( $rules as $rule ) {
			$times = array(
				'from'  => isset( $rule['schedule']['from'] ) ? (int) strtotime( $rule['schedule']['from'] ) : 0,
				'until' => isset( $rule['schedule']['until'] ) ? (int) strtotime( $rule['schedule']['until'] ) : PHP_INT_MAX,
			);
			foreach ( array( 'then', 'else' ) as $branch ) {
				$redirect = $rule[ $branch ]['redirect'] ?? array();
				if ( ! empty( $redirect['canonical'] ) ) {
					$this->add_canonical( $rule['source'], $redirect['to'], $times );
				}
				if ( ! empty( $redirect['alternates'] ) ) {
					$this->add_alternates( $rule['source'], $redirect['alternates'], $times );
				}
			}
		}
	}

	/**
	 * All of it, to be kept.
	 *
	 * @return array{sets: array, pages: array}
	 */
	public function kept(): array {
		return array(
			'sets'  => $this->sets,
			'pages' => $this->pages,
		);
	}

	/**
	 * Pages of the site that say something else with a rule than without.
	 *
	 * @param array $rule Rule.
	 * @return string[] Absolute URLs.
	 */
	public static function touched( array $rule ): array {
		$touched = array();
		foreach ( array( 'then', 'else' ) as $branch ) {
			$redirect = $rule[ $branch ]['redirect'] ?? array();
			$touched  = array( ...$touched, ...( empty( $redirect['canonical'] ) ? array() : array( $redirect['to'] ?? null ) ), ...array_values( (array) ( $redirect['alternates'] ?? array() ) ) );
		}
		$touched = array_filter( $touched, static fn( $address ): bool => is_string( $address ) && null !== Url::key( $address ) );
		return array_unique( array_map( array( Url::class, 'absolute' ), $touched ) );
	}

	/**
	 * The target of a redirect names its source.
	 *
	 * @param array  $source Source of the rule, exact.
	 * @param string $to     Target without captures.
	 * @param array  $times  From and until.
	 */
	private function add_canonical( array $source, string $to, array $times ): void {
		$page = Url::key( $to );
		if ( null === $page ) {
			return;
		}
		$host   = $source['host'] ?? 'any';
		$scheme = $source['scheme'] ?? 'any';

		$this->pages[ $page ]['canonical'][] = $times + array(
			'href' => Url::absolute( $source['value'], 'any' === $host || str_contains( $host, '*' ) ? '' : $host, 'any' === $scheme ? '' : $scheme ),
		);
	}

	/**
	 * Each version names all of them. Several rules of one page have the same versions, which are kept once.
	 *
	 * @param array                 $source   Source of the rule.
	 * @param array<string, string> $versions Addresses by language.
	 * @param array                 $times    From and until.
	 */
	private function add_alternates( array $source, array $versions, array $times ): void {
		$set = $times + array( 'links' => array_map( array( Url::class, 'absolute' ), $versions ) );
		$key = md5( wp_json_encode( $set ) );

		$this->sets[ $key ] = $set;
		foreach ( $versions as $address ) {
			$this->mark( Url::key( $address ), 'sets', $key );
		}
		if ( 'exact' === ( $source['kind'] ?? 'exact' ) ) {
			$this->mark( Url::key( $source['value'] ), 'vary', $key );
		}
	}

	/**
	 * Notes a set with a page.
	 *
	 * @param string|null $page Key of the page; null for other sites'.
	 * @param string      $what `sets` or `vary`.
	 * @param string      $set  Key of the set.
	 */
	private function mark( ?string $page, string $what, string $set ): void {
		if ( null !== $page && ! in_array( $set, $this->pages[ $page ][ $what ] ?? array(), true ) ) {
			$this->pages[ $page ][ $what ][] = $set;
		}
	}
}
