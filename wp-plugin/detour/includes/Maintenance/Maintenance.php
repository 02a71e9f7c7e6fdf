<?php
/**
 * The whole site answered by one rule for a while.
 *
 * @package Detour
 */

namespace Detour\WordPress\Maintenance;

use Detour\WordPress\Preview\Link;
use Detour\WordPress\Rules\Change;
use Detour\WordPress\Rules\Order;
use Detour\WordPress\Rules\PathCondition;
use Detour\WordPress\Rules\Repository;
use Detour\WordPress\Rules\Validation;
use WP_Error;

/**
 * Maintenance is a rule as every other: for all paths, first in order, with exceptions as its conditions and an end as its
 * schedule. So it needs no code where requests are answered, ends to the second, and is seen in the list.
 *
 * Visitors who are not logged in are answered before WordPress starts. The admin area, the login and REST are never caught
 * by a rule for all paths.
 */
final class Maintenance {
	/**
	 * Option with the number of the rule and what was wished for last.
	 */
	public const OPTION = 'detour_maintenance';

	/**
	 * What can be wished for, and what holds without a wish.
	 */
	public const DEFAULTS = array(
		'answer'      => 'unavailable',
		'to'          => '',
		'retry_after' => 3600,
		'page'        => 'bare',
		'until'       => null,
		'roles'       => array( 'administrator' ),
		'ips'         => array(),
		'paths'       => array(),
	);

	/**
	 * Takes where rules are kept, and who says what they may be.
	 *
	 * @param Repository $repository Where the rule is kept.
	 * @param Validation $validation Who says what it may be.
	 */
	public function __construct( private Repository $repository, private Validation $validation ) {}

	/**
	 * Whether it is on, with which wishes.
	 *
	 * @return array{on: bool, rule: ?int, token: string, ...}
	 */
	public function state(): array {
		$kept = $this->kept();
		$rule = $kept['rule'] ? $this->repository->find( $kept['rule'] ) : null;
		$end  = $rule['schedule']['until'] ?? null;
		$on   = $rule && $rule['enabled'] && ! self::is_over( $end );
		// An end that has come is none for the next time.
		$until = self::is_over( $kept['until'] ) ? null : $kept['until'];
		return array(
			'on'    => $on,
			'rule'  => $rule ? $kept['rule'] : null,
			'until' => $until,
		) + $kept;
	}

	/**
	 * Turns it on, or changes how it is.
	 *
	 * @param array $wishes Some of DEFAULTS.
	 * @return array|WP_Error The state.
	 */
	public function turn_on( array $wishes ) {
		$kept = array_replace( $this->state(), array_intersect_key( $wishes, self::DEFAULTS ) );
		if ( self::is_over( $kept['until'] ) ) {
			return new WP_Error( 'detour_maintenance_over', __( 'Nothing was changed: the end of the maintenance has already come. Choose a later one, or none.', 'detour' ), array( 'status' => 400 ) );
		}
		if ( null === $kept['rule'] ) {
			// A link that was handed out must not open the next maintenance.
			$kept['token'] = Link::token();
		}
		$checked = $this->validation->check( $this->rule( $kept ), $this->repository->settings() );
		if ( is_wp_error( $checked ) ) {
			return $checked;
		}
		$saved = null === $kept['rule']
			? $this->repository->change( 'create', static fn( Change $change ) => ( new Order( $change ) )->move( $change->insert( $checked['rule'] ), array( 'place' => 1 ) ) )
			: $this->repository->update( $kept['rule'], static fn( array $stored ): array => array_intersect_key( $stored, array_flip( array( 'id', 'position' ) ) ) + $checked['rule'] );
		if ( is_wp_error( $saved ) ) {
			return $saved;
		}
		$this->keep( array( 'rule' => $saved['id'] ) + $kept );
		return $this->state();
	}

	/**
	 * Turns it off. What was wished for is kept for the next time; and the number of the rule, which the history may bring back.
	 *
	 * @return array|WP_Error The state.
	 */
	public function turn_off() {
		$state = $this->state();
		if ( null !== $state['rule'] ) {
			$deleted = $this->repository->delete( array( $state['rule'] ) );
			if ( is_wp_error( $deleted ) ) {
				return $deleted;
			}
			$this->keep( $state );
		}
		return $this->state();
	}

	/**
	 * Whether an end has come.
	 *
	 * @param string|null $end As RFC 3339; null for none.
	 */
	private static function is_over( ?string $end ): bool {
		return null !== $end && strtotime( $end ) <= time();
	}

	/**
	 * The rule for what is wished.
	 *
	 * @param array $wishes All of DEFAULTS, and the token.
	 */
	private function rule( array $wishes ): array {
		$then = 'redirect' === $wishes['answer']
			? array(
				'redirect' => array(
					'to'    => $wishes['to'],
					'code'  => 307,
					'cache' => 'none',
				),
			)
			: array(
				'respond' => array(
					'code'        => 503,
					'retry_after' => $wishes['retry_after'],
					'body'        => $wishes['page'],
				),
			);
		$rule = array(
			'group'    => __( 'Maintenance', 'detour' ),
			'note'     => __( 'Made under Maintenance, and changed and ended there.', 'detour' ),
			'position' => 0,
			'source'   => array(
				'kind'  => 'prefix',
				'value' => '/',
				'query' => 'ignore',
			),
			'when'     => array( array( 'not' => array( 'any' => $this->exceptions( $wishes ) ) ) ),
			'then'     => $then,
		);
		return $rule + ( null === $wishes['until'] ? array() : array( 'schedule' => array( 'until' => $wishes['until'] ) ) );
	}

	/**
	 * Who and what is let through: conditions of which one must hold.
	 *
	 * @param array $wishes All of DEFAULTS, and the token.
	 * @return array[]
	 */
	private function exceptions( array $wishes ): array {
		$paths = $wishes['paths'];
		if ( 'redirect' === $wishes['answer'] && str_starts_with( $wishes['to'], '/' ) ) {
			$paths[] = $wishes['to'];
		}
		$logged_in = array( 'cookie' => array( 'name' => LOGGED_IN_COOKIE ) );
		return array_merge(
			array(
				array( 'cookie' => array( 'name' => Link::cookie( $wishes['token'] ), 'is' => $wishes['token'] ) ),
				array( 'query' => array( 'name' => Link::PARAMETER, 'matches' => "^{$wishes['token']}\\." ) ),
			),
			array_map( array( PathCondition::class, 'of' ), $paths ),
			$wishes['ips'] ? array( array( 'ip' => $wishes['ips'] ) ) : array(),
			// Without the cookie of a login nobody has a role: told before WordPress starts.
			$wishes['roles'] ? array( array( 'not' => array( 'any' => array( array( 'not' => $logged_in ), array( 'not' => array( 'role' => $wishes['roles'] ) ) ) ) ) ) : array()
		);
	}

	/**
	 * What is kept, with nothing left out.
	 */
	private function kept(): array {
		$kept = get_option( self::OPTION );
		$kept = is_array( $kept ) ? $kept : array();
		if ( ! isset( $kept['token'] ) ) {
			$kept['token'] = Link::token();
			update_option( self::OPTION, $kept, false );
		}
		return $kept + array( 'rule' => null ) + self::DEFAULTS;
	}

	/**
	 * Keeps it.
	 *
	 * @param array $state Rule, token and all of DEFAULTS.
	 */
	private function keep( array $state ): void {
		unset( $state['on'] );
		update_option( self::OPTION, $state, false );
	}
}
