<?php
/**
 * One page in several languages.
 *
 * @package Detour
 */

namespace Detour\WordPress\Languages;

use Detour\WordPress\Links\Url;

/**
 * What is wished for, and the rules for it: from the page that everybody asks for to the version in the visitor's preferred
 * language, temporarily and not for visitors who have chosen a language.
 */
final class Versions {
	/**
	 * The language of whoever has none of the others, as hreflang calls it.
	 */
	public const DEFAULT = 'x-default';

	/**
	 * Takes what is wished for.
	 *
	 * @param string                $page     Path of the page.
	 * @param array<string, string> $versions Address of each version, by language tag or DEFAULT.
	 * @param int                   $code     Code of the redirects.
	 * @param string                $cookie   Cookie that visitors get who choose a language; '' for none.
	 */
	public function __construct(
		public readonly string $page,
		public readonly array $versions,
		public readonly int $code,
		public readonly string $cookie
	) {}

	/**
	 * The group of the rules.
	 */
	public function group(): string {
		/* translators: %s: path of a page. */
		return mb_substr( sprintf( __( 'Languages of %s', 'detour' ), $this->page ), 0, 191 );
	}

	/**
	 * The rules, not yet checked: es-MX before es, and whoever has no language last.
	 *
	 * @return array[]
	 */
	public function rules(): array {
		$languages = array_diff_key( $this->versions, array( self::DEFAULT => '' ) );
		$stay      = array_keys( array_filter( $languages, array( $this, 'is_page' ) ) );
		$away      = array_diff_key( $languages, array_flip( $stay ) );
		uksort( $away, static fn( string $one, string $other ): int => array( strlen( $other ), $one ) <=> array( strlen( $one ), $other ) );
		$rules = array();
		foreach ( $away as $language => $address ) {
			// "en" at the page itself is no reason to keep visitors who prefer en-GB there, which has a version of its own.
			$kept    = array_filter( $stay, static fn( string $other ): bool => str_starts_with( strtolower( $other ), strtolower( $language ) . '-' ) );
			$rules[] = $this->rule( $address, array( array( 'language' => array( $language ) ), ...( $kept ? array( array( 'not' => array( 'language' => array_values( $kept ) ) ) ) : array() ) ) );
		}
		$default = $this->versions[ self::DEFAULT ] ?? null;
		if ( null !== $default && ! $this->is_page( $default ) ) {
			$rules[] = $this->rule( $default, $stay ? array( array( 'not' => array( 'language' => array_values( $stay ) ) ) ) : array() );
		}
		return $rules;
	}

	/**
	 * What may go wrong, which no rule shows by itself.
	 *
	 * @return array{message: string, fix: string}[]
	 */
	public function warnings(): array {
		$warnings = array();
		if ( ! array_filter( $this->versions, array( $this, 'is_page' ) ) ) {
			$warnings[] = array(
				'message' => __( 'The page itself is none of the versions, so search engines don\'t learn what it is.', 'detour' ),
				'fix'     => __( 'Give its own language with its address, or let it be the version for all other languages.', 'detour' ),
			);
		}
		if ( ! isset( $this->versions[ self::DEFAULT ] ) ) {
			$warnings[] = array(
				'message' => __( 'No version is meant for all other languages.', 'detour' ),
				/* translators: %s: x-default. */
				'fix'     => sprintf( __( 'Add one with the language %s; most sites name the page itself.', 'detour' ), self::DEFAULT ),
			);
		}
		if ( '' === $this->cookie ) {
			$warnings[] = array(
				'message' => __( 'Visitors who choose another language are sent back whenever they come to the page.', 'detour' ),
				'fix'     => __( 'Give the cookie in which your language plugin keeps the choice.', 'detour' ),
			);
		}
		return $warnings;
	}

	/**
	 * Whether an address is the page itself.
	 *
	 * @param string $address Path or URL.
	 */
	private function is_page( string $address ): bool {
		return Url::key( $address ) === Url::key( $this->page );
	}

	/**
	 * A rule from the page to a version.
	 *
	 * @param string  $address    Address of the version.
	 * @param array[] $conditions Whom it is for.
	 */
	private function rule( string $address, array $conditions ): array {
		if ( '' !== $this->cookie ) {
			$conditions[] = array( 'not' => array( 'cookie' => array( 'name' => $this->cookie ) ) );
		}
		return array(
			'group'  => $this->group(),
			'source' => array(
				'value' => $this->page,
				'slash' => 'ignore',
				'query' => 'pass',
			),
			'when'   => $conditions,
			'then'   => array(
				'redirect' => array(
					'to'         => $address,
					'code'       => $this->code,
					'cache'      => 'none',
					'headers'    => array( 'Vary' => 'Accept-Language' ),
					'alternates' => $this->versions,
				),
			),
		);
	}
}
