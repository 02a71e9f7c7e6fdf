<?php
/**
 * Tells the agent that rules have changed.
 *
 * @package Detour
 */

namespace Detour\WordPress\Rules;

/**
 * Writes the revision into a file that the agent watches, so that a change is live in milliseconds.
 *
 * Never an error: the agent polls the revision in the database as well, only less often.
 */
final class Nudge {
	/**
	 * Path of the file. The constant DETOUR_NUDGE overrides it; the agent's `nudge` must name the same file.
	 */
	public static function path(): string {
		if ( defined( 'DETOUR_NUDGE' ) && is_string( DETOUR_NUDGE ) && '' !== DETOUR_NUDGE ) {
			return DETOUR_NUDGE;
		}
		return WP_CONTENT_DIR . '/uploads/detour/nudge';
	}

	/**
	 * Takes the path to write to, for tests.
	 *
	 * @param string|null $path Default Nudge::path().
	 */
	public function __construct( private ?string $path = null ) {}

	/**
	 * Writes the revision.
	 *
	 * @param int $revision Revision that was committed.
	 * @return bool Whether it was written.
	 */
	public function send( int $revision ): bool {
		$path      = $this->path ?? self::path();
		$directory = dirname( $path );
		if ( ! is_dir( $directory ) && ! $this->create( $directory ) ) {
			return false;
		}
		// phpcs:ignore WordPress.WP.AlternativeFunctions, WordPress.PHP.NoSilencedErrors -- WP_Filesystem may ask for FTP credentials; a failure is harmless.
		return false !== @file_put_contents( $path, $revision . "\n" );
	}

	/**
	 * Removes the file, and its directory if nothing else is in it.
	 */
	public function remove(): void {
		$path      = $this->path ?? self::path();
		$directory = dirname( $path );
		foreach ( array( $path, $directory . '/index.html' ) as $file ) {
			// Only our own, empty index file: the directory may be somebody else's.
			if ( is_file( $file ) && ( $file === $path || 0 === filesize( $file ) ) ) {
				wp_delete_file( $file );
			}
		}
		// phpcs:ignore WordPress.WP.AlternativeFunctions, WordPress.PHP.NoSilencedErrors -- Fails when it is not empty, as it should.
		@rmdir( $directory );
	}

	/**
	 * Makes the directory and keeps web servers from listing it.
	 *
	 * @param string $directory Directory of the nudge file.
	 */
	private function create( string $directory ): bool {
		// phpcs:ignore WordPress.PHP.NoSilencedErrors -- An unwritable parent is harmless.
		if ( ! @wp_mkdir_p( $directory ) ) {
			return false;
		}
		// phpcs:ignore WordPress.WP.AlternativeFunctions, WordPress.PHP.NoSilencedErrors -- As above.
		@file_put_contents( $directory . '/index.html', '' );
		return true;
	}
}
