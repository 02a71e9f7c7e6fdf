<?php
/**
 * What a list of rules should show.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

/**
 * Page, search, filters and order. A filter that is null or empty does not filter.
 */
final class ListQuery {
	/**
	 * What a list can be sorted by, and the expression for it. Repository puts these into SQL, so nothing else may get through.
	 *
	 * Long texts are compared by the bytes they begin with, which takes a third of the time that letters take.
	 */
	private const ORDERS = array(
		'position'   => 'position',
		'id'         => 'id',
		'enabled'    => 'enabled',
		'kind'       => 'kind',
		'source'     => 'CAST(LEFT(source, 191) AS BINARY)',
		'target'     => 'CAST(LEFT(target, 191) AS BINARY)',
		'code'       => 'code',
		'group'      => 'rule_group',
		'dialect'    => 'dialect',
		'updated_at' => 'updated_at',
		'hits'       => 'hits_before + COALESCE(counts.hits, 0)',
		'last_hit'   => 'GREATEST(COALESCE(TIMESTAMPDIFF(SECOND, \'1970-01-01\', rules.last_hit), 0), COALESCE(counts.last_hit, 0))',
	);

	public const MAX_PER_PAGE = 200;

	/**
	 * Severities of what the last audit has found, if nobody ignores it; rules that have never acted; rules whose time is over.
	 */
	public const HEALTH = array( 'error', 'warning', 'hint', 'never-hit', 'expired' );

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
	 * What it stands for: one of sortable().
	 *
	 * @var string
	 */
	public readonly string $sorted_by;

	/**
	 * Takes the list's wishes; what is out of range becomes the nearest that is not.
	 *
	 * @param int         $page       Page, from 1.
	 * @param int         $per_page   Rules on a page.
	 * @param string      $search     Part of a source, a target or a note.
	 * @param bool|null   $enabled    Only enabled or only disabled rules.
	 * @param string[]    $kinds      Only sources of one of these kinds.
	 * @param int[]       $codes      Only rules that answer with one of these codes.
	 * @param string|null $group      Only rules of this group.
	 * @param string[]    $dialects   Only rules of one of these dialects.
	 * @param string[]    $health     Only rules of which one of HEALTH is true.
	 * @param string      $order_by   One of sortable(), else position.
	 * @param bool        $descending Direction.
	 */
	public function __construct(
		public readonly int $page = 1,
		public readonly int $per_page = 20,
		public readonly string $search = '',
		public readonly ?bool $enabled = null,
		public readonly array $kinds = array(),
		public readonly array $codes = array(),
		public readonly ?string $group = null,
		public readonly array $dialects = array(),
		public readonly array $health = array(),
		string $order_by = 'position',
		public readonly bool $descending = false
	) {
		$this->sorted_by = isset( self::ORDERS[ $order_by ] ) ? $order_by : 'position';
		$this->order_by  = self::ORDERS[ $this->sorted_by ];
	}

	/**
	 * What a list can be sorted by.
	 *
	 * @return string[]
	 */
	public static function sortable(): array {
		return array_keys( self::ORDERS );
	}

	/**
	 * Whether the order is that of what the agent has counted.
	 */
	public function is_by_counts(): bool {
		return str_contains( $this->order_by, 'counts.' );
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
		return ( max( 1, min( self::LAST_PAGE, $this->page ) ) - 1 ) * $this->limit();
	}
}
