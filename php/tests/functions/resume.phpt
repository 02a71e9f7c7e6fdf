--TEST--
pending() and resume() where nothing waits, and facts that can't be understood
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; ?>
--FILE--
<?php
var_dump(Detour\pending());
echo json_encode(Detour\resume(['logged_in' => true, 'roles' => ['editor'], 'filters' => ['a' => false]])), "\n";
foreach ([['logged_in' => 1], ['roles' => 'editor'], ['roles' => [1]], ['filters' => ['a' => 'yes']], ['login' => true]] as $facts) {
    try {
        Detour\resume($facts);
    } catch (ValueError $error) {
        echo $error->getMessage(), "\n";
    }
}
?>
--EXPECT--
NULL
{"decision":"pass","reason":"nothing-pending","sent":false}
Detour\resume(): Argument #1 ($facts) must have true or false as "logged_in"
Detour\resume(): Argument #1 ($facts) must have an array as "roles"
Detour\resume(): Argument #1 ($facts) must have texts as "roles"
Detour\resume(): Argument #1 ($facts) must have true or false for each filter
Detour\resume(): Argument #1 ($facts) knows logged_in, roles, not_found, theme and filters, but not "login"
