--TEST--
Scripts named in detour.skip_paths are never answered
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour', 'cgi'); ?>
--FILE--
<?php
require __DIR__ . '/../rules.inc';
require __DIR__ . '/../cgi.inc';
$file = scratch() . '/rules.detour';
publish($file, [redirect('/', '/new', 307, ['kind' => 'prefix'])]);
foreach (['', '/ping', '/status, /ping', "/pin /pingx"] as $paths) {
    $answer = cgi('/anything', ['detour.rules' => $file, 'detour.skip_paths' => "\"$paths\""], ['SCRIPT_NAME' => '/ping']);
    echo "\"$paths\": ", $answer['status'], ' ', $answer['body'], "\n";
}
?>
--EXPECT--
"": 307 Temporary Redirect 
"/ping": 200 OK script
"/status, /ping": 200 OK script
"/pin /pingx": 307 Temporary Redirect
