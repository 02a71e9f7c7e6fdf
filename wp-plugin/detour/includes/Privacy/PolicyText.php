<?php
/**
 * Text for the site's privacy policy.
 *
 * @package Detour
 */

namespace Detour\WordPress\Privacy;

use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Rules\Validation;
use Detour\WordPress\Settings\Options;

/**
 * Settings → Privacy → Policy Guide: what is kept of visitors and users, by the settings as they are.
 */
final class PolicyText {
	/**
	 * Option that keeps what is recorded, since the text is asked for on every page of the admin area.
	 */
	public const OPTION = 'detour_recording';

	/**
	 * Takes where the settings are.
	 *
	 * @param Repository $repository Settings as they were saved.
	 * @param Validation $validation Who knows their defaults.
	 */
	public function __construct( private Repository $repository, private Validation $validation ) {}

	/**
	 * Suggests the text.
	 */
	public function add(): void {
		$recording = get_option( self::OPTION );
		if ( ! is_array( $recording ) ) {
			$recording = $this->recording();
			// Loaded with the other options, so it costs no query.
			if ( $recording ) {
				update_option( self::OPTION, $recording, true );
			}
		}
		wp_add_privacy_policy_content( 'Detour', wp_kses_post( wpautop( implode( "\n\n", self::paragraphs( $recording ) ), false ) ) );
	}

	/**
	 * Rules or settings have changed: the next look at the policy reads them again.
	 */
	public function forget(): void {
		delete_option( self::OPTION );
	}

	/**
	 * What the settings say of recording; null if nobody can tell.
	 */
	public function recording(): ?array {
		$settings = $this->validation->check_settings( $this->repository->settings() );
		return is_wp_error( $settings ) ? null : $settings['recording'];
	}

	/**
	 * The text.
	 *
	 * @param array|null $recording As recording() gives it.
	 * @return string[]
	 */
	public static function paragraphs( ?array $recording ): array {
		return array_merge(
			array( '<p class="privacy-policy-tutorial">' . __( 'Detour sets no cookie, unless a redirect splits visitors between targets and keeps each at theirs, or somebody opens a preview link. It sends nothing to anybody. The text below follows from its settings; look at it again when you change them.', 'detour' ) . '</p>' ),
			$recording ? self::requests( $recording ) : array( __( 'Requests for redirected addresses, and for addresses without a page, may be logged.', 'detour' ) ),
			/* translators: %d: number of days. */
			array( sprintf( __( 'For users who manage redirects, we keep who changed which redirect and when, for %d days.', 'detour' ), Options::get( 'history_days' ) ) )
		);
	}

	/**
	 * What is kept of requests.
	 *
	 * @param array $recording Settings.
	 * @return string[]
	 */
	private static function requests( array $recording ): array {
		$days = array();
		if ( $recording['hits'] ) {
			/* translators: %d: number of days. */
			$days[] = sprintf( __( 'When you follow an address that redirects, we keep the address and the time for %d days.', 'detour' ), $recording['log_days'] );
		}
		if ( $recording['not_found'] ) {
			/* translators: %d: number of days. */
			$days[] = sprintf( __( 'When you ask for an address without a page, we keep the address and the time for %d days.', 'detour' ), max( $recording['log_days'], $recording['not_found_days'] ) );
		}
		if ( ! $days ) {
			return array( __( 'Requests for redirected addresses are only counted.', 'detour' ) );
		}
		$days[] = match ( $recording['ip'] ) {
			'full'   => __( 'Your IP address is kept with it.', 'detour' ),
			'masked' => __( 'Your IP address is kept without its last part, so that it does not tell who you are.', 'detour' ),
			default  => __( 'Your IP address is not kept.', 'detour' ),
		};
		if ( $recording['referrer'] ) {
			$days[] = __( 'The page that you came from is kept as well.', 'detour' );
		}
		if ( $recording['user_agent'] ) {
			$days[] = __( 'The name of your browser is kept as well.', 'detour' );
		}
		// Nobody can be found by it: there is no account or e-mail address with a request.
		$days[] = __( 'These entries are not connected with an account or e-mail address, so they can\'t be found by one; they are deleted when their time is over.', 'detour' );
		return array( implode( ' ', $days ) );
	}
}
