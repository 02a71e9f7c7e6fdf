--TEST--
try_rules() explains what rules would do that nobody has published
--FILE--
<?php
$rule = fn (int $id, string $source, array $then, array $more = []) =>
    ['id' => $id, 'source' => ['value' => $source], 'then' => $then] + $more;
function tell(array $trace): void
{
    echo $trace['decision'], ' ', $trace['rule'] ?? '-', ' ', $trace['location'] ?? $trace['reason'] ?? '', ' tried ',
        implode(',', array_column($trace['steps'], 'rule')), $trace['text'] !== '' ? '' : ' WITHOUT TEXT', "\n";
}

$saved = $rule(1, '/a', ['redirect' => ['to' => '/saved']], ['position' => 5]);
$unsaved = $rule(2, '/a', ['redirect' => ['to' => '/unsaved']]);
tell(Detour\try_rules([$saved], ['url' => '/a']));
tell(Detour\try_rules([$saved, $unsaved], ['url' => '/a']));
tell(Detour\try_rules([json_encode($saved), $unsaved], ['url' => '/a?utm_source=x']));
tell(Detour\try_rules([json_encode($saved)], ['url' => '/a?utm_source=x'], ['tracking' => []]));
tell(Detour\try_rules([], ['url' => '/a']));
echo "-- what is not sound is left out\n";
tell(Detour\try_rules(['{', 7, ['source' => []], $rule(3, 'a', ['ignore' => []]), $saved], ['url' => '/a']));
echo "-- the fallback of a target that is broken\n";
$away = $rule(4, '/a', ['redirect' => ['to' => 'https://other.test/b', 'fallback' => '/c']]);
$broken = [['url' => 'https://other.test/b', 'status' => 404, 'error' => '', 'since' => 1795132800]];
tell(Detour\try_rules([$away], ['url' => '/a'], null, []));
tell($trace = Detour\try_rules([$away], ['url' => '/a'], null, $broken));
echo json_encode($trace['instead_of'], JSON_UNESCAPED_SLASHES), "\n";
echo "-- arguments\n";
foreach ([[[$saved], []], [[$saved], ['url' => '/a', 'colour' => 'red']], [[$saved], ['url' => '/a'], ['tracking' => 7]]] as $arguments) {
    try {
        Detour\try_rules(...$arguments);
    } catch (ValueError $error) {
        echo $error->getMessage(), "\n";
    }
}
?>
--EXPECTF--
redirect 1 /saved tried 1
redirect 2 /unsaved tried 2
redirect 2 /unsaved?utm_source=x tried 2
pass - no-match tried 1
pass - no-match tried %S
-- what is not sound is left out
redirect 1 /saved tried 1
-- the fallback of a target that is broken
redirect 4 https://other.test/b tried 4
redirect 4 /c tried 4
{"target":"https://other.test/b","since":1795132800}
-- arguments
Detour\try_rules(): Argument #2 ($request) needs a "url": a path that begins with /, or an absolute URL
Detour\try_rules(): Argument #2 ($request) knows url, method, host, scheme, headers, client_ip, now and facts, but not "colour"
Detour\try_rules(): Argument #3 ($settings) can't be used: %s
