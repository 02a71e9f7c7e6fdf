<?php
/**
 * Rules that have to do with others, or with a URL.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

// phpcs:disable WordPress.DB -- SQL for the indexes of kind, source and target; names of tables and columns are ours, values go through prepare().

/**
 * Finds, while somebody tries rules, the others that they have to be looked at with, however many there are: on a large site
 * those with a pattern, which may take any URL, and those with an exact source that the URLs and targets name. What they all do
 * is for the extension to say.
 */
final class Neighbours {
	/**
	 * With no more rules than this, all of them are looked at.
	 */
	private const FEW = 5000;

	/**
	 * Most patterns that are looked at.
	 */
	private const PATTERNS = 2000;

	/**
	 * Most rules that one look-up brings.
	 */
	private const FOUND = 500;

	/**
	 * Targets that are followed, one after another.
	 */
	private const HOPS = 5;

	/**
	 * Takes where rules are kept.
	 *
	 * @param Repository $repository Where rules are kept.
	 */
	public function __construct( private Repository $repository ) {}

	/**
	 * Enabled rules that have to do with a rule, and the rule among them as if it were saved and enabled.
	 *
	 * @param array $rule Sound rule; its id is 0 if it is new.
	 * @return array{rules: string[], ids: int[], alone: bool} As among().
	 */
	public function with( array $rule ): array {
		$others = $this->repository->enabled( self::FEW ) ?? $this->near( $this->beside( $rule ), array( $rule ) );
		return $this->among( $others, array( $rule ) );
	}

	/**
	 * Enabled rules that may answer URLs, and some rules among them as if they were saved and enabled.
	 *
	 * @param string[] $urls  URLs or paths.
	 * @param array[]  $rules Sound rules; the id of a new one is 0.
	 * @return array{rules: string[], ids: int[], alone: bool} As among().
	 */
	public function answering( array $urls, array $rules = array() ): array {
		$others = $this->repository->enabled( self::FEW );
		if ( null === $others ) {
			$named  = $this->named( 'source', $urls );
			$others = $this->near( $named, array( ...$rules, ...array_values( $named ) ) );
		}
		return $this->among( $others, $rules );
	}

	/**
	 * Rules in the place of those with their numbers, or as new ones.
	 *
	 * @param array[]|null $others Rules that are saved; null if there are too many patterns.
	 * @param array[]      $rules  Rules to put among them.
	 * @return array{rules: string[], ids: int[], alone: bool} `rules`: all of them as JSON. `ids`: numbers of $rules, in their
	 *                                                         order. `alone`: whether there are too many patterns to look at.
	 */
	private function among( ?array $others, array $rules ): array {
		$is_alone = null === $others;
		$replaced = array_filter( array_column( $rules, 'id' ) );
		$others   = array_filter( $others ?? array(), static fn( array $other ): bool => ! in_array( $other['id'], $replaced, true ) );
		// As the database will number new ones: the last among those with their position.
		$next = in_array( 0, array_column( $rules, 'id' ), true ) ? 1 + max( 0, $this->repository->last_id(), ...$replaced ) : 0;
		foreach ( $rules as $index => $rule ) {
			$rules[ $index ] = array(
				'id'      => $rule['id'] ? $rule['id'] : $next++,
				'enabled' => true,
			) + $rule;
		}
		return array(
			'rules' => array_map( static fn( array $one ): string => wp_json_encode( RuleJson::with_objects( $one ) ), array( ...array_values( $others ), ...array_values( $rules ) ) ),
			'ids'   => array_values( array_column( $rules, 'id' ) ),
			'alone' => $is_alone,
		);
	}

