<?php
if ($live):
$x = 1;
define('DB_NAME', 'a');
endif;
define('DB_USER','wp');
define('DB_PASSWORD','p');
define('DB_HOST','db');
$table_prefix = 'wp_';
