<?php
/**
 * Rules for addresses that have changed.
 *
 * @package Detour
 */

namespace Detour\WordPress\Slugs;

use Detour\WordPress\Rules\Addresses;
use Detour\WordPress\Rules\Change;
use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Settings\Options;
use WP_Error;

/**
 * Lets old addresses lead to where their pages are now, in one hop, whatever was moved before.
 *
 * Rules made here are known by their group. Those that people made are left alone, unless they would lead in a circle.
 */
final class Moves {
	/**
	 * Groups of the rules that are made here. Never translated: they are how the rules are found again.
	 */
	public const MOVED   = 'Moved pages';
	public const TRASHED = 'Trashed pages';

	/**
	 * Takes where rules are kept.
	 *
	 * @param Repository $repository Rules.
	 * @param Addresses  $addresses  The same by address.
	 */
	public function __construct( private Repository $repository, private Addresses $addresses ) {}

	/**
	 * Lets old addresses redirect to new ones.
	 *
	 * @param string[][] $moves Pairs of an old and a new path.
	 * @return array{revision: int}|WP_Error|null Null if there is nothing to redirect.
	 */
	public function move( array $moves ) {
		$moves = array_filter( $moves, static fn( array $move ): bool => untrailingslashit( $move[0] ) !== untrailingslashit( $move[1] ) );
		if ( ! $moves ) {
			return null;
		}
		return $this->repository->change(
			'permalink',
			function ( Change $change ) use ( $moves ): array {
				foreach ( $moves as [ $old, $new ] ) {
					$this->clear( $change, $new, $old );
					$this->retarget( $change, $old, $new );
					$this->place( $change, self::rule( $old, $new ) );
				}
				return array();
			}
		);
	}

	/**
	 * A page is visible at an address: rules made here must not hide it.
	 *
	 * @param string $path Path of the page.
	 */
	public function release( string $path ): void {
		$ids = array_column( $this->ours( $path ), 'id' );
		if ( $ids ) {
			$this->repository->change(
				'permalink',
				static function ( Change $change ) use ( $ids ) {
					$done = $change->delete( $ids );
					return is_wp_error( $done ) ? $done : array();
				}
			);
		}
	}

	/**
	 * A page is no longer visible at an address: answers there as the site wants.
	 *
	 * @param string $path Path that the page had.
	 */
	public function trash( string $path ): void {
		$then = match ( Options::get( 'trashed' ) ) {
			'gone'     => array(
				'respond' => array(
					'code' => 410,
					'body' => 'theme',
				),
			),
			'redirect' => self::redirect( Options::get( 'trashed_target' ), 307 ),
			default    => null,
		};
		if ( $then && ( ! isset( $then['redirect'] ) || untrailingslashit( $path ) !== untrailingslashit( $then['redirect']['to'] ) ) ) {
			$rule = array(
				'group' => self::TRASHED,
				'then'  => $then,
			) + self::rule( $path, '/' );
			$this->repository->change(
				'trash',
				function ( Change $change ) use ( $rule ): array {
					$this->place( $change, $rule );
					return array();
				}
			);
		}
	}

	/**
	 * Deletes the rules at an address that has become a page's: ours, and whatever leads back to where the page was.
	 *
	 * @param Change $change Open change.
	 * @param string $path   Path of the page.
	 * @param string $old    Path that it had before.
	 */
	private function clear( Change $change, string $path, string $old ): void {
		$in_the_way = array_filter(
			$this->addresses->exact( 'source', Address::spellings( $path ) ),
			static fn( array $rule ): bool => self::is_ours( $rule ) || ( $rule['enabled'] && empty( $rule['when'] ) && in_array( $rule['then']['redirect']['to'] ?? '', Address::spellings( $old ), true ) )
		);
		$change->delete( array_column( $in_the_way, 'id' ) );
	}

	/**
	 * Lets our rules that lead to where a page was lead to where it is.
	 *
	 * @param Change $change Open change.
	 * @param string $old    Path that it had.
	 * @param string $new    Path that it has.
	 */
	private function retarget( Change $change, string $old, string $new ): void {
		foreach ( $this->addresses->exact( 'target', Address::spellings( $old ) ) as $rule ) {
			if ( self::MOVED === $rule['group'] ) {
				$rule['then']['redirect']['to'] = $new;
				$change->replace( $rule['id'], $rule );
			}
		}
	}

	/**
	 * Saves a rule in the place of ours with the same source. A rule that somebody else made there stays the only one.
	 *
	 * @param Change $change Open change.
	 * @param array  $rule   Canonical rule.
	 */
	private function place( Change $change, array $rule ): void {
		$there = array_filter( $this->addresses->exact( 'source', Address::spellings( $rule['source']['value'] ) ), static fn( array $one ): bool => $one['enabled'] || self::is_ours( $one ) );
		$ours  = array_values( array_filter( $there, array( self::class, 'is_ours' ) ) );
		if ( $ours ) {
			$change->replace( $ours[0]['id'], array( 'position' => $ours[0]['position'] ) + $rule );
		} elseif ( ! $there ) {
			$change->insert( $rule );
		}
	}

	/**
	 * Our rules at a path.
	 *
	 * @param string $path Path.
	 * @return array[]
	 */
	private function ours( string $path ): array {
		return array_filter( $this->addresses->exact( 'source', Address::spellings( $path ) ), array( self::class, 'is_ours' ) );
	}

	/**
	 * Whether a rule was made here.
	 *
	 * @param array $rule Rule.
	 */
	private static function is_ours( array $rule ): bool {
		return in_array( $rule['group'] ?? '', array( self::MOVED, self::TRASHED ), true );
	}

	/**
	 * The canonical rule from an old to a new path.
	 *
	 * @param string $old Old path.
	 * @param string $new New path.
	 */
	private static function rule( string $old, string $new ): array {
		return array(
			'id'       => 0,
			'enabled'  => true,
			'position' => 0,
			'group'    => self::MOVED,
			'note'     => '',
			'source'   => array(
				'kind'   => 'exact',
				'value'  => $old,
				'case'   => 'exact',
				'slash'  => 'ignore',
				'query'  => 'pass',
				'host'   => 'any',
				'scheme' => 'any',
			),
			'then'     => self::redirect( $new, Options::get( 'permalink_code' ) ),
			'dialect'  => 'native',
		);
	}

	/**
	 * A redirect that no browser remembers: a page that moves there and back again would otherwise end in a circle.
	 *
	 * @param string $to   Target.
	 * @param int    $code Code.
	 */
	private static function redirect( string $to, int $code ): array {
		return array(
			'redirect' => array(
				'to'          => $to,
				'code'        => $code,
				'allow_hosts' => array(),
				'cache'       => 'none',
			),
		);
	}
}
