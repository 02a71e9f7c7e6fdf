<?php
/**
 * What a change did to one rule.
 *
 * @package Detour
 */

namespace Detour\WordPress\History;

use Detour\WordPress\Rules\RuleJson;

/**
 * Turns rows of the history into what the REST routes and the command line show.
 */
final class Entry {
	/**
	 * The entry of a row.
	 *
	 * @param array $row Row of the table.
	 * @return array{batch: int, rule: int, time: string, user: int, user_name: string, action: string, before: ?array, after: ?array} Rule 0 is the settings.
	 */
	public static function of( array $row ): array {
		$user = (int) $row['user_id'];
		$name = $user ? get_userdata( $user ) : false;
		$own  = in_array( $row['action'], Recorder::FALLBACKS, true ) ? 'Detour' : '';
		return array(
			'batch'     => (int) $row['batch'],
			'rule'      => (int) $row['rule'],
			'time'      => gmdate( 'Y-m-d\TH:i:s\Z', (int) $row['time'] ),
			'user'      => $user,
			'user_name' => $name ? $name->display_name : $own,
			'action'    => $row['action'],
			'before'    => self::shown( $row['old_rule'] ),
			'after'     => self::shown( $row['new_rule'] ),
		);
	}

	/**
	 * A rule as it was kept; null if there was none, or if it was damaged.
	 *
	 * @param string|null $json What was kept.
	 */
	public static function rule( ?string $json ): ?array {
		$rule = json_decode( (string) $json, true );
		return is_string( $rule['source']['value'] ?? null ) && is_array( $rule['then'] ?? null ) ? $rule : null;
	}

	/**
	 * The rule, or the settings, for JSON.
	 *
	 * @param string|null $json What was kept.
	 */
	private static function shown( ?string $json ): ?array {
		$kept = json_decode( (string) $json, true );
		return is_array( $kept ) ? RuleJson::with_objects( $kept ) : null;
	}
}
