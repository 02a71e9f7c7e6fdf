<?php
/**
 * Page caches forget what rules change.
 *
 * @package Detour
 */

namespace Detour\WordPress\Cache;

use Detour\WordPress\History\Entry;
use Detour\WordPress\History\Log;
use Detour\WordPress\Links\Pages;
use Detour\WordPress\Settings\Options;

/**
 * Finds the URLs that a change of the rules touches, and lets page caches forget them at the end of the request.
 *
 * A page that a cache in front of PHP keeps would be shown for as long as it keeps it, whatever the rules say.
 */
final class Purge {
	/**
	 * With more rules in one change, everything is forgotten.
	 */
	private const MOST_RULES = 500;

	/**
	 * URLs to forget, as keys.
	 *
	 * @var array<string, true>
	 */
	private array $urls = array();

	/**
	 * Whether everything has to be forgotten: a pattern may stand for any URL.
	 *
	 * @var bool
	 */
	private bool $everything = false;

	/**
	 * Takes what it works with.
	 *
	 * @param Log    $log    Which rules a change has touched.
	 * @param Caches $caches Page caches.
	 */
	public function __construct( private Log $log, private Caches $caches ) {}

	/**
	 * Rules were changed. What they touch is forgotten at the end, when the agent has been told as well.
	 *
	 * @param int $revision Revision that the change has made.
	 */
	public function collect( $revision ): void {
		if ( ! Options::get( 'purge_caches' ) ) {
			return;
		}
		if ( ! $this->urls && ! $this->everything ) {
			add_action( 'shutdown', array( $this, 'purge' ), 5, 0 );
		}
		$images = $this->log->images( $revision, self::MOST_RULES + 1 );
		if ( count( $images ) > self::MOST_RULES ) {
			$this->everything = true;
			return;
		}
		foreach ( array_filter( array_merge( ...$images ) ) as $image ) {
			$rule = Entry::rule( $image );
			// A rule that is off touches nothing; its other side does.
			if ( $rule && $rule['enabled'] ) {
				$this->touch( $rule );
			}
		}
	}

	/**
	 * Lets the caches forget what some rules touch.
	 *
	 * @param array[] $rules Enabled rules.
	 */
	public function forget( array $rules ): void {
		$this->everything = count( $rules ) > self::MOST_RULES;
		array_map( array( $this, 'touch' ), $this->everything ? array() : $rules );
		$this->purge();
	}

	/**
	 * Lets the caches forget what was collected.
	 */
	public function purge(): void {
		$urls             = array_keys( $this->urls );
		$everything       = $this->everything;
		$this->urls       = array();
		$this->everything = false;
		if ( ! $urls && ! $everything ) {
			return;
		}
		/**
		 * Fires when rules were changed: what caches keep of these URLs is no longer what is answered.
		 *
		 * @param string[] $urls       Absolute URLs.
		 * @param bool     $everything Whether a pattern was changed, or very many rules: then any URL may be touched.
		 */
		do_action( 'detour_purge_urls', $urls, $everything );
		if ( $everything ) {
			$this->caches->forget_all();
		} else {
			$this->caches->forget( $urls );
		}
	}

	/**
	 * Notes the URL of a rule, and those of pages that name others because of it.
	 *
	 * @param array $rule Rule.
	 */
	private function touch( array $rule ): void {
		$this->urls += array_fill_keys( Pages::touched( $rule ), true );

		$source = $rule['source'];
		$home   = wp_parse_url( home_url() );
		$host   = $source['host'] ?? 'any';
		if ( 'exact' !== ( $source['kind'] ?? 'exact' ) || str_contains( $host, '*' ) || 'native' !== ( $rule['dialect'] ?? 'native' ) ) {
			$this->everything = true;
			return;
		}
		$root = ( $home['scheme'] ?? 'http' ) . '://' . ( 'any' === $host ? ( $home['host'] ?? '' ) . ( isset( $home['port'] ) ? ":{$home['port']}" : '' ) : $host );
		// Caches know pages without their query, and the rule may take a slash at the end or not.
		$path = preg_replace( '/\?.*/s', '', $source['value'] );
		foreach ( 'ignore' === ( $source['slash'] ?? 'exact' ) ? array( untrailingslashit( $path ), trailingslashit( $path ) ) : array( $path ) as $spelling ) {
			$this->urls[ $root . ( '' === $spelling ? '/' : $spelling ) ] = true;
		}
	}
}
