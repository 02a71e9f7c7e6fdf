<?php
/**
 * The agent, through its socket.
 *
 * @package Detour
 */

namespace Detour\WordPress\Runtime;

/**
 * Asks the agent questions (crates/agent/SOCKET.md). No visitor waits for it longer than a moment, and after it has kept one
 * waiting in vain nobody asks for a while.
 */
final class Agent {
	/**
	 * When the agent may be asked again, Unix time. Loaded with all options, so that looking costs no query.
	 */
	public const OPTION = 'detour_agent_silent_until';

	/**
	 * All questions of a request together, milliseconds. The constant DETOUR_SOCKET_MS overrides it.
	 */
	private const BUDGET = 50;

	private const PAUSE_SECONDS = 10;
	private const VERSION       = 1;
	private const MOST_ASKED    = 65_536;

	/**
	 * Variables of the request besides its headers.
	 */
	private const VARIABLES = array( 'REQUEST_METHOD', 'REQUEST_URI', 'REQUEST_SCHEME', 'SERVER_NAME', 'SERVER_PORT', 'HTTPS', 'REMOTE_ADDR', 'CONTENT_TYPE', 'CONTENT_LENGTH' );

	/**
	 * What is left of the budget, nanoseconds.
	 *
	 * @var int
	 */
	private int $left;

	/**
	 * Takes where it is and how long it may take, for tests.
	 *
	 * @param string|null $socket       Default Agent::socket().
	 * @param int|null    $milliseconds For all questions together.
	 */
	public function __construct( private ?string $socket = null, ?int $milliseconds = null ) {
		$this->socket ??= self::socket();
		$configured     = defined( 'DETOUR_SOCKET_MS' ) && is_int( DETOUR_SOCKET_MS ) ? DETOUR_SOCKET_MS : self::BUDGET;
		$this->left     = 1_000_000 * ( $milliseconds ?? $configured );
	}

	/**
	 * Path of the socket. The constant DETOUR_SOCKET overrides it; the agent's `path` under `[socket]` must name the same.
	 */
	public static function socket(): string {
		return defined( 'DETOUR_SOCKET' ) && is_string( DETOUR_SOCKET ) ? DETOUR_SOCKET : '/run/detour/detour.sock';
	}

	/**
	 * What the web server says of the request that is being answered; nothing on the command line.
	 *
	 * @return string[]
	 */
	public static function variables(): array {
		if ( 'cli' === PHP_SAPI || ! isset( $_SERVER['REQUEST_METHOD'], $_SERVER['REQUEST_URI'] ) ) {
			return array();
		}
		return array_filter(
			$_SERVER,
			static fn( $value, $name ): bool => is_string( $value ) && ( in_array( $name, self::VARIABLES, true ) || str_starts_with( (string) $name, 'HTTP_' ) ),
			ARRAY_FILTER_USE_BOTH
		);
	}

	/**
	 * Asks something.
	 *
	 * @param string   $what      `handle`, `resume`, `not_found` or `status`.
	 * @param string[] $variables Of the request.
	 * @param array    $more      Further members of the question.
	 * @return array|null The answer; null when there is none.
	 */
	public function ask( string $what, array $variables, array $more = array() ): ?array {
		$question = wp_json_encode(
			array(
				'v'         => self::VERSION,
				'ask'       => $what,
				'site'      => self::site(),
				'variables' => (object) array_map( array( $this, 'encode' ), $variables ),
			) + $more,
			JSON_UNESCAPED_SLASHES
		);
		if ( ! is_string( $question ) || strlen( $question ) > self::MOST_ASKED || $this->left <= 0 || $this->is_silent() ) {
			return null;
		}
		$begun       = hrtime( true );
		$answer      = ( new Connection( $this->socket, $begun + $this->left ) )->exchange( $question );
		$this->left -= hrtime( true ) - $begun;
		if ( null === $answer && $this->left <= 0 ) {
			update_option( self::OPTION, time() + self::PAUSE_SECONDS, true );
		}
		$answer = null === $answer ? null : json_decode( $answer, true, 16 );
		if ( ! is_array( $answer ) || self::VERSION !== ( $answer['v'] ?? null ) || isset( $answer['error'] ) ) {
			return null;
		}
		return array_map( array( $this, 'decode' ), $answer );
	}

	/**
	 * How the agent knows this site.
	 *
	 * @return array<string, string>
	 */
	private static function site(): array {
		if ( defined( 'DETOUR_RULES' ) && is_string( DETOUR_RULES ) ) {
			return array( 'rules' => DETOUR_RULES );
		}
		// As wp-load.php looks for it.
		$config = ABSPATH . 'wp-config.php';
		$config = file_exists( $config ) ? $config : dirname( ABSPATH ) . '/wp-config.php';
		return array( 'wordpress' => dirname( (string) realpath( $config ) ) );
	}

	/**
	 * Whether it has kept somebody waiting a moment ago.
	 */
	private function is_silent(): bool {
		return time() < (int) ( wp_load_alloptions()[ self::OPTION ] ?? 0 );
	}

	/**
	 * Bytes for JSON, which has texts of UTF-8 only.
	 *
	 * @param string $bytes Value of a variable.
	 * @return string|array{base64: string}
	 */
	private function encode( string $bytes ) {
		return preg_match( '//u', $bytes ) ? $bytes : array( 'base64' => base64_encode( $bytes ) ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions
	}

	/**
	 * The other way round.
	 *
	 * @param mixed $value Member of an answer.
	 * @return mixed
	 */
	private function decode( $value ) {
		return is_array( $value ) && is_string( $value['base64'] ?? null ) ? base64_decode( $value['base64'] ) : $value; // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions
	}
}
