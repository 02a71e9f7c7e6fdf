--TEST--
preview() shows by way of example which URLs a rule takes
--FILE--
<?php
$rule = fn (array $source, array $more = []) =>
    ['source' => $source, 'then' => ['redirect' => ['to' => '/new']]] + $more;
function tell(array $preview): void
{
    foreach ($preview['urls'] as $url) {
        if (in_array($url['variant'], ['hit', 'slash', 'case', 'host'], true)) {
            echo $url['variant'], ' ', $url['url'], $url['url'] === $url['read_as'] ? '' : " as {$url['read_as']}",
                $url['matches'] ? ' → ' . $url['location'] : ' no', "\n";
        }
    }
    echo count($preview['urls']) > 24 ? "too many\n" : '', "\n";
}

tell(Detour\preview($rule(['value' => '/Söhne']), 'https://shop.example'));
tell(Detour\preview($rule(['value' => '/a', 'slash' => 'exact', 'case' => 'ignore', 'host' => 'other.example']), 'https://shop.example'));
echo "-- conditions, schedule and the switch are left aside\n";
tell(Detour\preview($rule(['value' => '/a'], ['enabled' => false, 'when' => [['method' => ['POST']]], 'schedule' => ['until' => '2020-01-01T00:00:00Z']]), 'https://shop.example'));
echo "-- in a folder, by the settings\n";
$urls = Detour\preview($rule(['value' => '/blog/a', 'query' => 'exact']), 'https://shop.example/blog', ['tracking' => []])['urls'];
echo implode("\n", array_map(fn ($url) => $url['url'] . ($url['matches'] ? ' yes' : ' no'), array_filter($urls, fn ($url) => str_contains($url['url'], 'utm_') || $url['variant'] === 'hit'))), "\n";
echo "-- arguments\n";
foreach ([[$rule(['value' => 'a']), 'https://shop.example'], [[], 'https://shop.example'], [$rule(['value' => '/a']), 'shop'], [$rule(['value' => '/a']), 'https://shop.example', ['tracking' => 7]]] as $arguments) {
    try {
        Detour\preview(...$arguments);
    } catch (ValueError $error) {
        echo $error->getMessage(), "\n";
    }
}
?>
--EXPECT--
hit /S%C3%B6hne as /Söhne → /new
slash /S%C3%B6hne/ as /Söhne/ no
case /S%C3%B6HNE as /SöHNE no
slash /S%C3%B6hne// as /Söhne// no
case /s%C3%B6hne as /söhne no
slash //S%C3%B6hne as //Söhne no

hit https://other.example/a as /a → /new
slash https://other.example/a/ as /a/ no
case https://other.example/A as /A → /new
slash https://other.example/a// as /a// no
slash https://other.example//a as //a no
host https://www.other.example/a as /a no

-- conditions, schedule and the switch are left aside
hit /a → /new
slash /a/ no
case /A no
slash /a// no
slash //a no

-- in a folder, by the settings
/blog/a yes
/blog/a?utm_source=mail no
-- arguments
Detour\preview(): Argument #1 ($rule) is not sound: source.value: The source doesn't begin with a slash (given: "a"). Begin it with /
Detour\preview(): Argument #1 ($rule) is not sound: source: This field is missing. Add "source"
Detour\preview(): Argument #2 ($site) is wrong: "shop" is no address of a site; give one such as https://shop.example or http://127.0.0.1:8080/blog
Detour\preview(): Argument #3 ($settings) can't be used: tracking: This is of the wrong kind (given: "7"). Give a list
