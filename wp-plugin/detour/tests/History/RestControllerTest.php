<?php

namespace Detour\WordPress\Tests\History;

use Detour\WordPress\Tests\TestCase;

final class RestControllerTest extends TestCase {
	public function test_only_who_may_manage_redirects_sees_or_undoes(): void {
		foreach ( array( 0 => '', 1 => 'subscriber' ) as $role ) {
			$role && $this->act_as( $role );
			foreach ( array( array( 'GET', '/history' ), array( 'GET', '/history/1' ), array( 'POST', '/history/1/undo' ) ) as [ $method, $path ] ) {
				$this->assertContains( $this->request( $method, $path )->get_status(), array( 401, 403 ), "$method $path" );
			}
		}
	}

	public function test_changes_are_listed_page_by_page_and_filtered(): void {
		$user = $this->act_as( 'administrator' );
		$ids  = $this->save( '/a', '/b' );
		$this->repository->set_enabled( $ids, false );
		wp_set_current_user( 0 );
		$this->repository->delete( array( $ids[0] ) );
		$this->act_as( 'administrator' );

		$page = $this->request( 'GET', '/history', null, array( 'per_page' => 3 ) );
		$this->assertSame( array( '4', '2' ), array( $page->get_headers()['X-WP-Total'], $page->get_headers()['X-WP-TotalPages'] ) );
		$this->assertSame( array( 'delete', 'disable', 'create' ), array_column( $page->get_data(), 'action' ) );
		$this->assertSame( array( 1, 2, 1 ), array_column( $page->get_data(), 'entries' ) );

		$actions = fn( array $query ): array => array_column( $this->request( 'GET', '/history', null, $query )->get_data(), 'action' );
		$this->assertSame( array( 'disable', 'create' ), $actions( array( 'rule' => $ids[1] ) ) );
		$this->assertSame( array( 'delete' ), $actions( array( 'user' => 0 ) ) );
		$this->assertSame( array( 'disable' ), $actions( array( 'user' => $user, 'action' => 'disable' ) ) );
		$this->assertSame( 400, $this->request( 'GET', '/history', null, array( 'action' => 'guess' ) )->get_status() );
	}

	public function test_a_change_is_shown_and_taken_back(): void {
		$this->act_as( 'administrator' );
		$id       = $this->save( '/a' )[0];
		$revision = $this->repository->set_enabled( array( $id ), false )['revision'];
		$entries  = $this->request( 'GET', "/history/$revision" );
		$this->assertSame( '1', $entries->get_headers()['X-WP-Total'] );
		$this->assertSame( array( true, false ), array( $entries->get_data()[0]['before']['enabled'], $entries->get_data()[0]['after']['enabled'] ) );

		$undone = $this->request( 'POST', "/history/$revision/undo", array( 'rule' => $id ) );
		$this->assertSame( array( 200, array( $id ) ), array( $undone->get_status(), $undone->get_data()['rules'] ) );
		$this->assertTrue( $this->repository->find( $id )['enabled'] );

		$this->repository->set_enabled( array( $id ), false );
		$this->repository->update( $id, fn( array $rule ): array => array( 'note' => 'x' ) + $rule );
		$this->assertSame( 409, $this->request( 'POST', "/history/$revision/undo" )->get_status() );
		$this->assertSame( 200, $this->request( 'POST', "/history/$revision/undo", array( 'force' => true ) )->get_status() );
		$this->assertSame( 404, $this->request( 'POST', '/history/4000000000/undo' )->get_status() );
	}

	public function test_an_import_is_taken_back_as_an_import(): void {
		$this->need_extension();
		$this->act_as( 'administrator' );
		$import = $this->request(
			'POST',
			'/import',
			array(
				'format'  => 'csv',
				'data'    => "source,target\n/a,/b\n/c,/d\n",
				'dry_run' => false,
			)
		)->get_data()['import'];
		$change = $this->request( 'GET', '/history' )->get_data()[0];
		$this->assertSame( array( $import, 'import', 2, '/a' ), array( $change['batch'], $change['action'], $change['entries'], $change['after']['source']['value'] ) );

		$undone = $this->request( 'POST', "/history/$import/undo" )->get_data();
		$this->assertSame( array( $import, 2, 0 ), array( $undone['import'], $undone['removed'], $undone['kept'] ) );
		$this->assertSame( array(), $this->request( 'GET', '/import' )->get_data() );

		$this->request( 'POST', "/history/{$undone['revision']}/undo" );
		$this->assertSame( array( '/a', '/c' ), array_column( array_column( $this->request( 'GET', '/rules' )->get_data(), 'source' ), 'value' ) );
	}

	public function test_an_unreadable_history_is_an_error_not_an_empty_list(): void {
		global $wpdb;
		$this->act_as( 'administrator' );
		$wpdb->suppress_errors( true );
		$this->break_query( 'COUNT(DISTINCT batch)' );
		$this->assertSame( 500, $this->request( 'GET', '/history' )->get_status() );
		$wpdb->suppress_errors( false );
	}
}
