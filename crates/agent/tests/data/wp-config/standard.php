<?php
/**
 * The base configuration for WordPress. define('DB_NAME', 'in a comment');
 */
// define( 'DB_NAME', 'in a line comment' );
# define( 'DB_NAME', 'in a shell comment' ); ?>
<?php
define( 'DB_NAME', 'shop' );

/** Database username */
define( 'DB_USER', 'wp' );
define( 'DB_PASSWORD', 's3cret' );
define( 'DB_HOST', 'localhost:/run/own.sock' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'AUTH_KEY', 'put your unique phrase here <?php ?> "' );

$table_prefix = 'wp_';

define( 'WP_DEBUG', false );

if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
