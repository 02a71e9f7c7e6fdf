<?php
/**
 * Entries of the log as CSV.
 *
 * @package Detour
 */

namespace Detour\WordPress\Log;

/**
 * A table for spreadsheets, in which nothing that a visitor sent becomes a formula.
 */
final class Csv {
	private const COLUMNS = array( 'time', 'kind', 'code', 'rule', 'origin', 'variant', 'method', 'host', 'url', 'target', 'referrer', 'user_agent', 'ip' );

	/**
	 * Writes entries with a header, one after the other.
	 *
	 * @param iterable $entries Entries as Repository gives them.
	 * @param resource $stream  Where to.
	 */
	public static function write( iterable $entries, $stream ): void {
		fputcsv( $stream, self::COLUMNS, ',', '"', '' );
		foreach ( $entries as $entry ) {
			$entry['time'] = wp_date( 'c', $entry['time'] );
			fputcsv( $stream, array_map( static fn( string $column ): string => self::harmless( (string) $entry[ $column ] ), self::COLUMNS ), ',', '"', '' );
		}
	}

	/**
	 * Text that a spreadsheet would take for a formula, with an apostrophe before it; the rule is that of exported redirects.
	 *
	 * @param string $text Text.
	 */
	public static function harmless( string $text ): string {
		return preg_match( "/^'*[=+\\-@\\t\\r]/", $text ) ? "'$text" : $text;
	}
}
