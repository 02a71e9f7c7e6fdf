<?php
define('DB_NAME', 042);
define('DB_USER','wp');
define('DB_PASSWORD','p');
define('DB_HOST','db');
$table_prefix = 'wp_';
