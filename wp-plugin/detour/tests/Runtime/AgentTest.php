<?php

namespace Detour\WordPress\Tests\Runtime;

use Detour\WordPress\Runtime\Agent;
use Detour\WordPress\Runtime\AgentAnswers;
use Detour\WordPress\Runtime\Response;
use Detour\WordPress\Tests\TestCase;

final class AgentTest extends TestCase {
	private const VARIABLES = array(
		'REQUEST_METHOD' => 'GET',
		'REQUEST_URI'    => "/a\xff",
		'HTTP_HOST'      => 'shop.test',
	);

	private string $directory;

	/** @var resource|null */
	private $server = null;

	protected function setUp(): void {
		parent::setUp();
		$this->directory = sys_get_temp_dir() . '/detour-' . bin2hex( random_bytes( 6 ) );
		mkdir( $this->directory );
		delete_option( Agent::OPTION );
	}

	protected function tearDown(): void {
		if ( $this->server ) {
			proc_terminate( $this->server );
			proc_close( $this->server );
			$this->server = null;
		}
		array_map( 'unlink', glob( "{$this->directory}/*" ) );
		rmdir( $this->directory );
		delete_option( Agent::OPTION );
		parent::tearDown();
	}

	public function test_a_question_holds_the_request_byte_for_byte(): void {
		$agent  = $this->agent( $this->frame( '{"v":1,"decision":"redirect","code":307,"location":"/b","to":{"base64":"/w=="}}' ) );
		$answer = $agent->ask( 'handle', self::VARIABLES );
		$this->assertSame( array( 'redirect', '/b', "\xff" ), array( $answer['decision'], $answer['location'], $answer['to'] ) );
		$asked = json_decode( file_get_contents( "{$this->directory}/seen" ), true );
		$this->assertSame( array( 1, 'handle' ), array( $asked['v'], $asked['ask'] ) );
		$this->assertSame( array( 'wordpress' => realpath( rtrim( ABSPATH, '/' ) ) ), $asked['site'] );
		$this->assertSame( array( 'base64' => base64_encode( "/a\xff" ) ), $asked['variables']['REQUEST_URI'] );
		$this->assertSame( 'shop.test', $asked['variables']['HTTP_HOST'] );
	}

	/** @return array[] What an agent sends that is no answer. */
	public function no_answers(): array {
		return array(
			'nothing'         => array( '' ),
			'half a head'     => array( "\0\0" ),
			'half a frame'    => array( "\0\0\0\x20" . '{"v":1,' ),
			'no JSON'         => array( $this->frame( "\xff\x00garbage" ) ),
			'no object'       => array( $this->frame( '"redirect"' ) ),
			'another version' => array( $this->frame( '{"v":2,"decision":"redirect","code":307,"location":"/b"}' ) ),
			'no version'      => array( $this->frame( '{"decision":"redirect","code":307,"location":"/b"}' ) ),
			'an error'        => array( $this->frame( '{"v":1,"error":"site","message":"no"}' ) ),
			'too much'        => array( "\xff\xff\xff\xff" . '{"v":1}' ),
			'an empty frame'  => array( "\0\0\0\0" ),
		);
	}

	/** @dataProvider no_answers */
	public function test_what_is_no_answer_lets_the_request_pass_at_once( string $bytes ): void {
		$answers = new AgentAnswers( $this->agent( $bytes ), self::VARIABLES );
		$this->assertFalse( $answers->handle() );
		$this->assertNull( $answers->pending() );
		$this->assertFalse( $answers->record_not_found() );
		// Only one that keeps visitors waiting is left alone.
		$this->assertFalse( get_option( Agent::OPTION ) );
	}

	public function test_a_decision_that_is_not_whole_is_none(): void {
		foreach ( array( '"redirect"', '"respond","code":410,"body":"bare"', '"defer","needs":[]', '"dance"', 'null', '[]' ) as $decision ) {
			$this->tearDown();
			$this->setUp();
			$answers = new AgentAnswers( $this->agent( $this->frame( "{\"v\":1,\"decision\":$decision}" ) ), self::VARIABLES );
			$this->assertFalse( $answers->handle(), $decision );
			$this->assertNull( $answers->pending(), $decision );
		}
	}

	public function test_nobody_waits_for_a_slow_agent_twice(): void {
		$agent = $this->agent( $this->frame( '{"v":1,"decision":"pass","reason":"no-match"}' ), 30, 50 );
		$this->assertNull( $agent->ask( 'handle', self::VARIABLES ) );
		$this->assertGreaterThan( time(), get_option( Agent::OPTION ) );
		unlink( "{$this->directory}/seen" );
		// Neither in this request nor in the next.
		$this->assertNull( $agent->ask( 'not_found', self::VARIABLES ) );
		$this->assertNull( ( new Agent( "{$this->directory}/s" ) )->ask( 'handle', self::VARIABLES ) );
		$this->assertFileDoesNotExist( "{$this->directory}/seen" );
		// After a while it is asked again.
		update_option( Agent::OPTION, time() - 1, true );
		$this->assertNull( ( new Agent( "{$this->directory}/s" ) )->ask( 'handle', self::VARIABLES ) );
		$this->assertGreaterThan( time(), get_option( Agent::OPTION ) );
	}

