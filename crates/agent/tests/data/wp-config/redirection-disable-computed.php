<?php
if ($staging) { define('REDIRECTION_DISABLE', true); }
define('WP_PLUGIN_DIR', $plugins);
define('DB_NAME', 'shop'); define('DB_USER', 'wp'); define('DB_PASSWORD', 'p'); define('DB_HOST', 'db'); $table_prefix = 'wp_';
