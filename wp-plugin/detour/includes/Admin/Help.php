<?php
/**
 * Help on the screen Tools → Detour.
 *
 * @package Detour
 */

namespace Detour\WordPress\Admin;

use WP_Screen;

/**
 * The tabs behind the button "Help".
 */
final class Help {
	/**
	 * Adds the tabs to a screen.
	 *
	 * @param WP_Screen $screen Screen.
	 */
	public static function add( WP_Screen $screen ): void {
		foreach ( self::tabs() as $id => $tab ) {
			$screen->add_help_tab(
				array(
					'id'      => "detour-$id",
					'title'   => $tab['title'],
					'content' => wp_kses_post( '<p>' . implode( '</p><p>', $tab['texts'] ) . '</p>' ),
				)
			);
		}
	}

	/**
	 * The tabs.
	 *
	 * @return array<string, array{title: string, texts: string[]}>
	 */
	private static function tabs(): array {
		return array(
			'redirects' => array(
				'title' => __( 'Redirects', 'detour' ),
				'texts' => array(
					__( 'Redirects are tried in the order of their position; the first that matches the address and all its conditions answers. PHP does that before WordPress starts.', 'detour' ),
					__( 'A redirect that is added comes last. Sort the list by position to change the order: drag a redirect by the handle beside its position, press the arrow keys on the handle, or choose a place from its menu. Each move can be taken back.', 'detour' ),
					__( 'In the editor you can try a redirect before you save it: it says what a request would get, and why.', 'detour' ),
				),
			),
			'codes'     => array(
				'title' => __( 'Codes', 'detour' ),
				'texts' => array(
					__( '307 is for now, 308 for good; with both, a form that is sent to the old address arrives at the new one. 302 and 301 are their older relatives, with which it may arrive empty.', 'detour' ),
					__( 'What is for good is remembered by browsers and search engines, and hard to take back. When in doubt, take 307 first.', 'detour' ),
					__( '410 tells search engines that a page is gone and won\'t come back.', 'detour' ),
				),
			),
			'campaigns' => array(
				'title' => __( 'Campaigns', 'detour' ),
				'texts' => array(
					__( 'A campaign is a group of redirects that come and go together. Set their start and end at once under Campaigns; outside of these times visitors get what they would get without them.', 'detour' ),
					__( 'The assistants beside “Add redirect” make several redirects at once: for a move to another domain, and for the versions of a page by language.', 'detour' ),
				),
			),
			'live'      => array(
				'title' => __( 'Is it live?', 'detour' ),
				'texts' => array(
					__( 'The line at the top says whether this server answers with what was saved last. It takes milliseconds. If it takes longer, the line says what is in the way and what to do; so does Tools → Site Health.', 'detour' ),
				),
			),
			'history'   => array(
				'title' => __( 'History', 'detour' ),
				'texts' => array(
					__( 'Each change is kept: who made it, when, and what was there before. It can be taken back, by itself or with everything that was changed along with it, and so can that.', 'detour' ),
				),
			),
		);
	}
}
