--TEST--
X-Forwarded-Host and X-Forwarded-Proto count through trusted proxies only, and a visitor's own never
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour', 'cgi'); ?>
--FILE--
<?php
require __DIR__ . '/../rules.inc';
require __DIR__ . '/../cgi.inc';
$file = scratch() . '/rules.detour';
$placeholder = redirect('/home', 'https://{host}/', 301);
$placeholder['then']['redirect']['allow_hosts'] = ['*.site.test'];
publish($file, [
    redirect('/', '/https', 302, ['scheme' => 'https']),
    redirect('/', '/http', 302, ['scheme' => 'http']),
    $placeholder,
]);
$ini = ['detour.rules' => $file, 'detour.trusted_proxies' => '10.0.0.0/8'];
foreach ([
    'a visitor' => ['203.0.113.9', '', 'evil.test', 'https'],
    'a visitor who names a proxy' => ['203.0.113.9', '10.0.0.1', 'evil.test', 'https'],
    'a proxy' => ['10.0.0.1', '203.0.113.9', 'shop.site.test', 'https'],
    'a proxy that adds' => ['10.0.0.1', '203.0.113.9', 'evil.site.test, shop.site.test', 'http, https'],
    'two that add' => ['10.0.0.1', '203.0.113.9, 10.0.0.2', 'evil.site.test, shop.site.test, inner', 'http, https, http'],
    'a proxy that passes on what no rule allows' => ['10.0.0.1', '203.0.113.9', 'evil.test', 'https'],
] as $who => [$address, $for, $host, $scheme]) {
    $env = [
        'HTTP_HOST' => 'www.site.test',
        'REMOTE_ADDR' => $address,
        'HTTP_X_FORWARDED_FOR' => $for,
        'HTTP_X_FORWARDED_HOST' => $host,
        'HTTP_X_FORWARDED_PROTO' => $scheme,
    ];
    $to = fn (string $uri) => cgi($uri, $ini, $env)['headers']['location'] ?? 'miss';
    echo "$who: ", $to('/'), ' ', $to('/home'), "\n";
}
?>
--EXPECT--
a visitor: /http https://www.site.test/
a visitor who names a proxy: /http https://www.site.test/
a proxy: /https https://shop.site.test/
a proxy that adds: /https https://shop.site.test/
two that add: /https https://shop.site.test/
a proxy that passes on what no rule allows: /https miss
