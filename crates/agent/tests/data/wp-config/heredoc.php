<?php
$text = <<<END
  define('DB_NAME', 'in a heredoc'); ENDING is not the end
  END_NEITHER
  END;
$text = <<<'NOW'
define('DB_NAME', 'in a nowdoc'); ?> <?php '
NOW;
$shifted = 1 << 2;
#[Sample('define')] function annotated() {}
define('DB_NAME', 'real');
const DB_USER = 'wp';
define('DB_PASSWORD', '');
define('DB_HOST', '[::1]:3306');
?>
define('DB_HOST', 'in html');
<?= $table_prefix = 'wp_' ?>
<?php $table_prefix = 'wp_';
