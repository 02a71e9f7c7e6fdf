<?php
/**
 * Page caches that only write down what they are told.
 *
 * @package Detour
 */

function wpsc_delete_url_cache( $url ) {
	$GLOBALS['detour_purged'][] = "wp-super-cache $url";
}

function wp_cache_clear_cache( $blog ) {
	$GLOBALS['detour_purged'][] = "wp-super-cache all of $blog";
}

function w3tc_flush_url( $url ) {
	$GLOBALS['detour_purged'][] = "w3tc $url";
}

function w3tc_flush_posts() {
	$GLOBALS['detour_purged'][] = 'w3tc all';
}

function rocket_clean_files( $urls ) {
	$GLOBALS['detour_purged'][] = 'wp-rocket ' . implode( ' ', $urls );
}

function rocket_clean_domain() {
	$GLOBALS['detour_purged'][] = 'wp-rocket all';
}
