--TEST--
INI keys have their defaults and belong to the system
--FILE--
<?php
foreach (ini_get_all('detour') as $name => $entry) {
    echo $name, ' = "', $entry['global_value'], '" ', $entry['access'] === INI_SYSTEM ? 'system' : 'CHANGEABLE', "\n";
    var_dump(ini_set($name, '1'));
}
?>
--EXPECT--
detour.enabled = "1" system
bool(false)
detour.log = "php" system
bool(false)
detour.revalidate = "0" system
bool(false)
detour.rules = "" system
bool(false)
detour.rules_dir = "" system
bool(false)
detour.skip_paths = "" system
bool(false)
detour.spool = "" system
bool(false)
detour.spool_limit = "64" system
bool(false)
detour.trusted_proxies = "" system
bool(false)
