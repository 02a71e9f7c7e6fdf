--TEST--
status() says what is wrong with a rule file; the last good one stays in use until a good one comes
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour'); ?>
--INI--
detour.rules={PWD}/states.detour
--FILE--
<?php
require __DIR__ . '/../rules.inc';
$file = __DIR__ . '/states.detour';

function look(string $what): void
{
    $status = Detour\status();
    $decision = Detour\decide(['url' => '/old']);
    printf(
        "%s: %s, generation %d, %d rules, %s, %s\n",
        $what,
        $status['state'],
        $status['generation'],
        $status['rules'],
        $decision['location'] ?? $decision['reason'],
        $status['error'] === null ? 'no error' : 'an error that names the file: ' . var_export(str_contains($status['error'], 'states.detour'), true),
    );
}

look('nothing there');
publish($file, [redirect('/old', '/first')]);
look('published');
var_dump(abs(Detour\status()['published'] - time()) < 60, Detour\status()['file'] === $file);
$good = file_get_contents($file);

replace_file($file, substr($good, 0, -10));
look('cut short');
replace_file($file, substr($good, 0, 20));
look('cut in the header');
replace_file($file, '');
look('empty');
replace_file($file, $good . 'x');
look('too long');
// Offset 24 is the revision in the header; the last record of the file is near its end.
foreach ([24, strpos($good, '/first') + 1] as $offset) {
    $flipped = $good;
    $flipped[$offset] = chr(ord($flipped[$offset]) ^ 1);
    replace_file($file, $flipped);
    look('one bit flipped');
}
replace_file($file, substr_replace($good, "\x63\0", 8, 2));
look('version 99');
replace_file($file, "/old /new\n");
look('some text');
replace_file($file, $good, 0646);
look('writable for everybody');
replace_file($file, $good, 0664);
look('writable for its group');
rename($file, "$file.real");
symlink("$file.real", $file);
look('a symbolic link');
unlink($file);
mkdir($file);
look('a directory');
rmdir($file);
look('deleted');
rename("$file.real", $file);
chmod($file, 0644);
look('back');

publish($file, [redirect('/old', '/second'), redirect('/a', '/b')]);
look('published again');
?>
--CLEAN--
<?php
foreach (glob(__DIR__ . '/states.detour*') as $file) {
    is_dir($file) ? rmdir($file) : unlink($file);
}
?>
--EXPECT--
nothing there: missing, generation 0, 0 rules, missing, an error that names the file: true
published: ok, generation 1, 1 rules, /first, no error
bool(true)
bool(true)
cut short: truncated, generation 1, 1 rules, /first, an error that names the file: true
cut in the header: truncated, generation 1, 1 rules, /first, an error that names the file: true
empty: truncated, generation 1, 1 rules, /first, an error that names the file: true
too long: corrupt, generation 1, 1 rules, /first, an error that names the file: true
one bit flipped: corrupt, generation 1, 1 rules, /first, an error that names the file: true
one bit flipped: corrupt, generation 1, 1 rules, /first, an error that names the file: true
version 99: version, generation 1, 1 rules, /first, an error that names the file: true
some text: corrupt, generation 1, 1 rules, /first, an error that names the file: true
writable for everybody: untrusted, generation 1, 1 rules, /first, an error that names the file: true
writable for its group: untrusted, generation 1, 1 rules, /first, an error that names the file: true
a symbolic link: untrusted, generation 1, 1 rules, /first, an error that names the file: true
a directory: untrusted, generation 1, 1 rules, /first, an error that names the file: true
deleted: missing, generation 1, 1 rules, /first, an error that names the file: true
back: ok, generation 1, 1 rules, /first, no error
published again: ok, generation 2, 2 rules, /second, no error
