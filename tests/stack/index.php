<?php
/**
 * Stands for WordPress in the tests of the servers: says that it ran, and with what.
 */

header( 'X-Script: ran' );

if ( isset( $_SERVER['HTTP_X_STATUS'] ) ) {
	header( 'Content-Type: application/json' );
	echo json_encode( Detour\status() );
	return;
}

if ( isset( $_SERVER['HTTP_X_FATAL'] ) ) {
	a_function_that_does_not_exist();
}

echo $_SERVER['REQUEST_METHOD'], ' ', strlen( file_get_contents( 'php://input' ) );
