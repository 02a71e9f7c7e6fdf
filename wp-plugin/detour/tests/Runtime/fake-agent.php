<?php
/**
 * An agent of the tests' own: listens, takes a question, writes it to a file, and sends what it was told to, byte for byte.
 *
 *   php fake-agent.php SOCKET SEEN BASE64 [SECONDS]
 *
 * With SECONDS it waits before the last byte.
 */

[ , $socket, $seen, $bytes, $pause ] = $argv + array( 4 => '0' );

$server = stream_socket_server( "unix://$socket" );
echo "ready\n";
while ( true ) {
	$client = @stream_socket_accept( $server, 60 );
	if ( ! $client ) {
		exit( 0 );
	}
	$length = unpack( 'N', (string) fread( $client, 4 ) )[1];
	$question = '';
	while ( strlen( $question ) < $length && ! feof( $client ) ) {
		$question .= fread( $client, $length - strlen( $question ) );
	}
	file_put_contents( $seen, $question );
	$answer = base64_decode( $bytes );
	fwrite( $client, substr( $answer, 0, -1 ) );
	usleep( (int) ( 1e6 * (float) $pause ) );
	@fwrite( $client, substr( $answer, -1 ) );
	fclose( $client );
}
