<?php
/**
 * Settings of the audit.
 *
 * @package Detour
 */

namespace Detour\WordPress\Audit;

/**
 * When rules are looked at, who hears of it, and after how many days a rule is noticed.
 */
final class Settings {
	public const OPTION    = 'detour_audit_settings';
	public const SCHEDULES = array( 'off', 'daily', 'weekly' );

	private const DEFAULTS = array(
		'schedule'       => 'weekly',
		'digest'         => false,
		'recipients'     => array(),
		'stale_days'     => 365,
		'temporary_days' => 180,
	);

	/**
	 * All settings, with their defaults.
	 *
	 * @return array{schedule: string, digest: bool, recipients: string[], stale_days: int, temporary_days: int}
	 */
	public function all(): array {
		$kept = get_option( self::OPTION );
		return array_intersect_key( is_array( $kept ) ? $kept : array(), self::DEFAULTS ) + self::DEFAULTS;
	}

	/**
	 * Saves settings; what is left out stays.
	 *
	 * @param array $changes Sound settings.
	 */
	public function save( array $changes ): void {
		update_option( self::OPTION, array_intersect_key( $changes, self::DEFAULTS ) + $this->all(), false );
	}

	/**
	 * JSON Schema of the settings.
	 */
	public static function schema(): array {
		$days = static fn( string $description ): array => array(
			'description' => $description,
			'type'        => 'integer',
			'minimum'     => 1,
			'maximum'     => 3650,
		);
		return array(
			'schedule'       => array(
				'description' => __( 'When all redirects are looked at by themselves.', 'detour' ),
				'type'        => 'string',
				'enum'        => self::SCHEDULES,
			),
			'digest'         => array(
				'description' => __( 'Whether an e-mail tells of new findings.', 'detour' ),
				'type'        => 'boolean',
			),
			'recipients'     => array(
				'description' => __( 'Who gets it; without any, the site\'s administrator.', 'detour' ),
				'type'        => 'array',
				'maxItems'    => 20,
				'items'       => array(
					'type'   => 'string',
					'format' => 'email',
				),
			),
			'stale_days'     => $days( __( 'Days without a hit after which a redirect is stale.', 'detour' ) ),
			'temporary_days' => $days( __( 'Days after which a temporary redirect is one for good.', 'detour' ) ),
		);
	}
}
