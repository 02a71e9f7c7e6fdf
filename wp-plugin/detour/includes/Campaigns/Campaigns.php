<?php
/**
 * Redirects that come and go together.
 *
 * @package Detour
 */

namespace Detour\WordPress\Campaigns;

use Detour\WordPress\Rules\Change;
use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Rules\Validation;
use WP_Error;

/**
 * A campaign is a group of rules of which one has a schedule; it is kept nowhere else. Setting its times sets those of all its
 * rules, in one change. When a rule is not there, requests go on to the next rule that takes them, and then to WordPress.
 */
final class Campaigns {
	/**
	 * Most rules of a campaign: they are checked one by one.
	 */
	private const MOST_RULES = 2000;

	/**
	 * Takes what it works with.
	 *
	 * @param Repository $repository Where rules are kept.
	 * @param Validation $validation Who says what they may be.
	 * @param Schedules  $schedules  Which group is there when.
	 */
	public function __construct( private Repository $repository, private Validation $validation, private Schedules $schedules ) {}

	/**
	 * All campaigns: those that are live, those that come, those that are over.
	 *
	 * @return array[] As find().
	 */
	public function list(): array {
		$found = $this->schedules->groups();
		$found = array_map( array( self::class, 'summary' ), array_map( 'strval', array_keys( $found ) ), $found );
		$rank  = array_flip( array( 'live', 'coming', 'over', 'off' ) );
		usort( $found, static fn( array $one, array $other ): int => array( $rank[ $one['state'] ], $one['from'] ) <=> array( $rank[ $other['state'] ], $other['from'] ) );
		return $found;
	}

	/**
	 * One campaign.
	 *
	 * @param string $name Its group.
	 * @return array{name: string, state: string, from: ?string, until: ?string, rules: int, enabled: int, unscheduled: int, uniform: bool}|null
	 */
	public function find( string $name ): ?array {
		$found = $this->schedules->groups( $name );
		return $found ? self::summary( (string) array_key_first( $found ), reset( $found ) ) : null;
	}

	/**
	 * Sets the times of all rules of a group, and adds rules to it. If all of them are disabled, they are enabled.
	 *
	 * @param string  $name     Group; a new one if there is none of this name.
	 * @param array   $schedule From, until or both, RFC 3339.
	 * @param array[] $added    Rules to add, without group and schedule.
	 * @return array{change: int, added: int[]}|WP_Error
	 */
	public function save( string $name, array $schedule, array $added ) {
		if ( ! $schedule ) {
			return new WP_Error( 'detour_campaign_without_time', __( 'Nothing was changed: a campaign has a start, an end or both. Give one of them.', 'detour' ), array( 'status' => 400 ) );
		}
		return $this->change(
			$name,
			// All of them are disabled if it was called off: other times start it again.
			static fn( array $rule, bool $is_off ): array => array(
				'schedule' => $schedule,
				'enabled'  => $is_off || $rule['enabled'],
			) + $rule,
			array_map(
				static fn( array $rule ): array => array(
					'group'    => $name,
					'schedule' => $schedule,
				) + $rule,
				$added
			)
		);
	}

	/**
	 * Ends a campaign now: its rules have been there until now, and those that have not begun are disabled.
	 *
	 * @param string $name Group.
	 * @return array{change: int, added: int[]}|WP_Error
	 */
	public function end( string $name ) {
		$campaign = $this->find( $name );
		if ( ! $campaign || in_array( $campaign['state'], array( 'over', 'off' ), true ) ) {
			return $campaign
				/* translators: %s: name of a campaign. */
				? new WP_Error( 'detour_campaign_over', sprintf( __( 'Nothing was changed: the campaign "%s" is not on and won\'t be. Give it other times to start it again.', 'detour' ), $name ), array( 'status' => 409 ) )
				: self::not_found( $name );
		}
		$now = time();
		return $this->change(
			$name,
			static function ( array $rule ) use ( $now ): array {
				$schedule = $rule['schedule'] ?? array();
				if ( isset( $schedule['from'] ) && strtotime( $schedule['from'] ) >= $now ) {
					return array( 'enabled' => false ) + $rule;
				}
				if ( isset( $schedule['until'] ) && strtotime( $schedule['until'] ) <= $now ) {
					return $rule;
				}
				$schedule['until'] = wp_date( DATE_RFC3339, $now );
				return array( 'schedule' => $schedule ) + $rule;
			},
			array()
		);
	}

	/**
	 * The error for a campaign that is not there.
	 *
	 * @param string $name Group.
	 */
	public static function not_found( string $name ): WP_Error {
		/* translators: %s: name of a campaign. */
		return new WP_Error( 'detour_campaign_not_found', sprintf( __( 'There is no campaign "%s": no redirect of a group of this name has a start or an end. Nothing was changed; reload the list.', 'detour' ), $name ), array( 'status' => 404 ) );
	}

