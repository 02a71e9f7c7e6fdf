<?php
/**
 * Imports and exports of the PHP extension.
 *
 * @package Detour
 */

namespace Detour\WordPress\Exchange;

use Throwable;
use WP_Error;

/**
 * The plugin reads and writes no foreign format itself: this hands text, and rows of the database, to the extension.
 */
final class Extension {
	/**
	 * Text formats that rules are read from. Systems are formats too, for files that their plugins write.
	 */
	public const FORMATS = array( 'csv', 'json', 'htaccess', 'nginx', 'netlify', 'cloudflare-pages', 'cloudflare', 'redirection-csv', 'redirection-json', 'rank-math-csv' );

	public const SYSTEMS = array( 'yoast', 'betterlinks', 'simple-301', 'eps', 'qppr', 'redirection', 'aioseo', 'srm', 'seopress', 'rank-math', 'old-slugs' );

	/**
	 * The systems of which this site has rules.
	 *
	 * @return array[]|WP_Error
	 */
	public function systems() {
		global $wpdb;
		return $this->ask( 'import_systems', array( $this, 'query' ), $wpdb->prefix );
	}

	/**
	 * Reads the rules of a system of this site.
	 *
	 * @param string $system  One of SYSTEMS.
	 * @param array  $options As Detour\import_system() takes them.
	 * @return array|WP_Error
	 */
	public function read_system( string $system, array $options ) {
		global $wpdb;
		return $this->ask( 'import_system', $system, array( $this, 'query' ), $wpdb->prefix, $options );
	}

	/**
	 * Reads the rules of a file.
	 *
	 * @param string $format  One of FORMATS or SYSTEMS.
	 * @param string $text    The file's content.
	 * @param array  $options As Detour\import() takes them.
	 * @return array|WP_Error
	 */
	public function read( string $format, string $text, array $options ) {
		return $this->ask( 'import', $format, $text, $options );
	}

	/**
	 * Writes rules.
	 *
	 * @param string   $format One of FORMATS.
	 * @param string[] $rules  JSON.
	 * @param string[] $hosts  Hosts of the site.
	 * @return array|WP_Error
	 */
	public function write( string $format, array $rules, array $hosts ) {
		return $this->ask( 'export', $format, $rules, array( 'hosts' => $hosts ) );
	}

	/**
	 * Compares the site as it runs with rules that it hasn't got yet, for one step.
	 *
	 * @param string[] $rules   JSON.
	 * @param callable $ask     Asks the site.
	 * @param array    $options As Detour\verify() takes them.
	 * @return array|WP_Error
	 */
	public function verify( array $rules, callable $ask, array $options ) {
		return $this->ask( 'verify', $rules, home_url(), $ask, $options );
	}

	/**
	 * Asks the site's database for the extension, which only reads.
	 *
	 * @param string   $sql       Query, whose question marks stand for the arguments.
	 * @param string[] $arguments Arguments.
	 * @return array[]|string Rows, or the database's error message.
	 */
	public function query( string $sql, array $arguments ) {
		global $wpdb;
		$quiet = $wpdb->suppress_errors();
		// phpcs:disable WordPress.DB -- The extension writes the query; what it doesn't choose itself are arguments.
		if ( $arguments ) {
			$sql = $wpdb->prepare( str_replace( '?', '%s', $sql ), ...$arguments );
		}
		$rows = $wpdb->get_results( $sql, ARRAY_N );
		// phpcs:enable
		$wpdb->suppress_errors( $quiet );
		return $wpdb->last_error ? $wpdb->last_error : (array) $rows;
	}

	/**
	 * Calls a function of the extension.
	 *
	 * @param string $name         Name without its namespace.
	 * @param mixed  ...$arguments What it takes.
	 * @return array|WP_Error
	 */
	private function ask( string $name, ...$arguments ) {
		if ( ! function_exists( "Detour\\$name" ) ) {
			return new WP_Error(
				'detour_extension_missing',
				__( 'Nothing was read or changed: the PHP extension "detour" is not loaded in this PHP, or is older than the plugin. Ask your host to install it (extension=detour.so in php.ini) and to reload PHP.', 'detour' ),
				array( 'status' => 503 )
			);
		}
		try {
			return ( "Detour\\$name" )( ...$arguments );
		} catch ( Throwable $error ) {
			/* translators: %s: error message of the PHP extension. */
			return new WP_Error( 'detour_exchange', sprintf( __( 'Nothing was changed. %s', 'detour' ), $error->getMessage() ), array( 'status' => 400 ) );
		}
	}
}
