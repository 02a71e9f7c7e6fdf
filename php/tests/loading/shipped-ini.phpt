--TEST--
detour.ini as shipped names every key with its default
--FILE--
<?php
$text = file_get_contents(__DIR__ . '/../../detour.ini');
preg_match_all('/^;(detour\.\w+) =(.*)$/m', $text, $found, PREG_SET_ORDER);
$shipped = array_column(array_map(fn ($match) => [$match[1], trim($match[2])], $found), 1, 0);
ksort($shipped);
$defaults = array_column(array_map(null, array_keys(ini_get_all('detour')), array_column(ini_get_all('detour'), 'global_value')), 1, 0);
var_dump(array_diff_assoc($shipped, array_map('strval', $defaults)), array_diff_key($defaults, $shipped));
// And it can be parsed as it is.
echo key(parse_ini_string($text)), "\n";
?>
--EXPECT--
array(0) {
}
array(0) {
}
extension
