--TEST--
decide() answers for a request without sending or counting anything
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour'); ?>
--FILE--
<?php
require __DIR__ . '/../rules.inc';
$file = scratch() . '/rules.detour';
publish($file, [
    redirect('/old', '/new'),
    redirect('/blog/*', 'https://blog.example.test/$1', 301, ['kind' => 'wildcard']),
    redirect('/host', '/a', 302, ['host' => 'a.test']),
    redirect('/tls', '/b', 302, ['scheme' => 'https']),
    redirect('/%E9', '/latin', 302),
    redirect('/same', '/same'),
    respond('/gone', 410),
    ['source' => ['value' => '/mine'], 'then' => ['ignore' => new stdClass]],
]);
foreach ([
    ['url' => '/old'],
    ['url' => '/old', 'method' => 'POST'],
    ['url' => '/old?x=1'],
    ['url' => '/blog/2024/post'],
    ['url' => '/host'],
    ['url' => '/host', 'host' => 'a.test'],
    ['url' => '/host', 'host' => 'A.TEST:8080'],
    ['url' => 'http://a.test/host'],
    ['url' => '/tls'],
    ['url' => '/tls', 'scheme' => 'https'],
    ['url' => 'https://x.test/tls'],
    ['url' => 'http://x.test/tls', 'scheme' => 'https'],
    ['url' => "/\xe9"],
    ['url' => '/%e9'],
    ['url' => '/same'],
    ['url' => '/gone'],
    ['url' => '/mine'],
    ['url' => '*'],
    ['url' => '/' . str_repeat('x', 8192)],
] as $request) {
    echo line(Detour\decide($request, $file)), "\n";
}
echo json_encode(Detour\status()['counters']), "\n";
?>
--EXPECT--
decision=redirect rule=1 code=307 location=/new headers=[Cache-Control: no-cache]
decision=redirect rule=1 code=307 location=/new headers=[Cache-Control: no-cache]
decision=pass reason=no-match
decision=redirect rule=2 code=301 location=https://blog.example.test/2024/post headers=[Cache-Control: max-age=86400]
decision=pass reason=no-match
decision=redirect rule=3 code=302 location=/a headers=[Cache-Control: no-cache]
decision=redirect rule=3 code=302 location=/a headers=[Cache-Control: no-cache]
decision=redirect rule=3 code=302 location=/a headers=[Cache-Control: no-cache]
decision=pass reason=no-match
decision=redirect rule=4 code=302 location=/b headers=[Cache-Control: no-cache]
decision=redirect rule=4 code=302 location=/b headers=[Cache-Control: no-cache]
decision=pass reason=no-match
decision=redirect rule=5 code=302 location=/latin headers=[Cache-Control: no-cache]
decision=redirect rule=5 code=302 location=/latin headers=[Cache-Control: no-cache]
decision=pass rule=6 reason=self-redirect
decision=respond rule=7 code=410 body=bare headers=[Cache-Control: max-age=86400]
decision=pass rule=8 reason=ignored
decision=pass reason=no-match
decision=pass reason=no-match
{"redirects":0,"responds":0,"rewrites":0,"defers":0,"passes":0,"self_redirects":0,"errors":0,"panics":0,"events":0,"events_lost":0}
