--TEST--
audit() finds what is wrong with rules, and says how to repair it
--FILE--
<?php
$rule = fn (int $id, string $from, string $to, array $more = []) =>
    ['id' => $id, 'source' => ['value' => $from, 'slash' => 'ignore'], 'then' => ['redirect' => ['to' => $to]]] + $more;
function tell(array $report): void
{
    echo $report['rules'], " rules\n";
    foreach ($report['findings'] as $finding) {
        echo $finding['severity'], ' ', $finding['code'], ' ', implode(',', array_column($finding['rules'], 'rule')),
            ' ', json_encode($finding['repair'] ?? null, JSON_UNESCAPED_SLASHES), "\n";
    }
}
$chain = [$rule(1, '/a', '/b'), json_encode($rule(2, '/b', '/c'))];
tell(Detour\audit($chain));
echo "-- one rule\n";
tell(Detour\audit($chain, ['only' => 7]));
echo "-- in pieces\n";
$pieces = array_map(null, array_chunk($chain, 1));
tell(Detour\audit(function () use (&$pieces) {
    return array_shift($pieces);
}));
echo "-- what is known of them\n";
tell(Detour\audit(
    [['rule' => $rule(1, '/a', 'http://shop.test/b'), 'created' => 0, 'last_hit' => 86400 * 190]],
    ['now' => 86400 * 200, 'host' => 'shop.test', 'scheme' => 'https', 'stale_days' => 10, 'temporary_days' => 200],
));
echo "-- broken targets\n";
$broken = fn (string $url, int $status, string $error = '') => ['url' => $url, 'status' => $status, 'error' => $error, 'since' => 86400 * 100];
$away = $rule(1, '/a', 'https://other.test/b');
$report = Detour\audit([$away], ['broken' => [$broken('https://other.test/b', 404), $broken('https://other.test/c', 0, 'tls')]]);
tell($report);
echo $report['findings'][0]['message'], "\n";
tell(Detour\audit([$away], ['broken' => [$broken('https://other.test/b', 403), 7, [], $broken('https://other.test/b', 0, 'tired')]]));
echo "-- what is no rule\n";
$report = Detour\audit(['{', 7, ['source' => 1], $rule(3, 'a', '/b')]);
tell($report);
foreach ($report['left_out'] as $left) {
    echo $left['index'], ' ', $left['message'], "\n";
}
echo "-- arguments\n";
$throws = fn () => throw new Exception('no more');
foreach ([[7], [fn () => 7], [[], ['colour' => 'red']], [[], ['scheme' => 'ftp']], [[], ['now' => -1]], [$throws]] as $arguments) {
    try {
        Detour\audit(...$arguments);
    } catch (Throwable $error) {
        echo get_class($error), ': ', $error->getMessage(), "\n";
    }
}
?>
--EXPECTF--
2 rules
warning chain 1,2 {"rule":1,"merge":{"then":{"redirect":{"to":"/c"}}}}
-- one rule
2 rules
-- in pieces
2 rules
warning chain 1,2 {"rule":1,"merge":{"then":{"redirect":{"to":"/c"}}}}
-- what is known of them
1 rules
warning http-target 1 {"rule":1,"merge":{"then":{"redirect":{"to":"/b"}}}}
hint permanent 1 {"rule":1,"merge":{"then":{"redirect":{"code":308}}}}
hint stale 1 {"rule":1,"merge":{"enabled":false}}
-- broken targets
1 rules
warning broken-target 1 {"rule":1,"merge":{"enabled":false}}
The target answers 404 Not Found (since 1970-04-11)
1 rules
-- what is no rule
1 rules
error unsound 3 null
0 This is no rule: %s
1 This is no rule: it is neither an array nor text
2 %s
-- arguments
ValueError: Detour\audit(): Argument #1 ($rules) must be an array, or a function that gives arrays
ValueError: Detour\audit(): Argument #1 ($rules) must give arrays, and at the end null
ValueError: Detour\audit(): Argument #2 ($options) knows scheme, host, other_hosts, folder, settings, broken, now, temporary_days, stale_days, most and only, but not "colour"
ValueError: Detour\audit(): Argument #2 ($options) must hold http or https under "scheme"
ValueError: Detour\audit(): Argument #2 ($options) must hold a number from 0 up under "now"
Exception: no more