	public function test_without_an_agent_the_request_passes(): void {
		$this->assertNull( ( new Agent( "{$this->directory}/nothing" ) )->ask( 'handle', self::VARIABLES ) );
		file_put_contents( "{$this->directory}/file", '' );
		$this->assertNull( ( new Agent( "{$this->directory}/file" ) )->ask( 'handle', self::VARIABLES ) );
		$this->assertFalse( get_option( Agent::OPTION ) );
	}

	public function test_a_request_that_is_too_long_is_not_asked_about(): void {
		$agent = $this->agent( $this->frame( '{"v":1}' ) );
		$this->assertNull( $agent->ask( 'handle', array( 'HTTP_COOKIE' => str_repeat( 'x', 65536 ) ) + self::VARIABLES ) );
		$this->assertFileDoesNotExist( "{$this->directory}/seen" );
	}

	public function test_a_decision_waits_and_is_resumed_where_it_stopped(): void {
		$stop    = '{"from":3,"generation":7,"blog":null}';
		$answers = new AgentAnswers( $this->agent( $this->frame( '{"v":1,"decision":"defer","rule":5,"needs":["logged_in"],"stop":' . $stop . '}' ) ), self::VARIABLES );
		$this->assertSame( 'nothing-pending', $answers->resume( array() )['reason'] );
		$this->assertFalse( $answers->handle() );
		$this->assertSame( array( 'rule' => 5, 'needs' => array( 'logged_in' ) ), $answers->pending() );
		$decision = $answers->resume( array( 'logged_in' => false, 'filters' => array() ) );
		$this->assertSame( array( 'defer', false ), array( $decision['decision'], $decision['sent'] ) );
		$asked = file_get_contents( "{$this->directory}/seen" );
		$this->assertStringContainsString( '"ask":"resume"', $asked );
		$this->assertStringContainsString( '"stop":' . $stop, $asked );
		$this->assertStringContainsString( '"facts":{"logged_in":false,"filters":{}}', $asked );
	}

	public function test_a_rewritten_request_is_seen_as_another(): void {
		$before = array( $_SERVER, $_GET );
		try {
			$answers = new AgentAnswers( $this->agent( $this->frame( '{"v":1,"decision":"rewrite","rule":1,"to":"/shop?a=1&b[]=2"}' ) ), self::VARIABLES );
			$this->assertFalse( $answers->handle() );
			$this->assertSame( array( '/shop?a=1&b[]=2', 'a=1&b[]=2' ), array( $_SERVER['REQUEST_URI'], $_SERVER['QUERY_STRING'] ) );
			$this->assertSame( array( 'a' => '1', 'b' => array( '2' ) ), $_GET );
		} finally {
			list( $_SERVER, $_GET ) = $before;
		}
	}

	public function test_on_the_command_line_nobody_is_asked(): void {
		$this->assertSame( array(), Agent::variables() );
		$called = false;
		( new AgentAnswers( new Agent( "{$this->directory}/nothing" ), array() ) )->when_decided(
			static function () use ( &$called ): void {
				$called = true;
			}
		);
		$this->assertFalse( $called );
	}

	public function test_headers_are_those_of_the_extension(): void {
		$redirect = new Response( array( 'code' => 308, 'location' => '/b', 'headers' => array( 'Cache-Control: no-cache' ) ) );
		$this->assertSame( array( 'Cache-Control: no-cache', 'Location: /b', 'Content-Length: 0' ), $redirect->headers() );
		$this->assertSame( array( 'Location: /b' ), ( new Response( array( 'code' => 304, 'location' => '/b' ) ) )->headers() );
		$status = new Response( array( 'code' => 410, 'page' => 'gone' ) );
		$this->assertSame( array( 'Content-Type: text/html; charset=utf-8', 'Content-Length: 4' ), $status->headers() );
	}

	private function frame( string $json ): string {
		return pack( 'N', strlen( $json ) ) . $json;
	}

	/**
	 * An agent that sends these bytes to whoever asks.
	 */
	private function agent( string $bytes, float $seconds = 0, int $milliseconds = 10_000 ): Agent {
		$socket       = "{$this->directory}/s";
		$command      = array( PHP_BINARY, '-n', __DIR__ . '/fake-agent.php', $socket, "{$this->directory}/seen", base64_encode( $bytes ), (string) $seconds );
		$this->server = proc_open( $command, array( 1 => array( 'pipe', 'w' ) ), $pipes );
		$this->assertSame( "ready\n", fgets( $pipes[1] ) );
		return new Agent( $socket, $milliseconds );
	}
}
