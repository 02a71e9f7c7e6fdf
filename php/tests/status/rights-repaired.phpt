--TEST--
A file whose rights were wrong is used soon after they are repaired, though nothing else about it changes
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour'); ?>
--INI--
detour.rules={PWD}/rights.detour
--FILE--
<?php
require __DIR__ . '/../rules.inc';
$file = __DIR__ . '/rights.detour';
publish($file, [redirect('/old', '/new')]);
chmod($file, 0666);
echo Detour\status()['state'], "\n";
chmod($file, 0644);
$deadline = microtime(true) + 5;
while (Detour\status()['state'] !== 'ok' && microtime(true) < $deadline) {
    usleep(50_000);
}
echo Detour\status()['state'], "\n";
?>
--CLEAN--
<?php array_map('unlink', glob(__DIR__ . '/rights.detour*')); ?>
--EXPECT--
untrusted
ok
