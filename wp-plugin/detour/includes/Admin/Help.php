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
			'traffic'   => array(
				'title' => __( 'Not found, Log, Insights', 'detour' ),
				'texts' => array(
					__( 'Not found lists addresses that visitors asked for and that have no page, with pages that are like them: one click makes a redirect of each. What is only noise can be ignored, by its address or by a pattern.', 'detour' ),
					__( 'The log shows single requests, Insights what they come to over time. What is kept of visitors, and for how long, is chosen under Settings & status.', 'detour' ),
				),
			),
			'audit'     => array(
				'title' => __( 'Audit', 'detour' ),
				'texts' => array(
					__( 'The audit finds what is wrong with redirects: those that go in circles or in several steps, are never reached, or lead nowhere. Most findings can be repaired with one click, and each repair can be taken back.', 'detour' ),
					__( 'A finding that is as it should be can be ignored with a reason. The audit runs by itself once a week, or as often as you choose, and can send what is new by e-mail.', 'detour' ),
				),
			),
			'maintain'  => array(
				'title' => __( 'Maintenance', 'detour' ),
				'texts' => array(
					__( 'While maintenance is on, visitors get the status 503 or are led elsewhere for a while. The admin area, the login and REST stay, and so does the site for the roles, addresses and paths that you name, and for whoever has the link.', 'detour' ),
					__( 'Give it an end, and it ends by itself to the second, even if nobody visits the site.', 'detour' ),
				),
			),
			'exchange'  => array(
				'title' => __( 'Import & export', 'detour' ),
				'texts' => array(
					__( 'Redirects of other plugins on this site are found by themselves. Those of Redirection and Rank Math can be left where they are and served from there; all can be copied.', 'detour' ),
					__( 'Nothing is imported before you have seen what it comes to: what is new, what is here already, what can\'t be carried over and why. Compare asks the running site whether visitors would get the same. An import is added as a whole or not at all, and can be taken back.', 'detour' ),
				),
			),
			'settings'  => array(
				'title' => __( 'Settings & status', 'detour' ),
				'texts' => array(
					__( 'Settings say what is kept of visitors, what happens when a page gets another address or goes to the trash, and whether page caches are told.', 'detour' ),
					__( 'The status shows the PHP extension, the rule file it answers from and the last sign of the agent, for whoever looks after the server.', 'detour' ),
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
