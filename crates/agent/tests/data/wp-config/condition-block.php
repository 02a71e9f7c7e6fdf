<?php

if ($live) {
	define('DB_NAME', 'a');
} else {
	define('DB_NAME', 'b');
}
define('DB_USER','wp');
define('DB_PASSWORD','p');
define('DB_HOST','db');
$table_prefix = 'wp_';
