<?php
/**
 * A hint in the admin bar.
 *
 * @package Detour
 */

namespace Detour\WordPress\Dashboard;

use Detour\WordPress\Capability;
use Detour\WordPress\Rules\Addresses;
use Detour\WordPress\Slugs\Address;
use Throwable;
use WP_Admin_Bar;

/**
 * Says on a page of the site, to who may manage redirects, how many lead there and whether visitors are led away.
 */
final class AdminBar {
	/**
	 * The extension's function, or null when the extension is not loaded.
	 *
	 * @var callable|null
	 */
	private $decide;

	/**
	 * Takes where to look.
	 *
	 * @param Addresses           $addresses Rules by address.
	 * @param callable|null|false $decide    Default `Detour\decide`; null for "not loaded".
	 */
	public function __construct( private Addresses $addresses, $decide = false ) {
		$this->decide = false === $decide ? ( function_exists( 'Detour\decide' ) ? 'Detour\decide' : null ) : $decide;
	}

	/**
	 * Adds the hint, if there is anything to say.
	 *
	 * @param WP_Admin_Bar $bar Admin bar.
	 */
	public function add( $bar ): void {
		if ( is_admin() || ! current_user_can( Capability::name() ) ) {
			return;
		}
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- Only compared, and asked for as it is.
		$uri   = (string) ( $_SERVER['REQUEST_URI'] ?? '' );
		$hints = array_filter( array( $this->away( $uri ), $this->here( $uri ) ) );
		if ( $hints ) {
			$bar->add_node(
				array(
					'id'    => 'detour',
					'title' => esc_html( implode( ' · ', $hints ) ),
					'href'  => admin_url( 'tools.php?page=detour' ),
				)
			);
		}
	}

	/**
	 * How many redirects lead to this page.
	 *
	 * @param string $uri Path and query of the request.
	 */
	private function here( string $uri ): string {
		$path  = Address::decoded( (string) strtok( $uri, '?' ) );
		$count = $this->addresses->count_leading_to( Address::spellings( $path ) );
		/* translators: %d: number of redirects. */
		return $count ? sprintf( _n( '%d redirect leads here', '%d redirects lead here', $count, 'detour' ), $count ) : '';
	}

	/**
	 * Where visitors who are not logged in are led instead.
	 *
	 * @param string $uri Path and query of the request.
	 */
	private function away( string $uri ): string {
		if ( ! $this->decide ) {
			return '';
		}
		try {
			$decision = ( $this->decide )(
				array(
					'url'    => $uri,
					'host'   => (string) wp_parse_url( home_url(), PHP_URL_HOST ),
					'scheme' => is_ssl() ? 'https' : 'http',
					'facts'  => array(
						'logged_in' => false,
						'roles'     => array(),
						'not_found' => is_404(),
						'theme'     => true,
					),
				)
			);
		} catch ( Throwable $error ) {
			return '';
		}
		return match ( $decision['decision'] ) {
			/* translators: %s: URL. */
			'redirect' => sprintf( __( 'Visitors are redirected to %s', 'detour' ), $decision['location'] ),
			/* translators: %d: status code as 410. */
			'respond'  => sprintf( __( 'Visitors get the status %d', 'detour' ), $decision['code'] ),
			default    => '',
		};
	}
}
