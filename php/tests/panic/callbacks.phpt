--TEST--
A panic in any callback lets the request pass; the worker lives and counts it
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('panic-test', 'detour', 'opcache'); ?>
--FILE--
<?php
require __DIR__ . '/../rules.inc';
require __DIR__ . '/../server.inc';
$root = scratch();
scripts($root);
publish("$root/rules.detour", [redirect('/old', '/new')]);
file_put_contents("$root/router.php", '<?php if ($_SERVER["REQUEST_URI"] === "/__detour_panic_info") phpinfo(INFO_MODULES); else if ($_SERVER["SCRIPT_NAME"] === "/index.php") require __DIR__ . "/index.php"; else return false;');
$server = new Server($root, ['detour.rules' => "$root/rules.detour", 'log_errors' => '1'], "$root/router.php");
$pid = $server->ask('/pid.php')['body'];
foreach (['rinit', 'compile', 'info', 'rshutdown'] as $place) {
    for ($i = 0; $i < 2; $i++) {
        $answer = $server->ask("/__detour_panic_$place");
    }
    $status = $server->status();
    echo "$place: ", $answer['status'], ' ', strlen($answer['body']) > 0 ? 'with' : 'without', ' a body, panics ', $status['counters']['panics'];
    echo ', hit still ', $server->ask('/old')['headers']['location'] ?? 'missing';
    echo ', same worker ', var_export($server->ask('/pid.php')['body'] === $pid, true), "\n";
    echo '  ', preg_replace('~ at [^ ]*/src/(\w+\.rs):\d+:\d+~', ' at $1', $status['error']), "\n";
}
echo 'lines logged: ', count($server->messages()), "\n";
?>
--EXPECT--
rinit: 200 OK with a body, panics 2, hit still /new, same worker true
  internal error in request startup: panicked at panic_test.rs: on purpose, at request startup; the request went on to PHP. Please report it
compile: 200 OK with a body, panics 6, hit still /new, same worker true
  internal error in the compile hook: panicked at panic_test.rs: on purpose, in the compile hook; the request went on to PHP. Please report it
info: 200 OK with a body, panics 8, hit still /new, same worker true
  internal error in phpinfo: panicked at panic_test.rs: on purpose, in phpinfo; the request went on to PHP. Please report it
rshutdown: 200 OK with a body, panics 10, hit still /new, same worker true
  internal error in request shutdown: panicked at panic_test.rs: on purpose, at request shutdown; the request went on to PHP. Please report it
lines logged: 4
