<?php
define('REDIRECTION_DISABLE', 0);
define('WP_CONTENT_DIR', __DIR__ . '/content');
define('DB_NAME', 'shop'); define('DB_USER', 'wp'); define('DB_PASSWORD', 'p'); define('DB_HOST', 'db'); $table_prefix = 'wp_';
