<?php
/**
 * Finds a class of the plugin by its name.
 *
 * @package Detour
 */

namespace Detour\WordPress;

/**
 * PSR-4 for one namespace: `Detour\WordPress\Rules\Schema` is `includes/Rules/Schema.php`.
 *
 * The namespace is not plain `Detour`, because that one belongs to the functions of the PHP extension.
 */
final class Autoloader {
	/**
	 * Loads the plugin's classes from a directory from now on.
	 *
	 * @param string $directory Directory of the namespace, without a trailing slash.
	 * @return void
	 */
	public static function register( $directory ) {
		spl_autoload_register(
			static function ( $class_name ) use ( $directory ) {
				$prefix = __NAMESPACE__ . '\\';
				if ( strncmp( $class_name, $prefix, strlen( $prefix ) ) !== 0 ) {
					return;
				}
				$file = $directory . '/' . str_replace( '\\', '/', substr( $class_name, strlen( $prefix ) ) ) . '.php';
				if ( is_file( $file ) ) {
					require $file;
				}
			}
		);
	}
}
