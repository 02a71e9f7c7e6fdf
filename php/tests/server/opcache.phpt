--TEST--
With a warm opcache an answered request runs no script, whatever the method
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour', 'opcache'); ?>
--FILE--
<?php
require __DIR__ . '/../rules.inc';
require __DIR__ . '/../server.inc';
$root = scratch();
scripts($root);
publish("$root/rules.detour", [
    redirect('/old', '/new'),
    redirect('/index.php', '/home', 301),
    redirect('/h', '/a', 302, ['host' => 'a.test']),
    respond('/gone', 410),
]);
file_put_contents("$root/router.php", '<?php if (str_ends_with($_SERVER["SCRIPT_NAME"], ".php")) return false; require __DIR__ . "/index.php";');
$runs = fn () => filesize("$root/runs");

foreach (['' => 'no router', "$root/router.php" => 'router'] as $router => $what) {
    echo "-- $what\n";
    $server = new Server($root, ['detour.rules' => "$root/rules.detour"], $router);
    for ($i = 0; $i < 4; $i++) {
        $server->ask('/miss');
    }
    clearstatcache();
    $before = $runs();
    foreach ([
        ['/old'], ['/old', 'HEAD'], ['/old', 'POST', str_repeat('x', 2_000_000)], ['/old', 'PUT', 'x'],
        ['/index.php'], ['/gone'], ['/gone', 'HEAD'], ['/h', 'GET', '', 'a.test:81'],
    ] as $request) {
        $answer = $server->ask(...$request);
        echo $request[1] ?? 'GET', ' ', $request[0], ': ', $answer['status'], ' ', json_encode($answer['headers'], JSON_UNESCAPED_SLASHES);
        echo ' ', strlen($answer['body']), "\n";
    }
    clearstatcache();
    echo 'scripts run by hits: ', $runs() - $before, "\n";
    echo $server->ask('/miss')['body'], ' ', $server->ask('/h')['body'], ' ', $server->ask('/old')['status'], "\n";
    clearstatcache();
    echo 'scripts run by misses: ', $runs() - $before, "\n";
    $status = $server->status();
    echo json_encode([$status['sapi'], $status['intercepts'], $status['counters']]), "\n";
    unset($server);
}
?>
--EXPECT--
-- no router
GET /old: 307 Temporary Redirect {"cache-control":"no-cache","content-length":"0","location":"/new"} 0
HEAD /old: 307 Temporary Redirect {"cache-control":"no-cache","content-length":"0","location":"/new"} 0
POST /old: 307 Temporary Redirect {"cache-control":"no-cache","content-length":"0","location":"/new"} 0
PUT /old: 307 Temporary Redirect {"cache-control":"no-cache","content-length":"0","location":"/new"} 0
GET /index.php: 301 Moved Permanently {"cache-control":"max-age=86400","content-length":"0","location":"/home"} 0
GET /gone: 410 Gone {"cache-control":"max-age=86400","content-length":"128","content-type":"text/html; charset=utf-8"} 128
HEAD /gone: 410 Gone {"cache-control":"max-age=86400","content-length":"128","content-type":"text/html; charset=utf-8"} 0
GET /h: 302 Found {"cache-control":"no-cache","content-length":"0","location":"/a"} 0
scripts run by hits: 0
script script 307 Temporary Redirect
scripts run by misses: 2
["cli-server",true,{"redirects":7,"responds":2,"rewrites":0,"defers":0,"passes":7,"self_redirects":0,"errors":0,"panics":0,"events":0,"events_lost":0}]
-- router
GET /old: 307 Temporary Redirect {"cache-control":"no-cache","content-length":"0","location":"/new"} 0
HEAD /old: 307 Temporary Redirect {"cache-control":"no-cache","content-length":"0","location":"/new"} 0
POST /old: 307 Temporary Redirect {"cache-control":"no-cache","content-length":"0","location":"/new"} 0
PUT /old: 307 Temporary Redirect {"cache-control":"no-cache","content-length":"0","location":"/new"} 0
GET /index.php: 301 Moved Permanently {"cache-control":"max-age=86400","content-length":"0","location":"/home"} 0
GET /gone: 410 Gone {"cache-control":"max-age=86400","content-length":"128","content-type":"text/html; charset=utf-8"} 128
HEAD /gone: 410 Gone {"cache-control":"max-age=86400","content-length":"128","content-type":"text/html; charset=utf-8"} 0
GET /h: 302 Found {"cache-control":"no-cache","content-length":"0","location":"/a"} 0
scripts run by hits: 0
script script 307 Temporary Redirect
scripts run by misses: 2
["cli-server",true,{"redirects":7,"responds":2,"rewrites":0,"defers":0,"passes":7,"self_redirects":0,"errors":0,"panics":0,"events":0,"events_lost":0}]
