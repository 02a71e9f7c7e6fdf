--TEST--
The extension loads and offers its functions
--FILE--
<?php
var_dump(extension_loaded('detour'));
echo strtolower(implode("\n", get_extension_funcs('detour'))), "\n";
var_dump(phpversion('detour') === Detour\status()['version']);
?>
--EXPECT--
bool(true)
detour\status
detour\decide
detour\explain
detour\validate
detour\validate_settings
detour\handle
detour\pending
detour\resume
detour\record_not_found
detour\settled
detour\import
detour\export
detour\import_systems
detour\import_system
detour\try_rules
detour\preview
detour\audit
detour\verify
bool(true)
