<?php
/**
 * A must-use plugin of the test site.
 */

// WordPress' own page would ask another server for them; the tests fail when anything does.
add_filter( 'pre_option_show_avatars', '__return_zero' );

// Shows the site from right to left to a browser with this cookie, as no translation is installed that would.
add_action(
	'init',
	static function (): void {
		if ( 'rtl' === ( $_COOKIE['detour_direction'] ?? '' ) ) {
			$GLOBALS['wp_locale']->text_direction = 'rtl';
			// Made before, by the direction of the language.
			wp_styles()->text_direction = 'rtl';
		}
	}
);

// Shows the site without pretty permalinks to a browser with this cookie: REST is under /?rest_route= then.
add_filter(
	'pre_option_permalink_structure',
	static fn( $value ) => 'plain' === ( $_COOKIE['detour_permalinks'] ?? '' ) ? '' : $value
);

// Tables as Redirection leaves them, for a migration: without the plugin, of which nothing else is looked at.
add_action(
	'rest_api_init',
	static function (): void {
		$change = static function ( WP_REST_Request $request ): bool {
			global $wpdb;
			$table = $wpdb->prefix . 'redirection_items';
			$wpdb->query( "DROP TABLE IF EXISTS $table" );
			if ( 'DELETE' === $request->get_method() ) {
				return true;
			}
			$wpdb->query(
				"CREATE TABLE $table (id int PRIMARY KEY, url text, match_url text, match_data text, regex int, position int, status varchar(9),
				action_type varchar(20), action_code int, action_data text, match_type varchar(20), title text, group_id int, last_count int, last_access datetime)"
			);
			return 3 === $wpdb->query(
				"INSERT INTO $table VALUES
				(1, '/red', '/red', '{\"source\":{\"flag_case\":true,\"flag_trailing\":true}}', 0, 0, 'enabled', 'url', 301, '/sample-page/', 'url', 'Plain', 1, 9, NOW()),
				(2, '^/diary/(.*)', 'regex', NULL, 1, 1, 'enabled', 'url', 302, '/blog/$1', 'url', NULL, 1, 0, '1970-01-01'),
				(3, '/asleep', '/asleep', NULL, 0, 2, 'disabled', 'url', 301, '/sample-page/', 'url', NULL, 1, 0, '1970-01-01')"
			);
		};
		register_rest_route(
			'detour-tests/v1',
			'/redirection',
			array(
				'methods'             => array( 'POST', 'DELETE' ),
				'callback'            => $change,
				'permission_callback' => static fn(): bool => current_user_can( 'manage_options' ),
			)
		);
	}
);

// Makes a week of what was counted today, for the pictures; or forgets all that was counted.
add_action(
	'rest_api_init',
	static function (): void {
		$change = static function ( WP_REST_Request $request ): bool {
			global $wpdb;
			list( $hits, $sums, $missing, $days ) = array_map(
				static fn( string $list ): string => "{$wpdb->prefix}detour_$list",
				array( 'hits', 'rule_hits', 'not_found', 'not_found_days' )
			);
			if ( 'DELETE' === $request->get_method() ) {
				return $wpdb->query( "DELETE FROM $hits" ) !== false && $wpdb->query( "DELETE FROM $sums" ) !== false;
			}
			foreach ( array( 1 => 4, 2 => 7, 3 => 6, 4 => 8, 5 => 5, 6 => 3 ) as $back => $weight ) {
				$before = $back * DAY_IN_SECONDS;
				$share  = "hits * $weight + MOD(rule * $back, 5)";
				$wpdb->query( "INSERT INTO $hits SELECT rule, hour - $before, code, variant, $share, 0 FROM $hits AS now WHERE hour > UNIX_TIMESTAMP() - 7200" );
				$wpdb->query( "INSERT INTO $days SELECT hash, day - $before, hits * $weight + MOD(CRC32(hash) * $back, 7) FROM $days AS now WHERE day > UNIX_TIMESTAMP() - 86400" );
			}
			$wpdb->query( "UPDATE $sums SET hits = (SELECT SUM(hits) FROM $hits WHERE $hits.rule = $sums.rule)" );
			return false !== $wpdb->query( "UPDATE $missing SET first_seen = first_seen - 500000, hits = (SELECT SUM(hits) FROM $days WHERE $days.hash = $missing.hash)" );
		};
		register_rest_route(
			'detour-tests/v1',
			'/week',
			array(
				'methods'             => array( 'POST', 'DELETE' ),
				'callback'            => $change,
				'permission_callback' => static fn(): bool => current_user_can( 'manage_options' ),
			)
		);
	}
);

// Sites of a network: one of each kind, and hundreds of which there is nothing but an address.
add_action(
	'rest_api_init',
	static function (): void {
		$found = static function (): bool {
			global $wpdb;
			foreach ( array( 'shop', 'archive', 'broken' ) as $name ) {
				$site = get_sites( array( 'path' => "/$name/", 'fields' => 'ids' ) )[0] ?? wp_insert_site(
					array(
						'domain'  => get_network()->domain,
						'path'    => "/$name/",
						'title'   => ucfirst( $name ),
						'user_id' => 1,
					)
				);
				if ( 'archive' === $name ) {
					update_blog_status( $site, 'archived', '1' );
				}
			}
			$rows = array_map( static fn( int $number ): string => $wpdb->prepare( '(1, %s, %s, NOW(), NOW())', get_network()->domain, "/site-$number/" ), range( 1, 500 ) );
			return (bool) $wpdb->query( "INSERT INTO $wpdb->blogs (site_id, domain, path, registered, last_updated) VALUES " . implode( ', ', $rows ) );
		};
		$break = static function (): bool {
			global $wpdb;
			return (bool) $wpdb->query( "DROP TABLE {$wpdb->prefix}detour_state" );
		};
		foreach ( array( 'sites' => $found, 'break' => $break ) as $name => $callback ) {
			register_rest_route(
				'detour-tests/v1',
				"/$name",
				array(
					'methods'             => 'POST',
					'callback'            => $callback,
					'permission_callback' => static fn(): bool => is_multisite() && current_user_can( 'manage_network' ),
				)
			);
		}
	}
);

// Plays an old plugin whose redirects are to be carried over: it takes one path, whatever tracking parameters come with it.
add_action(
	'init',
	static function (): void {
		list( $path, $query ) = array_pad( explode( '?', $_SERVER['REQUEST_URI'], 2 ), 2, '' );
		if ( '/carried-over' === rawurldecode( $path ) && preg_match( '/^(utm_[^&]*(&|$))*$/', $query ) ) {
			wp_redirect( '/landed' . ( '' === $query ? '' : "?$query" ), 301, 'an old plugin' );
			exit;
		}
	}
);
