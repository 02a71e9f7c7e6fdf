<?php

namespace Detour\WordPress\Tests\Rules;

use Detour\WordPress\Rules\Nudge;
use Detour\WordPress\Tests\TestCase;

final class NudgeTest extends TestCase {
	private string $directory;

	protected function setUp(): void {
		parent::setUp();
		$this->directory = get_temp_dir() . uniqid( 'detour-nudge-' );
	}

	protected function tearDown(): void {
		parent::tearDown();
		array_map( 'unlink', glob( "$this->directory*/*" ) );
		is_dir( $this->directory ) && rmdir( $this->directory );
		is_file( $this->directory ) && unlink( $this->directory );
	}

	public function test_writes_the_revision_and_makes_the_directory(): void {
		$nudge = new Nudge( "$this->directory/nudge" );
		$this->assertTrue( $nudge->send( 41 ) );
		$this->assertTrue( $nudge->send( 42 ) );
		$this->assertSame( "42\n", file_get_contents( "$this->directory/nudge" ) );
		$this->assertFileExists( "$this->directory/index.html", 'a web server that lists directories finds a page' );
	}

	public function test_a_place_that_can_not_be_written_is_no_error(): void {
		file_put_contents( $this->directory, 'a file where the directory should be' );
		$this->assertFalse( ( new Nudge( "$this->directory/nudge" ) )->send( 1 ) );
	}

	public function test_remove_takes_only_what_is_ours(): void {
		$nudge = new Nudge( "$this->directory/nudge" );
		$nudge->send( 1 );
		file_put_contents( "$this->directory/theirs", 'x' );
		$nudge->remove();
		$this->assertFileDoesNotExist( "$this->directory/nudge" );
		$this->assertFileExists( "$this->directory/theirs" );

		unlink( "$this->directory/theirs" );
		$nudge->remove();
		$this->assertDirectoryDoesNotExist( $this->directory );
	}

	public function test_the_path_is_the_one_the_agent_watches(): void {
		$this->assertSame( defined( 'DETOUR_NUDGE' ) ? DETOUR_NUDGE : WP_CONTENT_DIR . '/uploads/detour/nudge', Nudge::path() );
	}
}
