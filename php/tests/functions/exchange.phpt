--TEST--
import() and export() read and write the formats of other systems
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour'); ?>
--FILE--
<?php
$htaccess = "RewriteEngine On\nRewriteRule ^old\$ /new [R=301,L]\nRewriteRule ^in\$ /index.php [L]\nRedirect 410 /gone\n";
$read = Detour\import('htaccess', $htaccess, ['prefix' => 'blog']);
foreach ($read['rules'] as $rule) {
    echo $rule['source']['kind'], ' ', $rule['source']['value'], ' ', json_encode($rule['then'], JSON_UNESCAPED_SLASHES), "\n";
}
echo count($read['skipped']), ' ', $read['skipped'][0]['line'], ' ', $read['skipped'][0]['field'], "\n";
$text = Detour\import('htaccess', $htaccess, ['json' => true])['rules'][0];
var_dump(json_decode($text, true) === Detour\import('htaccess', $htaccess)['rules'][0]);
echo count(Detour\import('csv', "\xffVon;Nach\n/a;/b\n", ['columns' => ['source' => '1', 'target' => '2']])['rules']), "\n";
foreach (['csv', 'json', 'htaccess', 'nginx', 'netlify', 'cloudflare'] as $format) {
    $written = Detour\export($format, [$text, json_decode($text, true)], ['hosts' => ['a.test']]);
    echo $format, ' ', implode(',', array_keys($written['files'])), ' ', count($written['left_out']), ' ';
    echo count(Detour\import($format, $written['files'][''] ?? $written['files']['server.conf'])['rules']), "\n";
}
foreach ([
    fn () => Detour\import('word', ''),
    fn () => Detour\import('csv', '', ['colour' => 1]),
    fn () => Detour\import('csv', '', ['hosts' => [1]]),
] as $wrong) {
    try {
        $wrong();
    } catch (ValueError $error) {
        echo $error->getMessage(), "\n";
    }
}
echo "-- what is no rule is left out\n";
$written = Detour\export('cloudflare', [['id' => 9, 'source' => []], $text, 7, '{', json_decode($text, true)]);
foreach ($written['left_out'] as $row) {
    echo $row['index'], ' ', $row['id'], ' ', $row['message'], "\n";
}
echo count(Detour\import('cloudflare', $written['files'][''])['rules']), "\n";
?>
--EXPECTF--
exact /blog/old {"redirect":{"to":"/new","code":301,"allow_hosts":[]}}
exact /gone {"respond":{"code":410}}
prefix /gone/ {"respond":{"code":410}}
1 3 RewriteRule
bool(true)
1
csv  0 2
json  0 2
htaccess  0 2
nginx http.conf,server.conf 0 0
netlify  0 2
cloudflare  1 1
Detour\import(): Argument #1 ($format) is wrong: "word" is no format; use one of csv, json, htaccess, nginx, netlify, cloudflare-pages, cloudflare, redirection-csv, redirection-json, rank-math-csv
Detour\import(): Argument #3 ($options) knows prefix, hosts, columns, json, manner, except and present, but not "colour"
Detour\import(): Argument #3 ($options) must hold text under "hosts"
-- what is no rule is left out
0 9 This field is missing
2 0 This is no rule: it is neither an array nor text
3 0 This is no rule: %s
1 0 A list needs the host, and the rule counts on any
4 0 A list needs the host, and the rule counts on any
0
