<?php

namespace Detour\WordPress\Tests\Rules;

use Detour\WordPress\Rules\RuleJson;
use Detour\WordPress\Tests\TestCase;

final class RuleJsonTest extends TestCase {
	public function test_merge_replaces_only_what_is_given(): void {
		$merged = RuleJson::merge(
			$this->rule( '/a', array( 'note' => 'kept' ) ),
			array(
				'enabled' => false,
				'source'  => array( 'case' => 'ignore' ),
				'then'    => array( 'redirect' => array( 'code' => 301 ) ),
			)
		);
		$this->assertSame(
			$this->rule(
				'/a',
				array(
					'note'    => 'kept',
					'enabled' => false,
					'source'  => array( 'case' => 'ignore' ),
					'then'    => array( 'redirect' => array( 'code' => 301 ) ),
				)
			),
			$merged
		);
	}

	public function test_merge_replaces_an_action_by_another(): void {
		$merged = RuleJson::merge( $this->rule( '/a' ), array( 'then' => array( 'respond' => array( 'code' => 410 ) ) ) );
		$this->assertSame( array( 'respond' => array( 'code' => 410 ) ), $merged['then'] );
	}

	public function test_merge_replaces_lists_as_a_whole(): void {
		$stored = $this->rule( '/a', array( 'then' => array( 'redirect' => array( 'allow_hosts' => array( 'a.example', 'b.example' ) ) ) ) );
		$merged = RuleJson::merge( $stored, array( 'then' => array( 'redirect' => array( 'allow_hosts' => array( 'c.example' ) ) ) ) );
		$this->assertSame( array( 'c.example' ), $merged['then']['redirect']['allow_hosts'] );
	}

	public function test_merge_passes_nonsense_on_to_the_validator(): void {
		$merged = RuleJson::merge( $this->rule( '/a' ), array( 'source' => 'x', 'then' => 3, 'unknown' => null ) );
		$this->assertSame( array( 'x', 3, null ), array( $merged['source'], $merged['then'], $merged['unknown'] ) );
	}

	/**
	 * The lists in the plugin are for forms and documentation; the extension decides. They must say the same.
	 */
	public function test_the_extension_accepts_every_choice_of_the_schema(): void {
		$this->need_extension();
		$rules = array();
		foreach ( array( 'case', 'slash', 'query', 'scheme' ) as $name ) {
			foreach ( RuleJson::schema()['properties']['source']['properties'][ $name ]['enum'] as $choice ) {
				$rules[] = $this->rule( '/a', array( 'source' => array( $name => $choice ) ) );
			}
		}
		foreach ( RuleJson::KINDS as $kind ) {
			$rules[] = in_array( $kind, array( 'contains', 'suffix' ), true )
				? $this->rule( '/a', array( 'source' => array( 'kind' => $kind, 'query' => 'pass' ), 'dialect' => 'rank-math' ) )
				: $this->rule( '/a', array( 'source' => array( 'kind' => $kind ) ) );
		}
		foreach ( RuleJson::REDIRECT_CODES as $code ) {
			$rules[] = $this->rule( '/a', array( 'then' => array( 'redirect' => array( 'code' => $code ) ) ) );
		}
		foreach ( RuleJson::RESPOND_CODES as $code ) {
			$rules[] = array_replace( $this->rule( '/a' ), array( 'then' => array( 'respond' => array( 'code' => $code ) ) ) );
		}
		foreach ( $rules as $rule ) {
			$this->assertSame( array(), \Detour\validate( $rule )['errors'], wp_json_encode( $rule ) );
		}
	}

	public function test_the_defaults_of_the_schema_are_those_of_the_extension(): void {
		$this->need_extension();
		$rule       = \Detour\validate( array( 'source' => array( 'value' => '/a' ), 'then' => array( 'redirect' => array( 'to' => '/b' ) ) ) )['rule'];
		$properties = RuleJson::schema()['properties'];
		$told       = array();
		$documented = array();
		foreach ( $properties as $name => $property ) {
			if ( array_key_exists( 'default', $property ) ) {
				$documented[ $name ] = $property['default'];
				$told[ $name ]       = $rule[ $name ];
			}
		}
		foreach ( $properties['source']['properties'] as $name => $property ) {
			if ( array_key_exists( 'default', $property ) ) {
				$documented[ "source.$name" ] = $property['default'];
				$told[ "source.$name" ]       = $rule['source'][ $name ];
			}
		}
		$documented['code'] = $properties['then']['properties']['redirect']['properties']['code']['default'];
		$told['code']       = $rule['then']['redirect']['code'];
		$this->assertSame( $documented, $told );
	}
}
