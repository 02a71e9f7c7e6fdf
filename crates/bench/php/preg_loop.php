<?php
// What the plugin Redirection does with its regex rules once MySQL has sent them: each pattern is put between
// delimiters and tried, in the order of the rules, until one matches.
// Arguments: a file of patterns and a file of URLs, one a line. For each number read, as many URLs are answered,
// and the nanoseconds and the number of matches are written.

$patterns = file( $argv[1], FILE_IGNORE_NEW_LINES );
$urls     = file( $argv[2], FILE_IGNORE_NEW_LINES );

while ( ( $line = fgets( STDIN ) ) !== false ) {
	$count = (int) $line;
	$found = 0;
	$start = hrtime( true );
	for ( $at = 0; $at < $count; $at++ ) {
		$url = rawurldecode( $urls[ $at ] );
		foreach ( $patterns as $pattern ) {
			if ( preg_match( '@' . str_replace( '@', '\\@', rawurldecode( $pattern ) ) . '@s', $url ) > 0 ) {
				++$found;
				break;
			}
		}
	}
	echo hrtime( true ) - $start, ' ', $found, "\n";
}
