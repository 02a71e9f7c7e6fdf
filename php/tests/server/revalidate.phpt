--TEST--
detour.revalidate is the time a worker may take to see a new rule file
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour', 'opcache'); ?>
--FILE--
<?php
require __DIR__ . '/../rules.inc';
require __DIR__ . '/../server.inc';
$root = scratch();
scripts($root);
$file = "$root/rules.detour";
publish($file, [redirect('/old', '/one')]);
$server = new Server($root, ['detour.rules' => $file, 'detour.revalidate' => '3']);
$location = fn () => $server->ask('/old')['headers']['location'];
$first = microtime(true);
echo $location(), "\n";
publish($file, [redirect('/old', '/two')]);
// Unless this machine is so slow that the time is up already.
echo microtime(true) - $first < 1.5 ? $location() : '/one', "\n";
do {
    usleep(100_000);
    $now = $location();
    $waited = microtime(true) - $first;
} while ($now === '/one' && $waited < 10);
echo $now, "\n";
var_dump($waited < 6);
?>
--EXPECT--
/one
/one
/two
bool(true)
