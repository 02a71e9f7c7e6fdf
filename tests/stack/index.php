<?php
/**
 * Stands for WordPress in the tests of the servers: says that it ran, and with what.
 */

// What WordPress would have found out, for a decision that was left to it.
if ( isset( $_SERVER['HTTP_X_FACTS'] ) ) {
	header( 'X-Needs: ' . json_encode( Detour\pending()['needs'] ?? null ) );
	$decision = Detour\resume( json_decode( $_SERVER['HTTP_X_FACTS'], true ) );
	if ( $decision['sent'] ) {
		exit;
	}
	header( 'X-Decision: ' . json_encode( $decision ) );
}

header( 'X-Script: ran' );

if ( isset( $_SERVER['HTTP_X_SEEN'] ) ) {
	parse_str( $_SERVER['QUERY_STRING'], $parameters );
	header( 'Content-Type: application/json' );
	echo json_encode(
		array(
			'uri' => $_SERVER['REQUEST_URI'],
			'get' => $_GET === $parameters,
		)
	);
	return;
}

if ( isset( $_SERVER['HTTP_X_STATUS'] ) ) {
	header( 'Content-Type: application/json' );
	echo json_encode( Detour\status() );
	return;
}

if ( isset( $_SERVER['HTTP_X_FATAL'] ) ) {
	a_function_that_does_not_exist();
}

echo $_SERVER['REQUEST_METHOD'], ' ', strlen( file_get_contents( 'php://input' ) );
