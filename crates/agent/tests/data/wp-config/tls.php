<?php
define( 'DB_NAME', 'net' );
define( 'DB_USER', 'wp' );
define( 'DB_PASSWORD', 'p' );
define( 'DB_HOST', 'db' );
define( 'WP_ALLOW_MULTISITE', true );
define( 'MYSQL_CLIENT_FLAGS', MYSQLI_CLIENT_COMPRESS | MYSQLI_CLIENT_SSL );
$base = '/';
define( 'DOMAIN_CURRENT_SITE', 'net.example' );
define( 'PATH_CURRENT_SITE', '/' );
$table_prefix = 'wp_';
