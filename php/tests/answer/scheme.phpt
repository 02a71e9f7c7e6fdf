--TEST--
The scheme comes from HTTPS, REQUEST_SCHEME or the port, the host from the Host header or the server's name
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour', 'cgi'); ?>
--FILE--
<?php
require __DIR__ . '/../rules.inc';
require __DIR__ . '/../cgi.inc';
$file = scratch() . '/rules.detour';
publish($file, [
    redirect('/', '/https', 302, ['scheme' => 'https']),
    redirect('/', '/http', 302, ['scheme' => 'http']),
    redirect('/h', '/a', 302, ['host' => 'a.test']),
]);
$to = fn (string $uri, array $env) => cgi($uri, ['detour.rules' => $file], $env)['headers']['location'] ?? 'miss';
foreach ([
    [],
    ['HTTPS' => 'on'],
    ['HTTPS' => '1'],
    ['HTTPS' => 'off'],
    ['HTTPS' => 'OFF', 'SERVER_PORT' => '443'],
    ['REQUEST_SCHEME' => 'https'],
    ['REQUEST_SCHEME' => 'http', 'SERVER_PORT' => '443'],
    ['SERVER_PORT' => '443'],
    // A client can send this one.
    ['HTTP_X_FORWARDED_PROTO' => 'https'],
] as $env) {
    echo json_encode($env), ' ', $to('/', $env), "\n";
}
echo $to('/h', ['HTTP_HOST' => 'A.test:8080']), ' ', $to('/h', ['HTTP_HOST' => 'b.test', 'SERVER_NAME' => 'a.test']), "\n";
?>
--EXPECT--
[] /http
{"HTTPS":"on"} /https
{"HTTPS":"1"} /https
{"HTTPS":"off"} /http
{"HTTPS":"OFF","SERVER_PORT":"443"} /http
{"REQUEST_SCHEME":"https"} /https
{"REQUEST_SCHEME":"http","SERVER_PORT":"443"} /http
{"SERVER_PORT":"443"} /https
{"HTTP_X_FORWARDED_PROTO":"https"} /http
/a miss
