<?php
/**
 * Tests of the REST reference.
 *
 * @package Detour
 */

namespace Detour\WordPress\Tests\Rest;

use Detour\WordPress\Tests\TestCase;

require_once __DIR__ . '/Reference.php';

final class ReferenceTest extends TestCase {
	public function test_the_reference_is_what_the_code_says(): void {
		$page  = Reference::page();
		$write = getenv( 'DETOUR_WRITE_REFERENCE' );
		if ( $write ) {
			self::assertNotFalse( file_put_contents( $write, $page ) );
			return;
		}
		self::assertStringEqualsFile( dirname( __DIR__, 2 ) . '/REST.md', $page, 'REST.md is not what the code says. It tells how it is written anew.' );
	}

	public function test_every_endpoint_says_what_it_does_and_every_argument_what_it_is(): void {
		foreach ( Reference::routes() as $route => $endpoints ) {
			foreach ( $endpoints as $endpoint ) {
				self::assertNotSame( '', Reference::purpose( $endpoint['callback'] ), implode( ', ', array_keys( $endpoint['methods'] ) ) . " $route says nothing of what it does" );
				foreach ( $endpoint['args'] as $name => $argument ) {
					self::assertNotEmpty( $argument['description'] ?? '', "$route: $name has no description" );
				}
			}
		}
	}
}
