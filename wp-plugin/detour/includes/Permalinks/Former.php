<?php
/**
 * Permalink structures that the site had.
 *
 * @package Detour
 */

namespace Detour\WordPress\Permalinks;

use Detour\WordPress\Capability;

/**
 * Remembers a structure when it is changed, and offers to redirect the addresses of its posts until that is done or declined.
 */
final class Former {
	/**
	 * Option with the structures, the last one first.
	 */
	public const OPTION = 'detour_former_permalinks';

	/**
	 * Most structures to remember.
	 */
	private const MOST = 10;

	/**
	 * Name of the nonce of who declines, and of the query parameter.
	 */
	private const DECLINE = 'detour-decline-permalinks';

	/**
	 * The structures for whose addresses nothing was done yet.
	 *
	 * @return string[] The last one first.
	 */
	public static function all(): array {
		$kept = get_option( self::OPTION );
		return is_array( $kept ) ? array_values( array_filter( $kept, 'is_string' ) ) : array();
	}

	/**
	 * The structure was changed.
	 *
	 * @param string $old Structure before.
	 * @param string $now Structure from now on.
	 */
	public function remember( $old, $now ): void {
		// Posts had no addresses of their own under an empty one; WordPress itself still knows those.
		$former = array_diff( '' === (string) $old ? self::all() : array( (string) $old, ...self::all() ), array( (string) $now ) );
		update_option( self::OPTION, array_slice( array_values( array_unique( $former ) ), 0, self::MOST ), false );
	}

	/**
	 * Nothing is left to do for a structure.
	 *
	 * @param string $structure Structure.
	 */
	public static function forget( string $structure ): void {
		update_option( self::OPTION, array_values( array_diff( self::all(), array( $structure ) ) ), false );
	}

	/**
	 * Declines, if that is asked for. For the action `admin_init`.
	 */
	public function decline(): void {
		if ( isset( $_GET[ self::DECLINE ] ) && current_user_can( Capability::name() ) ) {
			check_admin_referer( self::DECLINE );
			delete_option( self::OPTION );
			wp_safe_redirect( self::url() );
			exit;
		}
	}

	/**
	 * Offers it where permalinks are set, and where redirects are.
	 */
	public function notice(): void {
		$screen = get_current_screen();
		$former = $screen && in_array( $screen->id, array( 'options-permalink', 'tools_page_detour' ), true ) && current_user_can( Capability::name() ) ? self::all() : array();
		if ( ! $former || '' === (string) get_option( 'permalink_structure' ) ) {
			return;
		}
		printf(
			'<div id="detour-former-permalinks" class="notice notice-info"><p>%s</p><p><a class="button" href="%s">%s</a> <a href="%s">%s</a></p></div>',
			/* translators: %s: permalink structure. */
			esc_html( sprintf( __( 'The permalinks of this site were changed. Links to the old addresses of posts (%s) may lead nowhere.', 'detour' ), $former[0] ) ),
			esc_url( add_query_arg( 'assistant', 'permalinks', self::url() ) ),
			esc_html__( 'Redirect the old addresses', 'detour' ),
			esc_url( wp_nonce_url( add_query_arg( self::DECLINE, '1', self::url() ), self::DECLINE ) ),
			esc_html__( 'Leave them', 'detour' )
		);
	}

	/**
	 * The screen of the redirects.
	 */
	private static function url(): string {
		return admin_url( 'tools.php?page=detour' );
	}
}
