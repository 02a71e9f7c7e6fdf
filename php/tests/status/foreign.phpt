--TEST--
A rule file that somebody else could have put into the directory is not used
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour', 'root'); ?>
--FILE--
<?php
require __DIR__ . '/../rules.inc';
$dir = scratch();
$stranger = 65534;
// Everybody may make files there, and nobody remove another's, as in /tmp.
chmod($dir, 01777);
publish("$dir/site.detour", [redirect('/old', '/new')]);

function look(string $what, string $file): void
{
    try {
        $said = Detour\decide(['url' => '/old'], $file)['location'];
    } catch (ValueError $error) {
        $said = preg_replace('/.*\.detour: /', '', $error->getMessage());
    }
    echo "$what: $said\n";
}

look("root's", "$dir/site.detour");
chown("$dir/site.detour", $stranger);
look("somebody's", "$dir/site.detour");
chmod($dir, 0755);
chown($dir, $stranger);
// A file that was refused is not looked at again within a second.
rename("$dir/site.detour", "$dir/renamed.detour");
look("that of who has the directory", "$dir/renamed.detour");
?>
--EXPECT--
root's: /new
somebody's: it belongs to neither root nor the owner of its directory, so its content can't be trusted; give both to the agent's user with chown
that of who has the directory: /new
