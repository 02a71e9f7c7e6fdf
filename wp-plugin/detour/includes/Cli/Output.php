<?php
/**
 * Where commands write to.
 *
 * @package Detour
 */

namespace Detour\WordPress\Cli;

/**
 * What the commands need of WP-CLI.
 */
interface Output {
	/**
	 * Prints text as it is.
	 *
	 * @param string $text Text, any number of lines.
	 */
	public function text( string $text ): void;

	/**
	 * Says what was done.
	 *
	 * @param string $message Sentence.
	 */
	public function done( string $message ): void;

	/**
	 * Says what the user should look at.
	 *
	 * @param string $message Sentence.
	 */
	public function warn( string $message ): void;

	/**
	 * Prints items.
	 *
	 * @param string   $format  table, csv, json, yaml, ids or count.
	 * @param array[]  $items   Items, each with all columns.
	 * @param string[] $columns Columns to show.
	 */
	public function items( string $format, array $items, array $columns ): void;

	/**
	 * Says what went wrong, and ends the command with exit code 1.
	 *
	 * @param string $message Sentence.
	 */
	public function fail( string $message ): never;
}
