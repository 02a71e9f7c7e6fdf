<?php
defined('DB_NAME') or define('DB_NAME', 'a');
define('DB_USER','wp');
define('DB_PASSWORD','p');
define('DB_HOST','db');
$table_prefix = 'wp_';
