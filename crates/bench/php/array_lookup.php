<?php
// The least that PHP can do: all rules as an array in a file that OPcache keeps in shared memory.
// Arguments: the file that returns the array, and a file of URLs, one a line. For each number read, as many URLs
// are looked up, and the nanoseconds and the number of hits are written. The include is part of a lookup, as it is
// part of a request.

$rules_file = $argv[1];
$urls       = file( $argv[2], FILE_IGNORE_NEW_LINES );

while ( ( $line = fgets( STDIN ) ) !== false ) {
	$count = (int) $line;
	$found = 0;
	$start = hrtime( true );
	for ( $at = 0; $at < $count; $at++ ) {
		$rules = include $rules_file;
		if ( isset( $rules[ $urls[ $at ] ] ) ) {
			++$found;
		}
	}
	echo hrtime( true ) - $start, ' ', $found, "\n";
}
