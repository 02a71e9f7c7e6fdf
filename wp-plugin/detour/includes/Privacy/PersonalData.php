<?php
/**
 * Personal data of users.
 *
 * @package Detour
 */

namespace Detour\WordPress\Privacy;

use WP_User;

/**
 * Tools → Export and Erase Personal Data: who changed which redirect, when.
 *
 * Requests that are logged name no account, so they belong to no e-mail address: the policy text says how long they are kept.
 */
final class PersonalData {
	/**
	 * Entries of one step. WordPress asks for the next until there is none.
	 */
	private const STEP = 500;

	/**
	 * Takes where users are named.
	 *
	 * @param Authors $authors Who made which change.
	 */
	public function __construct( private Authors $authors ) {}

	/**
	 * Among the exporters. For the filter `wp_privacy_personal_data_exporters`.
	 *
	 * @param array $exporters Others.
	 */
	public function add_exporter( $exporters ): array {
		return array(
			'detour' => array(
				'exporter_friendly_name' => __( 'Detour: changes of redirects', 'detour' ),
				'callback'               => array( $this, 'export' ),
			),
		) + (array) $exporters;
	}

	/**
	 * Among the erasers. For the filter `wp_privacy_personal_data_erasers`.
	 *
	 * @param array $erasers Others.
	 */
	public function add_eraser( $erasers ): array {
		return array(
			'detour' => array(
				'eraser_friendly_name' => __( 'Detour: changes of redirects', 'detour' ),
				'callback'             => array( $this, 'erase' ),
			),
		) + (array) $erasers;
	}

	/**
	 * What the user with an e-mail address has changed.
	 *
	 * @param string $email E-mail address.
	 * @param int    $page  Step, from 1.
	 * @return array{data: array[], done: bool}
	 */
	public function export( $email, $page = 1 ): array {
		$user = get_user_by( 'email', $email );
		if ( ! $user instanceof WP_User ) {
			return array(
				'data' => array(),
				'done' => true,
			);
		}
		$changes = $this->authors->changes( $user->ID, $page, self::STEP );
		$rules   = $this->authors->rules( $user->ID, $page, self::STEP );
		$data    = array();
		foreach ( $changes as $change ) {
			$data[] = self::item(
				'detour-history',
				__( 'Changes of redirects', 'detour' ),
				"detour-change-{$change['batch']}-{$change['rule']}",
				array(
					__( 'When', 'detour' )     => gmdate( 'Y-m-d H:i:s', (int) $change['time'] ) . ' UTC',
					__( 'Change', 'detour' )   => $change['action'],
					__( 'Redirect', 'detour' ) => $change['rule'],
				)
			);
		}
		foreach ( $rules as $rule ) {
			$data[] = self::item(
				'detour-rules',
				__( 'Redirects changed last', 'detour' ),
				"detour-rule-{$rule['id']}",
				array(
					__( 'When', 'detour' )     => $rule['updated_at'] . ' UTC',
					__( 'Redirect', 'detour' ) => $rule['id'],
					__( 'Source', 'detour' )   => $rule['source'],
				)
			);
		}
		return array(
			'data' => $data,
			'done' => max( count( $changes ), count( $rules ) ) < self::STEP,
		);
	}

	/**
	 * Forgets that it was this user. What was changed stays, so that others can still take it back.
	 *
	 * @param string $email E-mail address.
	 * @return array{items_removed: bool, items_retained: bool, messages: string[], done: bool}
	 */
	public function erase( $email ): array {
		$user      = get_user_by( 'email', $email );
		$forgotten = $user instanceof WP_User ? $this->authors->forget( $user->ID, self::STEP ) : 0;
		return array(
			'items_removed'  => $forgotten > 0,
			'items_retained' => false,
			'messages'       => array(),
			'done'           => $forgotten < self::STEP,
		);
	}

	/**
	 * An item of an export.
	 *
	 * @param string   $group Group.
	 * @param string   $label Its name.
	 * @param string   $id    Item.
	 * @param string[] $data  Values by name.
	 */
	private static function item( string $group, string $label, string $id, array $data ): array {
		$pairs = array();
		foreach ( $data as $name => $value ) {
			$pairs[] = array(
				'name'  => $name,
				'value' => $value,
			);
		}
		return array(
			'group_id'    => $group,
			'group_label' => $label,
			'item_id'     => $id,
			'data'        => $pairs,
		);
	}
}
