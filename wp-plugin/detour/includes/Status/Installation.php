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
		$settings = explode( ':', $this->scanned )[0];
		$enable   = 'echo extension=detour.so >> ' . ( '' === $settings ? 'php.ini' : "$settings/detour.ini" );
		// Debian keeps settings for each version and kind of PHP.
		if ( preg_match( '#^/etc/php/[^/]+/[^/]+/conf\.d$#', $settings ) ) {
			$enable = "echo extension=detour.so > /etc/php/{$this->version}/mods-available/detour.ini && phpenmod -v {$this->version} detour";
		}
		return "install -m 644 detour.so {$this->directory}/detour.so && $enable && " . $this->restart();
	}

	/**
	 * What makes PHP read its settings again.
	 */
	private function restart(): string {
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
}
