<?php
define( 'REDIRECTION_DISABLE', true );
define('DB_NAME', 'shop'); define('DB_USER', 'wp'); define('DB_PASSWORD', 'p'); define('DB_HOST', 'db'); $table_prefix = 'wp_';
