--TEST--
Output buffers, compression, prepended files and sessions don't get in the way of an answer
--SKIPIF--
<?php
require __DIR__ . '/../skip.inc';
need('detour', 'cgi');
?>
--FILE--
<?php
require __DIR__ . '/../rules.inc';
require __DIR__ . '/../cgi.inc';
$dir = scratch();
publish("$dir/rules.detour", [redirect('/old', '/new'), respond('/gone', 410)]);
file_put_contents("$dir/before.php", '<?php header("X-Before: ran"); echo "before";');
file_put_contents("$dir/after.php", '<?php echo "after";');
foreach ([
    [],
    ['output_buffering' => '4096'],
    ['output_handler' => 'ob_gzhandler'],
    ['zlib.output_compression' => '1'],
    ['implicit_flush' => '1'],
    ['expose_php' => '1'],
    ['auto_prepend_file' => "$dir/before.php", 'auto_append_file' => "$dir/after.php"],
    // Its cookie and its ban on caching are the page's.
    ['session.auto_start' => '1', 'session.save_path' => $dir],
    ['display_errors' => '1', 'html_errors' => '1'],
] as $ini) {
    echo json_encode(array_keys($ini)), "\n";
    $ini['detour.rules'] = "$dir/rules.detour";
    foreach (['/old', '/gone'] as $uri) {
        $answer = cgi($uri, $ini, ['HTTP_ACCEPT_ENCODING' => 'gzip']);
        $whole = strlen($answer['body']) === (int) $answer['headers']['content-length'];
        echo '  ', $answer['status'], ' [', implode(' ', array_keys($answer['headers'])), '] ', $whole ? 'whole' : 'BROKEN', "\n";
    }
}
?>
--EXPECT--
[]
  307 Temporary Redirect [cache-control content-length location] whole
  410 Gone [cache-control content-length content-type] whole
["output_buffering"]
  307 Temporary Redirect [cache-control content-length location] whole
  410 Gone [cache-control content-length content-type] whole
["output_handler"]
  307 Temporary Redirect [cache-control content-length location] whole
  410 Gone [cache-control content-length content-type] whole
["zlib.output_compression"]
  307 Temporary Redirect [cache-control content-length location] whole
  410 Gone [cache-control content-length content-type] whole
["implicit_flush"]
  307 Temporary Redirect [cache-control content-length location] whole
  410 Gone [cache-control content-length content-type] whole
["expose_php"]
  307 Temporary Redirect [cache-control content-length location] whole
  410 Gone [cache-control content-length content-type] whole
["auto_prepend_file","auto_append_file"]
  307 Temporary Redirect [cache-control content-length location] whole
  410 Gone [cache-control content-length content-type] whole
["session.auto_start","session.save_path"]
  307 Temporary Redirect [cache-control content-length location] whole
  410 Gone [cache-control content-length content-type] whole
["display_errors","html_errors"]
  307 Temporary Redirect [cache-control content-length location] whole
  410 Gone [cache-control content-length content-type] whole
