--TEST--
DETOUR_RULES chooses a rule file, within detour.rules_dir only
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour', 'cgi'); ?>
--FILE--
<?php
require __DIR__ . '/../rules.inc';
require __DIR__ . '/../cgi.inc';
$dir = scratch();
$outside = scratch();
publish("$dir/default.detour", [redirect('/old', '/default')]);
publish("$dir/shop.detour", [redirect('/old', '/shop')]);
publish("$outside/x.detour", [redirect('/old', '/outside')]);
symlink($outside, "$dir/link");
symlink("$outside/x.detour", "$dir/x.detour");
$script = "$outside/status.php";
file_put_contents($script, '<?php $s = Detour\status(); echo $s["state"], "; ", $s["error"];');

foreach ([
    'no name' => ['', $dir],
    'inside' => ["$dir/shop.detour", $dir],
    'slash at the end of rules_dir' => ["$dir/shop.detour", "$dir/"],
    'missing' => ["$dir/none.detour", $dir],
    'outside' => ["$outside/x.detour", $dir],
    'dots' => ["$dir/../" . basename($outside) . '/x.detour', $dir],
    'dot' => ["$dir/./shop.detour", $dir],
    'same beginning' => ["$dir-x/shop.detour", $dir],
    'relative' => ['shop.detour', $dir],
    'the directory itself' => [$dir, $dir],
    'by a linked directory' => ["$dir/link/x.detour", $dir],
    'by a linked file' => ["$dir/x.detour", $dir],
    'no rules_dir' => ["$dir/shop.detour", ''],
] as $what => [$name, $rules_dir]) {
    $ini = ['detour.rules' => "$dir/default.detour", 'detour.rules_dir' => $rules_dir, 'detour.log' => 'none'];
    $env = $name === '' ? [] : ['DETOUR_RULES' => $name];
    $answer = cgi('/old', $ini, $env);
    $status = cgi('/', $ini, $env, $script)['body'];
    $status = str_replace([$dir, $outside], ['DIR', 'OUTSIDE'], preg_replace('/\. .*/', '', $status));
    echo "$what: ", $answer['headers']['location'] ?? $answer['body'], ' (', $status, ")\n";
}
?>
--EXPECT--
no name: /default (ok; )
inside: /shop (ok; )
slash at the end of rules_dir: /shop (ok; )
missing: script (missing; DIR/none.detour: there is no rule file; is the agent running, and does it publish to this path?)
outside: script (untrusted; DETOUR_RULES names a file that does not lie in detour.rules_dir)
dots: script (untrusted; DETOUR_RULES names a file that does not lie in detour.rules_dir)
dot: script (untrusted; DETOUR_RULES names a file that does not lie in detour.rules_dir)
same beginning: script (untrusted; DETOUR_RULES names a file that does not lie in detour.rules_dir)
relative: script (untrusted; DETOUR_RULES names a file that does not lie in detour.rules_dir)
the directory itself: script (untrusted; DETOUR_RULES names a file that does not lie in detour.rules_dir)
by a linked directory: script (untrusted; DIR/link/x.detour: a symbolic link leads out of detour.rules_dir (DIR))
by a linked file: script (untrusted; DIR/x.detour: it is a symbolic link, so its content can't be trusted; name the file itself (its directory may be a link))
no rules_dir: /default (ok; DETOUR_RULES is set for this site but ignored, because detour.rules_dir is empty)
