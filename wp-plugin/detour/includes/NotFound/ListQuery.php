<?php
/**
 * What the list of URLs without a page should show.
 *
 * @package Detour
 */

namespace Detour\WordPress\NotFound;

/**
 * Page, search and order.
 */
final class ListQuery {
	/**
	 * What the list can be sorted by, and the expression for it. Repository puts these into SQL, so nothing else may get through.
	 */
	private const ORDERS = array(
		'url'        => 'CAST(LEFT(url, 191) AS BINARY)',
		'hits'       => 'hits',
		'first_seen' => 'first_seen',
		'last_seen'  => 'last_seen',
	);

	public const MAX_PER_PAGE = 100;

	/**
	 * Nobody has as many pages; a number beyond that would be more than a LIMIT takes.
	 */
	private const LAST_PAGE = 1000000000;

	/**
	 * SQL expression to sort by.
	 *
	 * @var string
	 */
	public readonly string $order_by;

	/**
	 * Takes the list's wishes; what is out of range becomes the nearest that is not.
	 *
	 * @param int    $page       Page, from 1.
	 * @param int    $per_page   URLs on a page.
	 * @param string $search     Part of a URL or a referrer.
	 * @param bool   $ignored    The URLs that are ignored, instead of the others.
	 * @param string $order_by   One of sortable(), else hits.
	 * @param bool   $descending Direction.
	 */
	public function __construct(
		public readonly int $page = 1,
		public readonly int $per_page = 20,
		public readonly string $search = '',
		public readonly bool $ignored = false,
		string $order_by = 'hits',
		public readonly bool $descending = true
	) {
		$this->order_by = self::ORDERS[ $order_by ] ?? 'hits';
	}

	/**
	 * What the list can be sorted by.
	 *
	 * @return string[]
	 */
	public static function sortable(): array {
		return array_keys( self::ORDERS );
	}

	/**
	 * URLs to take, at most.
	 */
	public function limit(): int {
		return max( 1, min( self::MAX_PER_PAGE, $this->per_page ) );
	}

	/**
	 * URLs to leave out before the page.
	 */
	public function offset(): int {
		return ( max( 1, min( self::LAST_PAGE, $this->page ) ) - 1 ) * $this->limit();
	}
}
