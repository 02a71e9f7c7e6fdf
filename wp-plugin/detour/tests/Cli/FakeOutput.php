<?php

namespace Detour\WordPress\Tests\Cli;

use Detour\WordPress\Cli\Output;

/**
 * Keeps what commands write.
 */
final class FakeOutput implements Output {
	public string $text = '';

	/** @var string[] */
	public array $warnings = array();

	/** @var array[] */
	public array $items = array();

	public string $format = '';

	public function text( string $text ): void {
		$this->text .= "$text\n";
	}

	public function done( string $message ): void {
		$this->text( $message );
	}

	public function warn( string $message ): void {
		$this->warnings[] = $message;
	}

	public function items( string $format, array $items, array $columns ): void {
		$this->format = $format;
		$this->items  = array_map( static fn( array $item ): array => array_merge( array_flip( $columns ), array_intersect_key( $item, array_flip( $columns ) ) ), $items );
	}

	public function fail( string $message ): never {
		throw new CommandFailed( $message );
	}
}
