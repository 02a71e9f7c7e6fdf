<?php
/**
 * What pages say of each other, kept where every page finds it without a query.
 *
 * @package Detour
 */

namespace Detour\WordPress\Links;

use Detour\WordPress\History\Log;
use Detour\WordPress\Rules\Repository;

/**
 * An option that WordPress loads with all others. It is made anew when a rule changes that matters for it.
 */
final class Index {
	/**
	 * Option with the revision of the rules it was made of, and what Pages::kept() gives.
	 */
	public const OPTION = 'detour_page_links';

	/**
	 * What it holds as long as there is nothing to hold.
	 */
	private const NOTHING = array(
		'revision' => 0,
		'sets'     => array(),
		'pages'    => array(),
	);

	/**
	 * With more rules in one change, it is made anew without looking at them.
	 */
	private const MOST_RULES = 500;

	/**
	 * Takes what it works with.
	 *
	 * @param Repository $repository Where rules are kept.
	 * @param Rules      $rules      Those that matter.
	 * @param Log        $log        Which rules a change has touched.
	 */
	public function __construct( private Repository $repository, private Rules $rules, private Log $log ) {}

	/**
	 * Rules were changed.
	 *
	 * @param int $revision Revision that the change has made.
	 */
	public function follow( $revision ): void {
		$images = $this->log->images( $revision, self::MOST_RULES + 1 );
		$found  = array_filter( array_merge( ...$images ), static fn( $image ): bool => null !== $image && Rules::is_one( $image ) );
		if ( $found || count( $images ) > self::MOST_RULES ) {
			$this->make( (int) $revision );
		} elseif ( (int) $this->kept()['revision'] + 1 === (int) $revision ) {
			$this->keep( array( 'revision' => (int) $revision ) + $this->kept() );
		}
	}

	/**
	 * What a page names at a time.
	 *
	 * @param string $url Path and query that was asked for.
	 * @param int    $now Unix time.
	 * @return array{canonical: ?string, alternates: array<string, string>, vary: bool}
	 */
	public function of( string $url, int $now ): array {
		$kept   = $this->current();
		$key    = Url::key( $url );
		$page   = null === $key ? array() : $kept['pages'][ $key ] ?? array();
		$is_on  = static fn( array $times ): bool => $times['from'] <= $now && $now < $times['until'];
		$active = static fn( array $keys ): array => array_filter( array_intersect_key( $kept['sets'], array_flip( $keys ) ), $is_on );
		$first  = current( array_filter( $page['canonical'] ?? array(), $is_on ) );
		$links  = array();
		foreach ( $active( $page['sets'] ?? array() ) as $set ) {
			$links += $set['links'];
		}
		return array(
			'canonical'  => $first ? $first['href'] : null,
			'alternates' => $links,
			'vary'       => (bool) $active( $page['vary'] ?? array() ),
		);
	}

	/**
	 * What is kept, made anew if the rules in PHP are newer: the agent's command can change rules without WordPress.
	 */
	private function current(): array {
		$kept   = $this->kept();
		$served = function_exists( 'Detour\status' ) ? (int) \Detour\status()['revision'] : 0;
		return $served > (int) $kept['revision'] ? $this->make( $served ) : $kept;
	}

	/**
	 * Makes it of the rules as they are.
	 *
	 * @param int $revision Revision that it has at least.
	 * @return array What is kept from now on.
	 */
	private function make( int $revision ): array {
		// Read before the rules: they are at least as new as it says.
		$revision = max( $revision, $this->repository->revision() );
		return $this->keep( array( 'revision' => $revision ) + ( new Pages( $this->rules->enabled() ) )->kept() );
	}

	/**
	 * What is kept.
	 */
	private function kept(): array {
		$kept = get_option( self::OPTION );
		// An option that isn't there would be asked for in the database with every page.
		return is_array( $kept ) ? $kept + self::NOTHING : $this->keep( self::NOTHING );
	}

	/**
	 * Keeps it.
	 *
	 * @param array $index All of it.
	 */
	private function keep( array $index ): array {
		update_option( self::OPTION, $index, true );
		return $index;
	}
}
