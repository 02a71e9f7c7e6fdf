<?php
define('DB_NAME', 'first');
define('DB_NAME', 'second');
define('DB_USER','wp');
define('DB_PASSWORD','p');
define('DB_HOST','db');
$table_prefix = "a_";
$table_prefix = "wp_";
