<?php
/**
 * WP-CLI as the output of commands.
 *
 * @package Detour
 */

namespace Detour\WordPress\Cli;

use LogicException;
use WP_CLI as Wp;
use WP_CLI\Formatter;

/**
 * Hands everything on.
 */
final class WpCli implements Output {
	// phpcs:disable Squiz.Commenting.FunctionComment.Missing -- As Output documents them.

	public function text( string $text ): void {
		Wp::log( $text );
	}

	public function done( string $message ): void {
		Wp::success( $message );
	}

	public function warn( string $message ): void {
		Wp::warning( $message );
	}

	public function items( string $format, array $items, array $columns ): void {
		$options = array(
			'format' => $format,
			'fields' => $columns,
		);
		// WP-CLI prints ids as they come.
		( new Formatter( $options ) )->display_items( 'ids' === $format ? array_column( $items, $columns[0] ) : $items );
	}

	public function fail( string $message ): never {
		Wp::error( $message );
		throw new LogicException( 'WP-CLI ends the process with an error.' );
	}
}
