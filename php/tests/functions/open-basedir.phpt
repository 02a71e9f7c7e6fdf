--TEST--
A rule file named by PHP code is subject to open_basedir
--INI--
open_basedir={PWD}
--FILE--
<?php
try {
    Detour\explain(['url' => '/'], '/var/lib/detour/rules/neighbour.detour');
} catch (ValueError $error) {
    echo $error->getMessage(), "\n";
}
?>
--EXPECT--
Detour\explain(): Argument #2 ($file) is outside of open_basedir
