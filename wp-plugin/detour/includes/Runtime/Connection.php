<?php
/**
 * A connection to the agent.
 *
 * @package Detour
 */

namespace Detour\WordPress\Runtime;

/**
 * One frame there and one back, before time runs out. Whatever is at the other end, it never waits longer.
 */
final class Connection {
	/**
	 * Longest answer, bytes.
	 */
	private const MOST_ANSWERED = 262_144;

	/**
	 * Takes where to, and how long.
	 *
	 * @param string $socket Path.
	 * @param int    $until  Time on the clock of hrtime().
	 */
	public function __construct( private string $socket, private int $until ) {}

	/**
	 * Sends a frame and reads one.
	 *
	 * @param string $question JSON.
	 * @return string|null JSON.
	 */
	public function exchange( string $question ): ?string {
		// phpcs:disable WordPress.PHP.NoSilencedErrors, WordPress.WP.AlternativeFunctions -- A socket; without an agent there is none.
		$stream = @stream_socket_client( 'unix://' . $this->socket, $code, $message, max( 0, $this->until - hrtime( true ) ) / 1e9 );
		if ( ! $stream ) {
			return null;
		}
		stream_set_blocking( $stream, false );
		$answer = null;
		if ( $this->write( $stream, pack( 'N', strlen( $question ) ) . $question ) ) {
			$head   = $this->read( $stream, 4 );
			$length = null === $head ? 0 : unpack( 'N', $head )[1];
			$answer = $length > 0 && $length <= self::MOST_ANSWERED ? $this->read( $stream, $length ) : null;
		}
		fclose( $stream );
		// phpcs:enable
		return $answer;
	}

	/**
	 * Writes all of it, unless time runs out.
	 *
	 * @param resource $stream Connection.
	 * @param string   $bytes  What to write.
	 */
	private function write( $stream, string $bytes ): bool {
		while ( '' !== $bytes ) {
			// phpcs:ignore WordPress.PHP.NoSilencedErrors, WordPress.WP.AlternativeFunctions -- It may be gone.
			$written = $this->wait( $stream, true ) ? @fwrite( $stream, $bytes ) : false;
			if ( ! $written ) {
				return false;
			}
			$bytes = substr( $bytes, $written );
		}
		return true;
	}

	/**
	 * Reads so many bytes, unless time runs out.
	 *
	 * @param resource $stream Connection.
	 * @param int      $length How many.
	 */
	private function read( $stream, int $length ): ?string {
		$bytes = '';
		while ( strlen( $bytes ) < $length ) {
			// phpcs:ignore WordPress.PHP.NoSilencedErrors, WordPress.WP.AlternativeFunctions -- It may be gone.
			$piece = $this->wait( $stream, false ) ? @fread( $stream, $length - strlen( $bytes ) ) : false;
			if ( false === $piece || '' === $piece ) {
				return null;
			}
			$bytes .= $piece;
		}
		return $bytes;
	}

	/**
	 * Waits until the connection can be written or read.
	 *
	 * @param resource $stream Connection.
	 * @param bool     $write  Whether to write.
	 */
	private function wait( $stream, bool $write ): bool {
		$left = $this->until - hrtime( true );
		if ( $left <= 0 ) {
			return false;
		}
		$reads  = $write ? null : array( $stream );
		$writes = $write ? array( $stream ) : null;
		$others = null;
		// phpcs:ignore WordPress.PHP.NoSilencedErrors -- A signal may come in between.
		return 1 === @stream_select( $reads, $writes, $others, 0, intdiv( $left, 1000 ) + 1 );
	}
}
