--TEST--
The rule file of a network: decide(), explain() and status() name the blog
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour'); ?>
--INI--
detour.rules={PWD}/network.detour
--FILE--
<?php
require __DIR__ . '/../rules.inc';
$file = __DIR__ . '/network.detour';
publish_network($file, [
    ['blog' => 1, 'host' => 'net.test', 'rules' => [redirect('/old', '/one')]],
    ['blog' => 7, 'host' => 'net.test', 'path' => '/seven/', 'rules' => [redirect('/seven/old', '/seven/new')]],
]);
foreach (['/old', '/seven/old', '/seven/none', 'http://other.test/old'] as $url) {
    $request = ['url' => $url, 'host' => 'NET.test:8080'];
    $decision = Detour\decide($request);
    $trace = Detour\explain($request);
    echo $url, ': ', line($decision), "\n";
    var_dump(array_intersect_key($trace, $decision) === $decision);
}
$status = Detour\status();
echo "{$status['state']}, {$status['sites']} sites, {$status['rules']} rules, ", json_encode($status['blog']), "\n";

publish($file, [redirect('/old', '/new')]);
$status = Detour\status();
echo "{$status['state']}, {$status['sites']} site, ", line(Detour\decide(['url' => '/old'])), "\n";
?>
--CLEAN--
<?php
array_map('unlink', glob(__DIR__ . '/network.detour*'));
?>
--EXPECT--
/old: decision=redirect rule=1 code=307 location=/one headers=[Cache-Control: no-cache] blog=1
bool(true)
/seven/old: decision=redirect rule=1 code=307 location=/seven/new headers=[Cache-Control: no-cache] blog=7
bool(true)
/seven/none: decision=pass reason=no-match blog=7
bool(true)
http://other.test/old: decision=pass reason=no-site
bool(true)
ok, 2 sites, 2 rules, null
ok, 1 site, decision=redirect rule=1 code=307 location=/new headers=[Cache-Control: no-cache]
