--TEST--
Events go to the spool as far as the site keeps them, and a spool that can't be written costs no request
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour', 'opcache'); ?>
--FILE--
<?php
require __DIR__ . '/../rules.inc';
require __DIR__ . '/../server.inc';
$root = scratch();
scripts($root);
file_put_contents("$root/missing.php", '<?php http_response_code(404); var_dump(Detour\record_not_found());');
$file = "$root/shop.detour";
$spool = "$root/shop.spool";
$rules = [
    redirect('/old', '/new', 301),
    respond('/gone', 410),
    ['source' => ['value' => '/shown'], 'then' => ['rewrite' => ['to' => '/index.php?a=1']]],
    ['source' => ['value' => '/left'], 'then' => ['ignore' => (object) []]],
    redirect('/loop', '/loop'),
    ['source' => ['value' => '/split'], 'then' => ['split' => [['to' => '/a', 'weight' => 1], ['to' => '/a', 'weight' => 1]]]],
    // A live rule of Redirection, which counts what is left to it.
    ['id' => (1 << 60) + 7, 'source' => ['value' => '/theirs'], 'then' => ['ignore' => (object) []]],
    ['id' => (1 << 60) + 8] + redirect('/logged', '/new', 301),
];
publish($file, $rules);
$settings = function (array $recording, array $more = []) use ($file, $rules) {
    foreach ($rules as $index => &$rule) {
        $rule += ['id' => $index + 1];
    }
    file_put_contents("$file.json", json_encode($rules));
    file_put_contents("$file.settings", json_encode(['recording' => $recording] + $more));
    exec(implode(' ', array_map('escapeshellarg', [getenv('DETOUR_BIN'), 'compile', "$file.json", '--settings', "$file.settings", '-o', $file])) . ' 2>&1', $output, $code);
    echo $code === 0 ? '' : implode("\n", $output) . "\n";
};
$server = new Server($root, ['detour.rules' => $file, 'detour.spool' => $root, 'detour.spool_limit' => '1', 'detour.trusted_proxies' => '127.0.0.1']);
$state = fn () => $server->status()['spool']['state'] . ' ' . $server->status()['counters']['events'] . ' ' . $server->status()['counters']['events_lost'];
$show = function () use ($spool) {
    foreach (array_slice(explode("\n", rtrim(file_get_contents($spool), "\n")), 1) as $line) {
        [, $kind, , $blog, $rule, $variant, $code, $lost, $method, $host, $uri, $target, $referrer, $agent, $ip] = explode("\t", $line);
        // Which one depends on the visitor.
        $variant = $variant > 0 ? '/one' : '';
        echo "  $kind rule=$rule$variant code=$code lost=$lost $method $host $uri -> $target ref=$referrer ua=$agent ip=$ip\n";
    }
    file_put_contents($spool, "detour-spool 1 00000000000000000000000000000001\n");
};
echo $server->ask('/old')['status'], ', ', $state(), "\n";
sleep(1);
file_put_contents($spool, "detour-spool 1 00000000000000000000000000000001\n");
foreach (['/old?utm_id=%20b', '/gone', '/shown', '/left', '/theirs', '/loop', '/split', '/nothing', '/missing.php'] as $uri) {
    $server->ask($uri);
}
echo $state(), "\n";
$show();
echo "hits and user agent off\n";
$settings(['hits' => false, 'user_agent' => false, 'ip' => 'none']);
$server->ask('/old');
echo $server->ask('/missing.php')['body'];
$show();
echo "what the log of Redirection keeps of its own\n";
foreach ([['ip' => 'full'], ['ip' => 'none'], ['ip' => 'full', 'logs' => false]] as $redirection) {
    $settings(['hits' => false, 'user_agent' => false, 'ip' => 'none'], ['redirection' => $redirection]);
    $server->ask('/logged');
    $server->ask('/old');
    $show();
}
echo "pages that are not there off\n";
$settings(['not_found' => false, 'ip' => 'full']);
$server->ask('/old');
echo $server->ask('/missing.php')['body'];
$show();
echo "full\n";
file_put_contents($spool, str_repeat('x', (1 << 20) + 1));
sleep(1);
echo $server->ask('/old')['status'], ', ', explode(' ', $state())[0], "\n";
echo "a directory in its place\n";
unlink($spool);
mkdir($spool);
sleep(1);
echo $server->ask('/old')['status'], ', ', explode(' ', $state())[0], "\n";
rmdir($spool);
?>
--EXPECT--
301 Moved Permanently, missing 0 1
ok 7 1
  H rule=1 code=301 lost=1 GET example.test /old?utm_id=%20b -> /new?utm_id=%20b ref= ua= ip=127.0.0.0
  H rule=2 code=410 lost=0 GET example.test /gone ->  ref= ua= ip=127.0.0.0
  H rule=3 code=0 lost=0 GET example.test /shown -> /index.php?a=1 ref= ua= ip=127.0.0.0
  H rule=4 code=0 lost=0 GET example.test /left ->  ref= ua= ip=127.0.0.0
  L rule=5 code=0 lost=0 GET example.test /loop ->  ref= ua= ip=127.0.0.0
  H rule=6/one code=307 lost=0 GET example.test /split -> /a ref= ua= ip=127.0.0.0
  N rule=0 code=404 lost=0 GET example.test /missing.php ->  ref= ua= ip=127.0.0.0
hits and user agent off
bool(true)
  H rule=1 code=301 lost=0    ->  ref= ua= ip=
  N rule=0 code=404 lost=0 GET example.test /missing.php ->  ref= ua= ip=
what the log of Redirection keeps of its own
  H rule=1152921504606846984 code=301 lost=0 GET example.test /logged -> /new ref= ua= ip=127.0.0.1
  H rule=1 code=301 lost=0    ->  ref= ua= ip=
  H rule=1152921504606846984 code=301 lost=0 GET example.test /logged -> /new ref= ua= ip=
  H rule=1 code=301 lost=0    ->  ref= ua= ip=
  H rule=1152921504606846984 code=301 lost=0    ->  ref= ua= ip=
  H rule=1 code=301 lost=0    ->  ref= ua= ip=
pages that are not there off
bool(false)
  H rule=1 code=301 lost=0 GET example.test /old -> /new ref= ua= ip=127.0.0.1
full
301 Moved Permanently, full
a directory in its place
301 Moved Permanently, unwritable
