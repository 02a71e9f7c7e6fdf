<?php
const REDIRECTION_DISABLE = 1;
define('WP_PLUGIN_DIR', '/srv/plugins');
define('DB_NAME', 'shop'); define('DB_USER', 'wp'); define('DB_PASSWORD', 'p'); define('DB_HOST', 'db'); $table_prefix = 'wp_';
