<?php
/**
 * How the PHP extension gets into this very PHP.
 *
 * @package Detour
 */

namespace Detour\WordPress\Status;

/**
 * Knows where this PHP looks for extensions and settings, and what has to be restarted.
 */
final class Installation {
	/**
	 * Takes what to install into; the defaults are the PHP that runs.
	 *
	 * @param string $version   As `8.2`.
	 * @param string $sapi      As `fpm-fcgi`.
	 * @param string $directory Where extensions lie.
	 * @param string $scanned   Directories of further settings, separated by colons; empty if there are none.
	 */
	public function __construct(
		private string $version = PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION,
		private string $sapi = PHP_SAPI,
		private string $directory = PHP_EXTENSION_DIR,
		private string $scanned = PHP_CONFIG_FILE_SCAN_DIR
	) {}

	/**
	 * A line for the shell of the server's administrator, who has detour.so for this PHP at hand.
	 */
	public function command(): string {
		$file   = $this->settings();
		$enable = "echo extension=detour.so >> $file";
		if ( 'php.ini' !== $file ) {
			// A file that is there has more than this line: where the rules are.
			$enable = "(test -s $file || echo extension=detour.so > $file)";
		}
		if ( $this->is_debian() ) {
			$enable .= " && phpenmod -v {$this->version} detour";
		}
		return "install -m 644 detour.so {$this->directory}/detour.so && $enable && {$this->restart()}";
	}

	/**
	 * A line that changes a setting.
	 *
	 * @param string $line As `detour.enabled=1`.
	 */
	public function setting( string $line ): string {
		return "echo $line >> {$this->settings()} && {$this->restart()}";
	}

	/**
	 * What makes PHP read its settings again.
	 */
	public function restart(): string {
		switch ( $this->sapi ) {
			case 'fpm-fcgi':
				$unit = str_starts_with( $this->scanned, '/etc/php/' ) ? "php{$this->version}-fpm" : 'php-fpm';
				return "systemctl restart $unit";
			case 'apache2handler':
				return 'systemctl restart apache2';
			default:
				return 'echo now restart PHP';
		}
	}

	/**
	 * The file with our settings.
	 */
	private function settings(): string {
		if ( $this->is_debian() ) {
			return "/etc/php/{$this->version}/mods-available/detour.ini";
		}
		$scanned = explode( ':', $this->scanned )[0];
		return '' === $scanned ? 'php.ini' : "$scanned/detour.ini";
	}

	/**
	 * Whether settings are kept for each version and kind of PHP.
	 */
	private function is_debian(): bool {
		return (bool) preg_match( '#^/etc/php/[^/]+/[^/]+/conf\.d$#', explode( ':', $this->scanned )[0] );
	}
}
