--TEST--
A worker takes up new rule files, keeps the last good one, and reports each change once
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour', 'opcache'); ?>
--FILE--
<?php
require __DIR__ . '/../rules.inc';
require __DIR__ . '/../server.inc';
$root = scratch();
scripts($root);
$file = "$root/rules.detour";
$server = new Server($root, ['detour.rules' => $file, 'log_errors' => '1']);
$look = function (string $what) use ($server) {
    $answers = [];
    for ($i = 0; $i < 3; $i++) {
        $answer = $server->ask('/old');
        $answers[] = $answer['headers']['location'] ?? $answer['body'];
    }
    $status = $server->status();
    echo "$what: ", implode(' ', array_unique($answers)), ', ', $status['state'], ', generation ', $status['generation'];
    echo ', errors ', $status['counters']['errors'], ', lines logged ', count($server->messages()), "\n";
};
$look('no file yet');
publish($file, [redirect('/old', '/one')]);
$look('published');
publish($file, [redirect('/old', '/two')]);
$look('published again');
$good = file_get_contents($file);
replace_file($file, substr($good, 0, -1));
$look('cut short');
replace_file($file, str_replace('/two', '/tw0', $good));
$look('damaged');
unlink($file);
$look('deleted');
replace_file($file, $good);
$look('good again');
publish($file, []);
$look('no rules');
foreach ($server->messages() as $message) {
    echo preg_replace('/^.*detour: /', 'detour: ', str_replace($root, 'ROOT', $message)), "\n";
}
?>
--EXPECTF--
no file yet: script, missing, generation 0, errors 1, lines logged 1
published: /one, ok, generation 1, errors 1, lines logged 2
published again: /two, ok, generation 2, errors 1, lines logged 2
cut short: /two, truncated, generation 2, errors 2, lines logged 3
damaged: /two, corrupt, generation 2, errors 3, lines logged 4
deleted: /two, missing, generation 2, errors 4, lines logged 5
good again: /two, ok, generation 2, errors 4, lines logged 6
no rules: script, ok, generation 3, errors 4, lines logged 6
detour: there is no rule file; is the agent running, and does it publish to this path?
detour: the rule file is in use again
detour: the file is cut short: %d bytes where %d are needed; publish it again
detour: the file is damaged: the hash of section records is wrong; publish it again
detour: there is no rule file; is the agent running, and does it publish to this path?
detour: the rule file is in use again
