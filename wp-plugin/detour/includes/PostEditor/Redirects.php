<?php
/**
 * Redirects of one page.
 *
 * @package Detour
 */

namespace Detour\WordPress\PostEditor;

use Detour\WordPress\Rules\Addresses;
use Detour\WordPress\Rules\RuleJson;
use Detour\WordPress\Slugs\Address;

/**
 * Finds the rules that lead to a page, and those that lead away from it.
 */
final class Redirects {
	/**
	 * Most rules that are named; the others are counted.
	 */
	private const MOST = 20;

	/**
	 * Codes that the box offers.
	 */
	public const CODES = array( 307, 308, 302, 301 );

	/**
	 * Takes where to look.
	 *
	 * @param Addresses $addresses Rules by address.
	 */
	public function __construct( private Addresses $addresses ) {}

	/**
	 * The rules of a page.
	 *
	 * @param int $post Number of the page.
	 * @return array{path: ?string, rule: ?array, others: array[], leading: array[], total: int} `path`: as a rule names it, or null if
	 *         the page isn't published or has no path of its own. `rule`: the one plain redirect that leads away, as the box can change
	 *         it. `others`: what else has this path as its source. `leading`: some of the enabled rules that lead here, of `total`.
	 */
	public function of( int $post ): array {
		$path = Address::of_post( $post );
		if ( null === $path ) {
			return array(
				'path'    => null,
				'rule'    => null,
				'others'  => array(),
				'leading' => array(),
				'total'   => 0,
			);
		}
		$spellings = Address::spellings( $path );
		$away      = $this->addresses->exact( 'source', $spellings );
		$plain     = array_filter( $away, array( self::class, 'is_plain' ) );
		$enabled   = array_filter( $plain, static fn( array $rule ): bool => $rule['enabled'] );
		$shown     = array_values( $enabled ? $enabled : $plain )[0] ?? null;
		$others    = array_filter( $away, static fn( array $rule ): bool => $rule['id'] !== ( $shown['id'] ?? 0 ) );
		return array(
			'path'    => $path,
			'rule'    => $shown ? self::summary( $shown ) : null,
			'others'  => array_values( array_map( array( self::class, 'summary' ), array_slice( $others, 0, self::MOST ) ) ),
			'leading' => array_map( array( self::class, 'summary' ), $this->addresses->leading_to( $spellings, self::MOST ) ),
			'total'   => $this->addresses->count_leading_to( $spellings ),
		);
	}

	/**
	 * Whether target and code are all there is to say of a rule with an exact source.
	 *
	 * @param array $rule Rule.
	 */
	private static function is_plain( array $rule ): bool {
		$redirect = $rule['then']['redirect'] ?? array();
		return 'native' === ( $rule['dialect'] ?? '' )
			&& in_array( $redirect['code'] ?? 0, self::CODES, true )
			&& empty( $rule['when'] ) && empty( $rule['else'] ) && empty( $rule['schedule'] )
			&& array( 'any', 'any' ) === array( $rule['source']['host'] ?? 'any', $rule['source']['scheme'] ?? 'any' );
	}

	/**
	 * What the box shows of a rule.
	 *
	 * @param array $rule Rule.
	 */
	private static function summary( array $rule ): array {
		return array(
			'id'      => $rule['id'],
			'enabled' => $rule['enabled'],
			'source'  => $rule['source']['value'],
			'target'  => RuleJson::target( $rule ),
			'code'    => RuleJson::code( $rule ),
			'edit'    => admin_url( "tools.php?page=detour&edit={$rule['id']}" ),
		);
	}
}