	/**
	 * Changes all rules of a group and adds some, all or none.
	 *
	 * @param string   $name  Group.
	 * @param callable $edit  Takes a stored rule, and whether all of the group are disabled; gives what it becomes.
	 * @param array[]  $added Rules to add.
	 * @return array{change: int, added: int[]}|WP_Error
	 */
	private function change( string $name, callable $edit, array $added ) {
		$settings = $this->repository->settings();
		$check    = fn( array $rule ) => $this->validation->check( $rule, $settings );
		$done     = $this->repository->change(
			'campaign',
			function ( Change $change ) use ( $name, $edit, $added, $check ) {
				$rules = $this->schedules->rules( $name, self::MOST_RULES + 1 );
				if ( count( $rules ) > self::MOST_RULES ) {
					/* translators: 1: name of a group, 2: number. */
					return new WP_Error( 'detour_campaign_too_large', sprintf( __( 'Nothing was changed: the group "%1$s" has more than %2$d redirects. Move those of the campaign to a group of their own.', 'detour' ), $name, self::MOST_RULES ), array( 'status' => 400 ) );
				}
				if ( ! $rules && ! $added ) {
					/* translators: %s: name of a group. */
					return new WP_Error( 'detour_campaign_empty', sprintf( __( 'Nothing was changed: the group "%s" has no redirects yet. Add the first one with the campaign.', 'detour' ), $name ), array( 'status' => 400 ) );
				}
				$is_off = ! in_array( true, array_column( $rules, 'enabled' ), true );
				$change->history->before( array_column( $rules, 'id' ) );
				foreach ( $rules as $rule ) {
					$checked = $check( $edit( $rule, $is_off ) );
					if ( is_wp_error( $checked ) ) {
						return $checked;
					}
					$change->replace( $rule['id'], $checked['rule'] );
				}
				$ids = array();
				foreach ( $added as $rule ) {
					$checked = $check( $rule );
					if ( is_wp_error( $checked ) ) {
						return $checked;
					}
					$ids[] = $change->insert( $checked['rule'] );
				}
				return array( 'added' => $ids );
			}
		);
		return is_wp_error( $done ) ? $done : array(
			'change' => $done['revision'],
			'added'  => $done['added'],
		);
	}

	/**
	 * A campaign at a glance.
	 *
	 * @param string  $name  Group.
	 * @param array[] $parts As Schedules::groups() gives them.
	 */
	private static function summary( string $name, array $parts ): array {
		$scheduled = array_values( array_filter( $parts, static fn( array $part ): bool => (bool) $part['schedule'] ) );
		$froms     = array_map( static fn( array $part ): ?string => $part['schedule']['from'] ?? null, $scheduled );
		$untils    = array_map( static fn( array $part ): ?string => $part['schedule']['until'] ?? null, $scheduled );
		$states    = array_map( array( self::class, 'state' ), $scheduled );
		$count     = static fn( array $counted ): int => array_sum( array_column( $counted, 'rules' ) );
		return array(
			'name'        => $name,
			// The first of these that one of its rules has.
			'state'       => current( array_intersect( array( 'live', 'coming', 'over', 'off' ), $states ) ),
			'from'        => in_array( null, $froms, true ) ? null : self::extreme( $froms, -1 ),
			'until'       => in_array( null, $untils, true ) ? null : self::extreme( $untils, 1 ),
			'rules'       => $count( $parts ),
			'enabled'     => $count( array_filter( $parts, static fn( array $part ): bool => $part['enabled'] ) ),
			'unscheduled' => $count( $parts ) - $count( $scheduled ),
			'uniform'     => count( array_unique( array_map( 'wp_json_encode', array_column( $scheduled, 'schedule' ) ) ) ) === 1,
		);
	}

	/**
	 * Whether rules are there: live, coming, over, or off because they are disabled.
	 *
	 * @param array $part As Schedules::groups() gives it.
	 */
	private static function state( array $part ): string {
		$from  = strtotime( $part['schedule']['from'] ?? '@0' );
		$until = isset( $part['schedule']['until'] ) ? strtotime( $part['schedule']['until'] ) : PHP_INT_MAX;
		return match ( true ) {
			$until <= time()    => 'over',
			! $part['enabled']  => 'off',
			$from > time()      => 'coming',
			default             => 'live',
		};
	}

	/**
	 * The earliest or latest of some times.
	 *
	 * @param string[] $times RFC 3339.
	 * @param int      $sign  -1 for the earliest, 1 for the latest.
	 */
	private static function extreme( array $times, int $sign ): string {
		usort( $times, static fn( string $one, string $other ): int => $sign * ( strtotime( $other ) <=> strtotime( $one ) ) );
		return $times[0];
	}
}
