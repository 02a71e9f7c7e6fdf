<?php

namespace Detour\WordPress\Tests\Cli;

use Detour\WordPress\Audit\Auditor;
use Detour\WordPress\Audit\Findings;
use Detour\WordPress\Audit\LiveRules;
use Detour\WordPress\Audit\Settings as AuditSettings;
use Detour\WordPress\Audit\Targets;
use Detour\WordPress\Campaigns\Campaigns;
use Detour\WordPress\Campaigns\Schedules;
use Detour\WordPress\Cli\Commands;
use Detour\WordPress\Exchange\RuleStore;
use Detour\WordPress\History\Log;
use Detour\WordPress\Maintenance\Maintenance;
use Detour\WordPress\Rules\Validation;
use Detour\WordPress\Status\Status;
use Detour\WordPress\Tests\TestCase;
use ReflectionMethod;

require_once __DIR__ . '/CommandFailed.php';
require_once __DIR__ . '/FakeOutput.php';

final class CommandsTest extends TestCase {
	private FakeOutput $output;

	protected function setUp(): void {
		parent::setUp();
		$this->output = new FakeOutput();
	}

	public function test_each_command_has_a_help_text_with_its_options(): void {
		foreach ( $this->commands() as $name => $command ) {
			$help = ( new ReflectionMethod( $command[0], $command[1] ) )->getDocComment();
			$this->assertMatchesRegularExpression( '/\* [A-Z].+\.\n/', $help, $name );
			$this->assertStringContainsString( '## OPTIONS', $help, $name );
		}
	}

	public function test_a_rule_from_its_creation_to_its_end(): void {
		$this->need_extension();
		$this->run_command( 'create', array(), array( 'source' => '/old', 'target' => '/new', 'code' => '301', 'group' => 'G', 'porcelain' => true ) );
		$id   = (int) $this->output->text;
		$rule = $this->repository->find( $id );
		$this->assertSame( array( '/old', '/new', 301, 'G' ), array( $rule['source']['value'], $rule['then']['redirect']['to'], $rule['then']['redirect']['code'], $rule['group'] ) );

		$this->run_command( 'update', array( (string) $id ), array( 'code' => '308', 'enabled' => 'false' ) );
		$rule = $this->repository->find( $id );
		$this->assertSame( array( 308, '/new', false ), array( $rule['then']['redirect']['code'], $rule['then']['redirect']['to'], $rule['enabled'] ) );

		$this->run_command( 'get', array( (string) $id ) );
		$this->assertSame( $rule['source'], json_decode( $this->output->text, true )['source'] );
		$this->run_command( 'get', array( (string) $id ), array( 'format' => 'csv' ) );
		$this->assertSame( array( 'csv', 'no' ), array( $this->output->format, $this->output->items[0]['enabled'] ) );

		$this->run_command( 'delete', array( (string) $id ) );
		$this->assertStringContainsString( 'Deleted 1 redirect', $this->output->text );
		$this->assertNull( $this->repository->find( $id ) );
	}

	public function test_a_campaign_is_set_and_ended(): void {
		$this->need_extension();
		$this->assertFails( 'black-friday', 'campaign set', array( 'G' ), array( 'preset' => 'easter' ) );
		$this->repository->create( $this->rule( '/a', array( 'group' => 'G' ) ) );
		$this->run_command( 'campaign set', array( 'G' ), array( 'until' => gmdate( 'c', time() + 60 ) ) );
		$this->assertStringContainsString( 'is live', $this->output->text );
		$this->run_command( 'campaign list' );
		$this->assertSame( array( 'G', 1 ), array( $this->output->items[0]['name'], $this->output->items[0]['rules'] ) );
		$this->run_command( 'campaign end', array( 'G' ) );
		$this->assertStringContainsString( 'is over', $this->output->text );
		$this->run_command( 'campaign set', array( 'G' ), array( 'preset' => 'week' ) );
		$this->assertStringContainsString( 'is coming', $this->output->text );
	}

	public function test_a_rule_as_json_and_one_that_only_answers(): void {
		$this->need_extension();
		$this->run_command( 'create', array( '{"id":7,"source":{"value":"/json"},"then":{"ignore":{}}}' ), array( 'position' => '4' ) );
		$this->run_command( 'create', array(), array( 'source' => '/gone', 'code' => '410' ) );
		$this->run_command( 'list', array(), array( 'format' => 'json' ) );
		$this->assertSame( array( array( '/json', '', 4 ), array( '/gone', 410, 1004 ) ), array_map( static fn( array $row ): array => array( $row['source'], $row['code'], $row['position'] ), $this->output->items ) );
		$this->run_command( 'update', array( (string) $this->output->items[1]['id'], '{"note":"n"}' ) );
		$this->assertSame( 'n', $this->repository->find( $this->output->items[1]['id'] )['note'] );
	}

