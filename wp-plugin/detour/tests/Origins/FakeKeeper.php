<?php

namespace Detour\WordPress\Tests\Origins;

use Detour\WordPress\Origins\Keeper;

/**
 * A plugin that keeps rules, and writes down what is done with it.
 */
final class FakeKeeper implements Keeper {
	/** @var string[] */
	public array $done = array();

	public bool $has_work = true;

	public bool $is_known = true;

	public function __construct( private string $origin, private ?string $version, private string $hook ) {}

	public function origin(): string {
		return $this->origin;
	}

	public function label(): string {
		return ucfirst( $this->origin );
	}

	public function screen(): string {
		return "tools.php?page={$this->origin}";
	}

	public function version(): ?string {
		return $this->version;
	}

	public function is_known(): bool {
		return $this->is_known;
	}

	public function turn(): array {
		return array( $this->hook, 10 );
	}

	public function hold(): bool {
		$this->done[] = 'hold';
		return $this->has_work;
	}

	public function resume( bool $settled ): void {
		$this->done[] = $settled ? 'resume settled' : 'resume';
	}

	public function changes(): array {
		return array( "detour_test_{$this->origin}_changed" );
	}

	public function route(): string {
		return "/{$this->origin}/v1/";
	}
}
