--TEST--
explain() shows the request as understood and every rule that was tried
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour'); ?>
--FILE--
<?php
require __DIR__ . '/../rules.inc';
$file = scratch() . '/rules.detour';
publish($file, [
    redirect('^/[a-z]+/\\d', '/x', 307, ['kind' => 'regex']),
    redirect('/blog/*', '/b/$1', 301, ['kind' => 'wildcard']),
]);
$trace = Detour\explain(['url' => 'https://A.test/blog/x?y=1', 'method' => 'POST'], $file);
$decision = Detour\decide(['url' => 'https://A.test/blog/x?y=1', 'method' => 'POST'], $file);
var_dump(array_intersect_key($trace, $decision) === $decision);
echo json_encode($trace['request'], JSON_UNESCAPED_SLASHES), "\n";
foreach ($trace['steps'] as $step) {
    echo $step['rule'], ' ', $step['kind'], ' ', var_export($step['matches'], true), "\n";
}
var_dump(is_string($trace['text']) && $trace['text'] !== '');
?>
--EXPECT--
bool(true)
{"method":"POST","scheme":"https","host":"a.test","path":"/blog/x","query":"y=1"}
1 regex false
2 wildcard true
bool(true)
