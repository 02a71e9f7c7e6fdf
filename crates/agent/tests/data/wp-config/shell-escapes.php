<?php
$version = `echo \`date\`
define('DB_NAME', 'not this one');
\``;
define('DB_NAME', 'shop');
define('DB_USER', 'wp');
define('DB_PASSWORD', 'p');
define('DB_HOST', 'db');
$table_prefix = 'wp_';