	public function test_the_list_is_filtered_and_has_the_columns_that_were_asked_for(): void {
		$this->save( '/a', '/b' );
		$this->repository->create( $this->rule( '/c', array( 'enabled' => false, 'group' => 'G', 'then' => array( 'redirect' => array( 'code' => 302 ) ) ) ) );
		$sources = function ( array $options ): array {
			$this->run_command( 'list', array(), $options );
			return array_column( $this->output->items, 'source' );
		};
		$this->assertSame( array( '/a', '/b', '/c' ), $sources( array() ) );
		$this->assertSame( array( '/c' ), $sources( array( 'group' => 'G' ) ) );
		$this->assertSame( array( '/c' ), $sources( array( 'code' => '301,302' ) ) );
		$this->assertSame( array( '/a', '/b' ), $sources( array( 'enabled' => 'true' ) ) );
		$this->assertSame( array( '/b' ), $sources( array( 'search' => 'b' ) ) );
		$this->run_command( 'list', array(), array( 'fields' => 'id, source' ) );
		$this->assertSame( array( 'id', 'source' ), array_keys( $this->output->items[0] ) );
		$this->assertFails( 'no column colour', 'list', array(), array( 'fields' => 'colour' ) );
	}

	public function test_long_lists_are_whole(): void {
		global $wpdb;
		$values = implode( ',', array_map( static fn( int $number ): string => "('{}', '/$number')", range( 1, 450 ) ) );
		$wpdb->query( 'INSERT INTO ' . \Detour\WordPress\Rules\Schema::rules_table() . " (rule, source) VALUES $values" );
		$this->run_command( 'list' );
		$this->assertCount( 450, $this->output->items );
		$this->run_command( 'list', array(), array( 'page' => '3' ) );
		$this->assertCount( 50, $this->output->items );
	}

	public function test_what_is_wrong_is_told_in_words(): void {
		$this->need_extension();
		$this->assertFails( 'no rule 4000000000', 'get', array( '4000000000' ) );
		$this->assertFails( 'no rule 4000000000', 'delete', array( '4000000000' ) );
		$this->assertFails( 'no rule 4000000000', 'update', array( '4000000000' ), array( 'code' => '301' ) );
		$this->assertFails( 'no JSON object', 'create', array( '{"source"' ) );
		$this->assertFails( 'Nothing was saved', 'create', array(), array( 'source' => '/a', 'target' => '/b', 'code' => '299' ) );
		$this->assertFails( 'can\'t be read', 'import', array( '/nowhere/x.csv' ), array( 'format' => 'csv' ) );
		$this->assertFails( '--format=', 'import', array( '/nowhere/x.csv' ) );
		$this->assertFails( '--dir=', 'export', array(), array( 'format' => 'nginx' ) );
		$this->assertFails( 'can\'t be written', 'export', array(), array( 'format' => 'csv', 'dir' => '/nowhere' ) );
		$this->assertFails( 'no JSON object', 'test', array( '/' ), array( 'headers' => 'x' ) );
		$this->assertFails( 'does not hold this change', 'history undo', array( '4000000000' ) );
	}

	public function test_an_import_is_tried_and_made_and_exported_again(): void {
		$this->need_extension();
		$file = get_temp_dir() . uniqid( 'detour-cli-' ) . '.csv';
		file_put_contents( $file, "source,target,code\n/a,/b,301\n/c,/d,999\n" );
		$this->run_command( 'import', array( $file ), array( 'format' => 'csv', 'dry-run' => true ) );
		$this->assertStringContainsString( '1 redirect would be imported', $this->output->text );
		$this->assertStringContainsString( 'skipped 3:', $this->output->warnings[0] );
		$this->assertSame( array(), $this->repository->enabled( 10 ) );

		$this->run_command( 'import', array( $file ), array( 'format' => 'csv' ) );
		unlink( $file );
		$this->assertStringContainsString( 'Imported 1 redirect; 0 were there already.', $this->output->text );
		$this->run_command( 'export', array(), array( 'format' => 'netlify' ) );
		$this->assertStringContainsString( '/a /b 301', preg_replace( '/ +/', ' ', $this->output->text ) );
		$dir = get_temp_dir() . uniqid( 'detour-cli-' );
		mkdir( $dir );
		$this->run_command( 'export', array(), array( 'format' => 'nginx', 'dir' => $dir ) );
		$this->assertSame( array( 'http.conf', 'server.conf' ), array_values( array_diff( scandir( $dir ), array( '.', '..' ) ) ) );
		array_map( 'unlink', glob( "$dir/*" ) );
		rmdir( $dir );
	}

