--TEST--
detour.enabled = off is a state of its own; functions still work on a named file
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour'); ?>
--INI--
detour.enabled=Off
detour.rules={PWD}/disabled.detour
--FILE--
<?php
require __DIR__ . '/../rules.inc';
$file = __DIR__ . '/disabled.detour';
publish($file, [redirect('/old', '/new')]);
$status = Detour\status();
var_dump($status['enabled'], $status['state']);
echo line(Detour\decide(['url' => '/old'])), "\n";
echo line(Detour\decide(['url' => '/old'], $file)), "\n";
?>
--CLEAN--
<?php array_map('unlink', glob(__DIR__ . '/disabled.detour*')); ?>
--EXPECT--
bool(false)
string(8) "disabled"
decision=pass reason=disabled
decision=redirect rule=1 code=307 location=/new headers=[Cache-Control: no-cache]
