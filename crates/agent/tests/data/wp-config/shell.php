<?php
define('DB_NAME', `hostname`);
define('DB_USER','wp');
define('DB_PASSWORD','p');
define('DB_HOST','db');
$table_prefix = 'wp_';
