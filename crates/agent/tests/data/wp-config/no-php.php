define('DB_NAME', 'shop');