	public function test_a_request_is_tried_with_the_saved_rules(): void {
		$this->need_extension();
		$this->save( '/a' );
		$this->run_command( 'test', array( '/a' ) );
		$this->assertStringContainsString( '/new', $this->output->text );
		$this->run_command( 'test', array( '/a' ), array( 'format' => 'json', 'headers' => '{"X":"y"}' ) );
		$trace = json_decode( $this->output->text, true );
		$this->assertSame( array( 'redirect', 307 ), array( $trace['decision'], $trace['code'] ) );
	}

	public function test_the_status_ends_with_an_error_when_rules_are_not_served(): void {
		$this->assertFails( 'extension=detour.so', 'status' );
		$this->assertSame( array( 'no', 'extension' ), array( $this->output->items[0]['live'], $this->output->items[0]['reason'] ) );
	}

	public function test_an_audit_prints_what_is_wrong_and_fails(): void {
		$this->need_extension();
		$this->run_command( 'audit' );
		$this->assertSame( array(), $this->output->items );

		$this->repository->create( $this->rule( '/a', array( 'then' => array( 'redirect' => array( 'to' => '/b' ) ) ) ) );
		$this->repository->create( $this->rule( '/b', array( 'then' => array( 'redirect' => array( 'to' => '/a' ) ) ) ) );
		$this->assertFails( 'finding', 'audit', array(), array( 'severity' => 'error' ) );
		$this->assertSame( array( 'error', 'loop', '/a' ), array( $this->output->items[0]['severity'], $this->output->items[0]['code'], $this->output->items[0]['source'] ) );
	}

	public function test_a_comparison_needs_a_plugin(): void {
		$this->need_extension();
		$this->assertFails( 'is none of', 'verify', array(), array( 'system' => 'none' ) );
	}

	public function test_maintenance_is_turned_on_and_off(): void {
		$this->need_extension();
		delete_option( Maintenance::OPTION );
		$this->run_command( 'maintenance on', array(), array( 'retry-after' => '60', 'paths' => '/a,/b/*' ) );
		$this->run_command( 'maintenance status' );
		$this->assertSame( array( 'yes', 60, '/a, /b/*' ), array( $this->output->items[0]['on'], $this->output->items[0]['retry_after'], $this->output->items[0]['paths'] ) );
		$this->assertFails( 'ip', 'maintenance on', array(), array( 'ips' => 'home' ) );
		$this->run_command( 'maintenance off' );
		$this->run_command( 'maintenance status' );
		$this->assertSame( 'no', $this->output->items[0]['on'] );
		delete_option( Maintenance::OPTION );
	}

	public function test_the_history_is_listed_and_a_change_taken_back(): void {
		$ids = $this->save( '/a', '/b' );
		$this->repository->delete( $ids );
		$this->run_command( 'history list', array(), array( 'rule' => (string) $ids[0] ) );
		$this->assertSame( array( 'delete', 'create' ), array_column( $this->output->items, 'action' ) );
		$this->assertSame( '/a', $this->output->items[0]['source'] );
		$user = get_current_user_id();
		$this->run_command( 'history list', array(), array( 'by' => (string) ( $user + 1 ) ) );
		$this->assertSame( array(), $this->output->items );
		$this->run_command( 'history list', array(), array( 'by' => (string) $user, 'rule' => (string) $ids[0] ) );
		$this->run_command( 'history undo', array( (string) $this->output->items[0]['change'] ), array( 'rule' => (string) $ids[0] ) );
		$this->assertSame( '/a', $this->repository->find( $ids[0] )['source']['value'] );
		$this->assertNull( $this->repository->find( $ids[1] ) );
	}

	private function run_command( string $name, array $args = array(), array $options = array() ): void {
		$this->output->text     = '';
		$this->output->warnings = array();
		$this->commands()[ $name ]( $args, $options );
	}

	private function assertFails( string $words, string $name, array $args = array(), array $options = array() ): void {
		try {
			$this->run_command( $name, $args, $options );
			$this->fail( "$name does not fail" );
		} catch ( CommandFailed $failure ) {
			$this->assertStringContainsString( $words, $failure->getMessage() );
		}
	}

	/** @return array<string, callable> */
	private function commands(): array {
		$live    = new LiveRules( array(), static fn(): array => array() );
		$auditor = new Auditor( $this->repository, new Findings(), new AuditSettings(), $live, new Targets( $this->repository ) );
		return ( new Commands(
			$this->repository,
			new RuleStore( $this->repository ),
			new Log(),
			new Status( $this->repository, null ),
			new Maintenance( $this->repository, new Validation() ),
			$auditor,
			new Campaigns( $this->repository, new Validation(), new Schedules() )
		) )->all( $this->output );
	}
}
