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

// Which settings of PHP are at work. That of compression is seen by the client.
if ( isset( $_SERVER['HTTP_X_SETTINGS'] ) ) {
	$cache   = function_exists( 'opcache_get_status' ) ? opcache_get_status( false ) : false;
	$effects = array(
		'opcache'   => $cache['opcache_enabled'] ?? false,
		'jit'       => $cache['jit']['on'] ?? false,
		'preloaded' => class_exists( 'Preloaded', false ),
		'prepended' => in_array( 'X-Prepended: ran', headers_list(), true ),
		'session'   => session_status() === PHP_SESSION_ACTIVE,
	);
	header( 'X-Effects: ' . implode( ' ', array_keys( array_filter( $effects ) ) ) );
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
