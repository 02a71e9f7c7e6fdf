<?php

namespace Detour\WordPress\Tests\PostEditor;

use Detour\WordPress\PostEditor\Box;
use Detour\WordPress\Settings\Options;
use Detour\WordPress\Tests\TestCase;

final class PostEditorTest extends TestCase {
	private int $post;

	protected function setUp(): void {
		parent::setUp();
		$this->act_as( 'administrator' );
		$this->post = wp_insert_post( array( 'post_title' => 'Boxed', 'post_name' => 'boxed', 'post_type' => 'page', 'post_status' => 'publish' ) );
	}

	protected function tearDown(): void {
		wp_delete_post( $this->post, true );
		parent::tearDown();
	}

	public function test_it_names_what_leads_to_the_page(): void {
		$path = $this->path();
		$to   = static fn( string $target, array $more = array() ): array => array( 'then' => array( 'redirect' => array( 'to' => $target ) ) ) + $more;
		$this->repository->create( $this->rule( '/a', $to( $path ) ) );
		$this->repository->create( $this->rule( '/b', $to( untrailingslashit( $path ) ) ) );
		$this->repository->create( $this->rule( '/c', $to( home_url( '/boxed/' ) ) ) );
		$this->repository->create( $this->rule( '/off', $to( $path, array( 'enabled' => false ) ) ) );
		$this->repository->create( $this->rule( '/else', $to( '/elsewhere' ) ) );
		$told = $this->told();
		$this->assertSame( array( '/a', '/b', '/c' ), array_column( $told['leading'], 'source' ) );
		$this->assertSame( array( 3, null, array() ), array( $told['total'], $told['rule'], $told['others'] ) );
		$this->assertStringEndsWith( "tools.php?page=detour&edit={$told['leading'][0]['id']}", $told['leading'][0]['edit'] );
	}

	public function test_of_many_some_are_named_and_all_are_counted(): void {
		for ( $number = 0; $number < 25; ++$number ) {
			$this->repository->create( $this->rule( "/many-$number", array( 'then' => array( 'redirect' => array( 'to' => $this->path() ) ) ) ) );
		}
		$told = $this->told();
		$this->assertSame( array( 20, 25 ), array( count( $told['leading'] ), $told['total'] ) );
	}

	public function test_only_a_plain_redirect_is_for_the_box_to_change(): void {
		$path = $this->path();
		$when = $this->repository->create( $this->rule( $path, array( 'when' => array( array( 'logged_in' => true ) ) ) ) )['id'];
		$gone = $this->repository->create( array( 'then' => array( 'respond' => array( 'code' => 410 ) ) ) + $this->rule( $path ) )['id'];
		$this->assertSame( array( null, array( $when, $gone ) ), array( $this->told()['rule'], array_column( $this->told()['others'], 'id' ) ) );

		$off = $this->repository->create( $this->rule( untrailingslashit( $path ), array( 'enabled' => false ) ) )['id'];
		$this->assertSame( array( $off, false, '/new', 307 ), array_values( array_intersect_key( $this->told()['rule'], array_flip( array( 'id', 'enabled', 'target', 'code' ) ) ) ) );
		$on = $this->repository->create( $this->rule( $path ) )['id'];
		$this->assertSame( $on, $this->told()['rule']['id'] );
		$this->assertSame( array( $when, $gone, $off ), array_column( $this->told()['others'], 'id' ) );
	}

	public function test_what_visitors_cannot_see_has_no_address(): void {
		wp_update_post( array( 'ID' => $this->post, 'post_status' => 'draft' ) );
		$this->assertNull( $this->told()['path'] );
		$this->assertSame( 404, $this->request( 'GET', '/posts/999999999/redirects' )->get_status() );
	}

	public function test_it_is_for_who_may_manage_redirects(): void {
		$this->assertTrue( $this->is_added( 'page' ) );
		$this->assertFalse( $this->is_added( 'attachment' ) );
		$this->assertFalse( $this->is_added( 'revision' ) );
		$this->act_as( 'editor' );
		$this->assertFalse( $this->is_added( 'page' ) );
		$this->assertSame( 403, $this->request( 'GET', "/posts/{$this->post}/redirects" )->get_status() );
		$let_in = static fn(): string => 'edit_others_posts';
		add_filter( 'detour_capability', $let_in );
		$this->assertTrue( $this->is_added( 'page' ) );
		remove_filter( 'detour_capability', $let_in );
	}

	public function test_nothing_of_it_is_sent_with_the_post(): void {
		ob_start();
		$this->box()->render( get_post( $this->post ) );
		$html = (string) ob_get_clean();
		$this->assertStringContainsString( "data-post=\"{$this->post}\"", $html );
		$this->assertStringContainsString( '<label for="detour-post-target">', $html );
		$this->assertStringNotContainsString( ' name=', $html );
	}

	public function test_a_redirect_begins_with_what_the_settings_say(): void {
		Options::save( array( 'rule_code' => 308 ) );
		ob_start();
		$this->box()->render( get_post( $this->post ) );
		$this->assertMatchesRegularExpression( '/<option value="308" selected=.selected.>/', (string) ob_get_clean() );
		Options::delete();
	}

	private function path(): string {
		return (string) wp_parse_url( get_permalink( $this->post ), PHP_URL_PATH );
	}

	private function told(): array {
		return $this->request( 'GET', "/posts/{$this->post}/redirects" )->get_data();
	}

	private function is_added( string $type ): bool {
		require_once ABSPATH . 'wp-admin/includes/template.php';
		unset( $GLOBALS['wp_meta_boxes'] );
		set_current_screen( $type );
		$this->box()->add( $type );
		$added = isset( $GLOBALS['wp_meta_boxes'][ $type ]['side']['low']['detour'] );
		unset( $GLOBALS['wp_meta_boxes'], $GLOBALS['current_screen'] );
		return $added;
	}

	private function box(): Box {
		$build = get_temp_dir() . 'detour-post-box';
		wp_mkdir_p( $build );
		file_put_contents( "$build/post-box.asset.php", '<?php return array( "dependencies" => array(), "version" => "1" );' );
		return new Box( dirname( __DIR__, 2 ) . '/detour.php', $build );
	}
}
