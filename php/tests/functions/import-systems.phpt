--TEST--
import_systems() and import_system() read rules of plugins through a function that asks the database
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour'); ?>
--FILE--
<?php
$options = ['home' => 'http://a.test', 'active_plugins' => 'a:1:{i:0;s:24:"eps-301-redirects/a.php";}'];
$asked = 0;
$query = function (string $sql, array $arguments) use ($options, &$asked) {
    $asked++;
    return match (true) {
        str_contains($sql, 'wp_options') => isset($options[$arguments[0]]) ? [[$options[$arguments[0]]]] : [],
        str_contains($sql, 'information_schema') => $arguments === ['wp_redirects']
            ? array_map(fn ($name) => [$name], ['id', 'url_from', 'url_to', 'status', 'type', 'count'])
            : [],
        str_contains($sql, 'COUNT(*) FROM `wp_redirects`') => [[3]],
        str_contains($sql, 'COUNT(*)') => [['0']],
        str_contains($sql, 'FROM `wp_redirects`') => [
            ['1', 'old', '/new', '301', '7'], [2, 'gone', null, 'inactive', '0'], ['3', "caf\xc3\xa9", '/c', '302', '1'],
        ],
        default => [],
    };
};
echo json_encode(Detour\import_systems($query, 'wp_')), "\n";
$read = Detour\import_system('eps', $query, 'wp_', ['json' => true]);
foreach ($read['rules'] as $index => $rule) {
    echo $read['places'][$index], ': ', json_decode($rule, true)['source']['value'], "\n";
}
echo json_encode([$read['changes'], $read['hits'], $read['settings']]), ' ', $asked > 5 ? 'asked' : $asked, "\n";
$again = Detour\import_system('eps', $query, 'wp_', ['present' => [$read['rules'][0], '{']]);
echo json_encode($again['changes']), "\n";
$csv = Detour\import('simple-301', "request,destination\n/a,/b\n", ['manner' => 'intended', 'except' => [1]]);
echo $csv['rules'][0]['source']['value'], "\n";
foreach ([
    fn () => Detour\import_system('none', $query, 'wp_'),
    fn () => Detour\import_system('eps', $query, 'wp`'),
    fn () => Detour\import_system('eps', $query, 'wp_', ['manner' => 'other']),
    fn () => Detour\import_system('eps', fn () => 'MySQL server has gone away', 'wp_'),
    fn () => Detour\import_system('eps', fn () => 7, 'wp_'),
    fn () => Detour\import_systems(fn () => [[1.5]], 'wp_'),
    fn () => Detour\import_systems(fn () => throw new LogicException('no'), 'wp_'),
    fn () => Detour\import('yoast', ''),
] as $wrong) {
    try {
        $wrong();
    } catch (Throwable $error) {
        echo $error::class, ' ', $error->getMessage(), ' ', $error->getPrevious()?->getMessage(), "\n";
    }
}
?>
--EXPECT--
[{"system":"eps","rules":3,"active":false}]
row 3: /café
row 1: /old
[[],[{"hits":1,"last":null},{"hits":7,"last":null}],[]] asked
[{"change":"present","id":0}]
/a
ValueError Detour\import_system(): Argument #1 ($system) is wrong: "none" is none of yoast, betterlinks, simple-301, eps, qppr, redirection, aioseo, srm, seopress, rank-math, old-slugs 
ValueError Detour\import_system(): Argument #3 ($prefix) must be letters, digits, _ and $ 
ValueError Detour\import_system(): Argument #4 ($options) must hold behaved or intended under "manner" 
Exception Detour\import_system(): The site's database: MySQL server has gone away. Check the database, and the rights of WordPress' user 
Exception Detour\import_system(): The site's database: the function must give a list of lists, or an error message. Check the database, and the rights of WordPress' user 
Exception Detour\import_systems(): The site's database: the function must give a list of lists, or an error message. Check the database, and the rights of WordPress' user 
LogicException no 
ValueError Detour\import(): Argument #1 ($format) is wrong: files of Yoast SEO are read with the format csv 
