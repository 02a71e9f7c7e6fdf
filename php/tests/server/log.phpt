--TEST--
detour.log = none keeps quiet
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('opcache'); ?>
--FILE--
<?php
require __DIR__ . '/../rules.inc';
require __DIR__ . '/../server.inc';
$root = scratch();
scripts($root);
foreach (['php' => 1, 'none' => 0, '"none"' => 0, 'phpp' => 1] as $log => $lines) {
    $server = new Server($root, ['detour.rules' => "$root/rules.detour", 'detour.log' => $log, 'log_errors' => '1']);
    $server->ask('/');
    $server->ask('/');
    echo $log, ': ', count($server->messages()) === $lines ? 'as it should' : $server->log(), "\n";
    unset($server);
}
?>
--EXPECT--
php: as it should
none: as it should
"none": as it should
phpp: as it should