	/**
	 * All rules with a pattern, some others, and those that rules lead to; null if there are too many patterns.
	 *
	 * @param array<int, array> $others Others, by number.
	 * @param array[]           $follow Rules that lead somewhere.
	 * @return array[]|null
	 */
	private function near( array $others, array $follow ): ?array {
		$patterns = $this->find( "kind <> 'exact'", self::PATTERNS + 1 );
		if ( count( $patterns ) > self::PATTERNS ) {
			return null;
		}
		$found = $patterns + $others;
		for ( $hop = 0; $follow && $hop < self::HOPS; ++$hop ) {
			$next   = $this->named( 'source', array_merge( ...array_map( array( self::class, 'targets' ), $follow ) ) );
			$follow = array_diff_key( $next, $found );
			$found += $follow;
		}
		return array_values( $found );
	}

	/**
	 * Exact rules that a rule may take the URLs of, and those that lead to it.
	 *
	 * @param array $rule Rule.
	 * @return array<int, array>
	 */
	private function beside( array $rule ): array {
		global $wpdb;
		$source = $rule['source']['value'];
		if ( 'exact' === $rule['source']['kind'] ) {
			return $this->named( 'source', array( $source ) ) + $this->named( 'target', array( $source, home_url( $source ) ) );
		}
		// What every URL of the pattern begins with, as far as that is plain to see.
		$start = match ( $rule['source']['kind'] ) {
			'prefix', 'wildcard' => '/^([^*]*)/',
			'regex'              => '/^\^([\w\/-]*)(?![?*{])(?!.*\|)/',
			default              => '/^()/',
		};
		$like  = $wpdb->esc_like( preg_match( $start, $source, $match ) ? $match[1] : '' ) . '%';
		return $this->find( $wpdb->prepare( "kind = 'exact' AND source LIKE %s", $like ) ) + $this->find( $wpdb->prepare( "kind = 'exact' AND target LIKE %s", $like ) );
	}

	/**
	 * Exact rules that name one of some URLs.
	 *
	 * @param string   $column Where: `source` or `target`.
	 * @param string[] $urls   URLs or paths.
	 * @return array<int, array>
	 */
	private function named( string $column, array $urls ): array {
		global $wpdb;
		$spellings = array_unique( array_merge( ...array_map( array( self::class, 'spellings' ), $urls ) ) );
		return $spellings
			? $this->find( $wpdb->prepare( "kind = 'exact' AND $column IN (" . implode( ', ', array_fill( 0, count( $spellings ), '%s' ) ) . ')', array_values( $spellings ) ) )
			: array();
	}

	/**
	 * Enabled rules by their numbers.
	 *
	 * @param string $where Condition.
	 * @param int    $limit Most of them.
	 * @return array<int, array>
	 */
	private function find( string $where, int $limit = self::FOUND ): array {
		global $wpdb;
		$table = Schema::rules_table();
		$rows  = $wpdb->get_results( "SELECT id, position, enabled, rule, kind, source FROM $table WHERE enabled = 1 AND $where LIMIT $limit", ARRAY_A );
		return array_column( array_map( array( RuleJson::class, 'decode' ), $rows ), null, 'id' );
	}

	/**
	 * Where a rule leads.
	 *
	 * @param array $rule Rule.
	 * @return string[]
	 */
	private static function targets( array $rule ): array {
		$targets = array();
		foreach ( array( $rule['then'], $rule['else'] ?? array() ) as $action ) {
			$single = array_intersect_key( $action, array_flip( array( 'redirect', 'rewrite' ) ) );
			array_push( $targets, ...array_column( $action['split'] ?? array(), 'to' ), ...array_column( $single, 'to' ), ...array_column( $single, 'fallback' ) );
		}
		return $targets;
	}

	/**
	 * How rules may spell a URL: whole or without the site, with its query or without, with a slash at either end or not.
	 *
	 * @param string $url URL or path.
	 * @return string[]
	 */
	private static function spellings( string $url ): array {
		$path      = (string) preg_replace( '~^(?:https?:)?//[^/?#]*~i', '', strtok( $url, '#' ) );
		$spellings = array( $url );
		foreach ( array( $path, (string) strtok( $path, '?' ), rawurldecode( $path ) ) as $spelling ) {
			$bare = trim( $spelling, '/' );
			array_push( $spellings, $spelling, "/$bare", "/$bare/", $bare );
		}
		return array_unique( $spellings );
	}
}
