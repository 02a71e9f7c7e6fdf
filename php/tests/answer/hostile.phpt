--TEST--
Nothing a client sends splits a header, chooses a rule file or upsets the request
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour', 'cgi'); ?>
--FILE--
<?php
require __DIR__ . '/../rules.inc';
require __DIR__ . '/../cgi.inc';
$dir = scratch();
publish("$dir/rules.detour", [
    redirect('/echo/*', '/$1', 302, ['kind' => 'wildcard']),
    redirect('/q', '/t', 302, ['query' => 'pass']),
    redirect('/%E9t%E9', '/summer'),
]);
publish("$dir/other.detour", [redirect('/miss', '/taken-over')]);
$ini = ['detour.rules' => "$dir/rules.detour", 'detour.rules_dir' => $dir];

foreach ([
    '/echo/a%0d%0aSet-Cookie:%20x=1',
    '/echo/a%00b',
    '/q?a=%0d%0aSet-Cookie:%20x=1',
    "/q?a=\xff\xfe",
    "/\xe9t\xe9",
    '/%e9t%e9',
    '//evil.test/',
    '/echo//evil.test/',
    '/echo/%2fevil.test',
    '*',
    'example.test:443',
    '',
] as $uri) {
    $answer = cgi($uri, $ini);
    echo addcslashes($uri, "\x80..\xff"), ' → ', $answer['status'], ' ', $answer['headers']['location'] ?? $answer['body'];
    echo isset($answer['headers']['set-cookie']) ? ' SPLIT' : '', "\n";
}
$long = cgi('/echo/' . str_repeat('x', 7900), $ini);
echo '8 kB: ', $long['status'], ' ', strlen($long['headers']['location'] ?? ''), "\n";
// No header that long would arrive.
echo '60 kB: ', cgi('/echo/' . str_repeat('x', 60000), $ini)['status'], "\n";
echo 'client names a file: ', cgi('/miss', $ini, ['HTTP_DETOUR_RULES' => "$dir/other.detour"])['status'], "\n";
?>
--EXPECT--
/echo/a%0d%0aSet-Cookie:%20x=1 → 302 Found /a%0D%0ASet-Cookie:%20x=1
/echo/a%00b → 302 Found /a%00b
/q?a=%0d%0aSet-Cookie:%20x=1 → 302 Found /t?a=%0d%0aSet-Cookie:%20x=1
/q?a=\377\376 → 302 Found /t?a=%FF%FE
/\351t\351 → 307 Temporary Redirect /summer
/%e9t%e9 → 307 Temporary Redirect /summer
//evil.test/ → 200 OK script
/echo//evil.test/ → 302 Found /evil.test/
/echo/%2fevil.test → 302 Found /%2Fevil.test
* → 200 OK script
example.test:443 → 200 OK script
 → 200 OK script
8 kB: 302 Found 7901
60 kB: 200 OK
client names a file: 200 OK
