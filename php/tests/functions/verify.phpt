--TEST--
verify() compares a site with rules that it hasn't got yet, in steps
--FILE--
<?php
$rules = [
    json_encode(['id' => 9, 'source' => ['value' => '/old'], 'then' => ['redirect' => ['to' => '/new', 'code' => 301]]]),
    ['source' => ['value' => '/gone'], 'position' => 1, 'then' => ['respond' => ['code' => 410]]],
    ['source' => ['value' => '/kept'], 'position' => 2, 'then' => ['redirect' => ['to' => '/never']]],
    '{',
];
$there = [json_encode(['id' => 9, 'position' => 7, 'source' => ['value' => '/kept'], 'then' => ['redirect' => ['to' => '/k', 'code' => 302]]])];
$hosts = [];
$site = function (string $gone) use (&$hosts) {
    return function (string $method, string $url, array $headers) use ($gone, &$hosts) {
        $hosts[parse_url($url, PHP_URL_HOST) . ' ' . $headers['Host']] = true;
        return match ($url) {
            'http://shop.test/old' => ['status' => 301, 'location' => '/new', 'by' => 'old plugin'],
            'http://shop.test/gone' => ['status' => (int) $gone],
            'http://shop.test/kept' => ['status' => 302, 'location' => 'http://shop.test/k'],
            default => ['status' => 404, 'location' => ''],
        };
    };
};
function tell(array $told): void
{
    ['report' => $report, 'differences' => $differences] = $told;
    printf("%d of %d rules, %s, %d differences\n", $told['begun'], $report['rules'], $report['requests'] > 20 ? 'many requests' : $report['requests'], $report['differences']);
    foreach ($differences as $one) {
        echo $one['index'], ' ', $one['request']['method'], ' ', $one['request']['url'], ' ', $one['actual']['status'], ' ', $one['cause']['id'], "\n";
    }
    foreach ($report['not_exercised'] as $one) {
        echo $one['index'], ' ', $one['source'], ': ', $one['reason'], "\n";
    }
    foreach ($report['left_out'] as $one) {
        echo $one['place'], ': ', $one['reason'], "\n";
    }
}
tell(Detour\verify($rules, 'http://shop.test', $site('410'), ['beside' => $there, 'most' => 12]));
echo json_encode(array_keys($hosts)), "\n";
tell(Detour\verify([$rules[1]], 'http://shop.test', $site('404'), ['most' => 1]));
echo "-- one hides another\n";
tell(Detour\verify([$rules[0], $rules[0]], 'http://shop.test', $site('410'), ['beside' => $there, 'most' => 1]));
echo "-- in steps\n";
$state = null;
$steps = 0;
do {
    $left = 5;
    $ask = $site('404');
    $told = Detour\verify($rules, 'http://shop.test', function (...$asked) use (&$left, $ask) {
        return $left-- > 0 ? $ask(...$asked) : null;
    }, ['beside' => $there, 'most' => 2, 'state' => $state]);
    $state = $told['state'];
    $steps++;
} while ($state !== null);
echo $steps, ' ', $told['report']['requests'], ' ', $told['report']['differences'], ' ', count($told['differences']), "\n";
echo "-- what goes wrong\n";
foreach ([
    [[], 'shop.test', 'strlen'],
    [$rules, 'http://shop.test', fn () => 7],
    [$rules, 'http://shop.test', fn () => 'no route to host'],
    [$rules, 'http://shop.test', fn () => throw new LogicException('no')],
    [[], 'http://shop.test', 'strlen', ['state' => '{']],
    [[], 'http://shop.test', 'strlen', ['colour' => 'red']],
    [[], 'http://shop.test', 'strlen', ['most' => -1]],
] as $arguments) {
    try {
        Detour\verify(...$arguments);
        echo "fine\n";
    } catch (Throwable $error) {
        echo $error::class, ' ', $error->getMessage(), "\n";
    }
}
?>
--EXPECT--
3 of 3 rules, many requests, 6 differences
0 GET http://shop.test/ol%64 404 rules-take-encoding
0 GET http://shop.test/old?utm_source=mail 404 rules-take-query
1 GET http://shop.test/gon%65 404 rules-take-encoding
1 GET http://shop.test/gone?utm_source=mail 404 rules-take-query
2 GET http://shop.test/kep%74 404 rules-take-encoding
2 GET http://shop.test/kept?utm_source=mail 404 rules-take-query
2 /kept: rule 9 answers before it
rule [3]: This is no rule: EOF while parsing an object at line 1 column 1. Give the rule as an array or as JSON
["shop.test shop.test"]
1 of 1 rules, 1, 1 differences
0 GET http://shop.test/gone 404 rules-take-hit
-- one hides another
2 of 2 rules, 1, 0 differences
1 /old: the new rule for /old answers before it
-- in steps
2 6 1 0
-- what goes wrong
ValueError Detour\verify(): Argument #2 ($site) is wrong: "shop.test" is no address of a site; give one such as https://shop.example or http://127.0.0.1:8080/blog
ValueError Detour\verify(): Argument #3 ($ask) must give an array with a "status", an error message, or null
Exception shop.test doesn't answer: no route to host
LogicException no
ValueError Detour\verify(): Argument #4 ($options) must hold what the step before gave under "state"
ValueError Detour\verify(): Argument #4 ($options) knows settings, beside, most, system and state, but not "colour"
ValueError Detour\verify(): Argument #4 ($options) must hold a number from 0 up under "most"
