<?php
/**
 * What a list of rules should show.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

/**
 * Page, search, filters and order. A filter that is null does not filter.
 */
final class ListQuery {
	/**
	 * What a list can be sorted by. Repository puts these names into SQL, so nothing else may get through.
	 */
	public const ORDER_BY = array( 'position', 'id', 'enabled', 'kind', 'source', 'target', 'code', 'updated_at' );

	public const MAX_PER_PAGE = 200;

	/**
	 * Column of ORDER_BY.
	 *
	 * @var string
	 */
	public readonly string $order_by;

	/**
	 * Takes the list's wishes; what is out of range becomes the nearest that is not.
	 *
	 * @param int         $page       Page, from 1.
	 * @param int         $per_page   Rules on a page.
	 * @param string      $search     Part of a source or a target.
	 * @param bool|null   $enabled    Only enabled or only disabled rules.
	 * @param string|null $kind       Only sources of this kind.
	 * @param int|null    $code       Only rules that answer with this code.
	 * @param string|null $group      Only rules of this group.
	 * @param string      $order_by   One of ORDER_BY, else position.
	 * @param bool        $descending Direction.
	 */
	public function __construct(
		public readonly int $page = 1,
		public readonly int $per_page = 20,
		public readonly string $search = '',
		public readonly ?bool $enabled = null,
		public readonly ?string $kind = null,
		public readonly ?int $code = null,
		public readonly ?string $group = null,
		string $order_by = 'position',
		public readonly bool $descending = false
	) {
		$this->order_by = in_array( $order_by, self::ORDER_BY, true ) ? $order_by : 'position';
	}

	/**
	 * Rules to take, at most.
	 */
	public function limit(): int {
		return max( 1, min( self::MAX_PER_PAGE, $this->per_page ) );
	}

	/**
	 * Rules to leave out before the page.
	 */
	public function offset(): int {
		return ( max( 1, $this->page ) - 1 ) * $this->limit();
	}
}
