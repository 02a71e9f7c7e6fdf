<?php
/**
 * The reminder that maintenance is on.
 *
 * @package Detour
 */

namespace Detour\WordPress\Maintenance;

use Detour\WordPress\Capability;
use WP_Admin_Bar;

/**
 * Who is let through sees the site as ever, so he has to be told that visitors don't.
 */
final class Notice {
	/**
	 * Takes what is to be told.
	 *
	 * @param Maintenance $maintenance Whether it is on.
	 */
	public function __construct( private Maintenance $maintenance ) {}

	/**
	 * In the admin bar, on all pages.
	 *
	 * @param WP_Admin_Bar $bar The bar.
	 */
	public function add_to_bar( $bar ): void {
		if ( ! self::is_for_user() || ! $this->maintenance->state()['on'] ) {
			return;
		}
		$bar->add_node(
			array(
				'id'    => 'detour-maintenance',
				'title' => esc_html__( 'Maintenance is on', 'detour' ),
				'href'  => current_user_can( Capability::name() ) ? self::url() : false,
			)
		);
	}

	/**
	 * At the top of the admin area.
	 */
	public function show(): void {
		$state = self::is_for_user() ? $this->maintenance->state() : array( 'on' => false );
		if ( ! $state['on'] ) {
			return;
		}
		$text = null === $state['until']
			? __( 'Maintenance is on: visitors don\'t see the site, until somebody turns it off.', 'detour' )
			/* translators: %s: date and time. */
			: sprintf( __( 'Maintenance is on: visitors don\'t see the site until %s.', 'detour' ), wp_date( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ), strtotime( $state['until'] ) ) );
		$link = current_user_can( Capability::name() ) ? sprintf( ' <a href="%s">%s</a>', esc_url( self::url() ), esc_html__( 'Change or end it', 'detour' ) ) : '';
		printf( '<div class="notice notice-warning"><p>%s%s</p></div>', esc_html( $text ), wp_kses_post( $link ) );
	}

	/**
	 * Whether the user works on the site, and may think that visitors see what he sees.
	 */
	private static function is_for_user(): bool {
		return current_user_can( Capability::name() ) || current_user_can( 'edit_posts' );
	}

	/**
	 * Where it is turned off.
	 */
	private static function url(): string {
		return admin_url( 'tools.php?page=detour&tab=maintenance' );
	}
}
