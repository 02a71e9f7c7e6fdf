<?php
DEFINE("DB_NAME", "a\x41\101\u{00000e9}\$b\\n\q{c} $ 5");
\define('DB_USER', 'it\'s \\ \n');
define(
	'DB_PASSWORD',
	"tab\there \" {x} \e\7",   // a comment between
);
define('DB_HOST', /* here */ 'db.example.com:3307');
$table_prefix='x1_'; 
