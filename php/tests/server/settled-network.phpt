--TEST--
settled() and status() speak of the plugins of the request's own blog
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour'); ?>
--FILE--
<?php
require __DIR__ . '/../rules.inc';
require __DIR__ . '/../server.inc';
$root = scratch();
$file = "$root/net.detour";
$site = static fn (int $blog, string $path): array => ['blog' => $blog, 'host' => 'net.test', 'path' => $path, 'rules' => [redirect("{$path}old", '/new')]];
publish_network($file, [$site(1, '/'), $site(2, '/two/'), $site(3, '/three/')]);
$whole = static fn (int $blog, string $name): array => ['blog' => $blog, 'origin' => $name, 'state' => 'live', 'rules' => 2, 'left_out' => 0];
$origins = [$whole(1, 'redirection'), $whole(2, 'redirection'), $whole(2, 'rank-math')];
replace_file("$file.lease", json_encode(['generation' => 1, 'until' => time() + 60, 'origins' => $origins]));
file_put_contents("$root/index.php", '<?php echo json_encode([Detour\settled(), array_column(Detour\status()["origins"], "whole", "origin")]);');
$server = new Server($root, ['detour.rules' => $file], "$root/index.php");
foreach (['/page', '/two/page', '/three/page'] as $path) {
    echo "$path: ", $server->ask($path, host: 'net.test')['body'], "\n";
}
echo 'elsewhere: ', $server->ask('/page', host: 'other.test')['body'], "\n";
?>
--EXPECT--
/page: [["redirection"],{"redirection":true}]
/two/page: [["redirection","rank-math"],{"redirection":true,"rank-math":true}]
/three/page: [[],[]]
elsewhere: [[],[]]
