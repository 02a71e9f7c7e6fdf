<?php
/**
 * Stand-ins for the plugins: the names and hooks that Detour knows of them, and nothing of what they do.
 */

// phpcs:disable

namespace {
	if ( ! class_exists( 'Redirection' ) ) {
		final class Redirection {
			public static ?object $module = null;

			public static function init(): self {
				return new self();
			}

			public function get_module(): ?object {
				return self::$module;
			}
		}
	}
}

namespace RankMath\Redirections {
	if ( ! class_exists( Redirections::class ) ) {
		final class Redirections {
			public int $asked = 0;

			public function do_redirection(): void {
				++$this->asked;
			}
		}

		final class Redirection {
			public static function get_full_uri(): string {
				return 'shop/a?b=1';
			}
		}
	}
}
