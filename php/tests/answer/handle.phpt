--TEST--
handle() answers from an auto_prepend_file, and only where there is something to answer
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour', 'cgi'); ?>
--FILE--
<?php
require __DIR__ . '/../rules.inc';
require __DIR__ . '/../cgi.inc';
$dir = scratch();
publish("$dir/rules.detour", [redirect('/old', '/new'), respond('/gone', 410)]);
// This script puts the rules in place itself: too late for the interception, in time for handle().
file_put_contents("$dir/late.php", <<<'PHP'
    <?php
    copy(__DIR__ . '/rules.detour', __DIR__ . '/late.detour.new');
    rename(__DIR__ . '/late.detour.new', __DIR__ . '/late.detour');
    header('Content-Type: text/plain');
    if (Detour\handle()) exit;
    echo 'script';
    PHP);

// On the command line there is no request.
var_dump(Detour\handle());
foreach (['/miss', '/old', '/gone'] as $uri) {
    show(cgi($uri, ['detour.rules' => "$dir/late.detour", 'detour.log' => 'none'], [], "$dir/late.php"));
    unlink("$dir/late.detour");
}
show(cgi('/old', ['detour.rules' => "$dir/late.detour", 'detour.enabled' => '0'], [], "$dir/late.php"));
// Headers are out already: too late.
file_put_contents("$dir/sent.php", str_replace("header('Content-Type: text/plain');", 'echo "sent "; flush();', file_get_contents("$dir/late.php")));
unlink("$dir/late.detour");
show(cgi('/old', ['detour.rules' => "$dir/late.detour", 'detour.log' => 'none'], [], "$dir/sent.php"));
unlink("$dir/late.detour");
// Callbacks that run while the answer is sent may call us again.
file_put_contents("$dir/callbacks.php", <<<'PHP'
    <?php
    copy(__DIR__ . '/rules.detour', __DIR__ . '/late.detour.new');
    rename(__DIR__ . '/late.detour.new', __DIR__ . '/late.detour');
    function again() {
        file_put_contents(__DIR__ . '/again', Detour\status()['state'] . ' ' . var_export(Detour\handle(), true) . "\n", FILE_APPEND);
    }
    header_register_callback('again');
    ob_start(function () { again(); return 'lost'; });
    echo 'buffered';
    if (Detour\handle()) exit;
    PHP);
foreach (['/old', '/gone'] as $uri) {
    show(cgi($uri, ['detour.rules' => "$dir/late.detour", 'detour.log' => 'none'], [], "$dir/callbacks.php"));
    unlink("$dir/late.detour");
}
readfile("$dir/again");
?>
--EXPECT--
bool(false)
200 OK
  content-type: text/plain;charset=UTF-8
  | script
307 Temporary Redirect
  cache-control: no-cache
  content-length: 0
  content-type: text/plain;charset=UTF-8
  location: /new
410 Gone
  cache-control: max-age=86400
  content-length: 128
  content-type: text/html; charset=utf-8
  | <!DOCTYPE html>
  | <html lang="en"><head><meta charset="utf-8"><title>410 Gone</title></head><body><h1>410 Gone</h1></body></html>
200 OK
  content-type: text/plain;charset=UTF-8
  | script
200 OK
  content-type: text/html; charset=UTF-8
  | sent script
307 Temporary Redirect
  cache-control: no-cache
  content-length: 0
  location: /new
410 Gone
  cache-control: max-age=86400
  content-length: 128
  content-type: text/html; charset=utf-8
  | <!DOCTYPE html>
  | <html lang="en"><head><meta charset="utf-8"><title>410 Gone</title></head><body><h1>410 Gone</h1></body></html>
ok true
ok true
ok true
ok true
