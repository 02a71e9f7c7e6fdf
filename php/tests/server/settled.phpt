--TEST--
settled() names the plugins that have nothing left to do, for as long as the agent vouches for their rules
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour'); ?>
--FILE--
<?php
require __DIR__ . '/../rules.inc';
require __DIR__ . '/../server.inc';
$root = scratch();
$file = "$root/site.detour";
$redirection = 1 << 60;
$rank_math = 2 << 60;
$ignore = static fn (string $path, int $id): array => ['id' => $id, 'source' => ['value' => $path], 'then' => ['ignore' => (object) []]];
$members = static fn (string $path, int $id): array => ['id' => $id, 'when' => [['logged_in' => true]]] + redirect($path, '/members');
publish($file, [
    $ignore('/ours', 1),
    $members('/ours/members', 2),
    $ignore('/redirection', $redirection | 7),
    $members('/redirection/members', $redirection | 8),
    $members('/rank-math/members', $rank_math | 7),
    redirect('/rank-math', '/new', 302) + ['id' => $rank_math | 8],
]);
file_put_contents("$root/index.php", '<?php echo json_encode([Detour\settled(), Detour\pending(), Detour\settled() === [] && Detour\pending() !== null ? Detour\resume(["logged_in" => false]) : null, Detour\settled()]);');
file_put_contents("$root/status.php", '<?php echo json_encode(Detour\status()["origins"]);');
$server = new Server($root, ['detour.rules' => $file], "$root/index.php");

$lend = static function (array $changes = [], array $origin = [], int $mode = 0644) use ($file): void {
    $whole = static fn (string $name): array => ['origin' => $name, 'state' => 'live', 'rules' => 2, 'left_out' => 0];
    $origins = [$origin + $whole('redirection'), ['notes' => ['No.']] + $whole('rank-math')];
    replace_file("$file.lease", json_encode($changes + ['generation' => 1, 'until' => time() + 60, 'origins' => $origins]), $mode);
};
$ask = static function (string $what, string $path) use ($server): void {
    echo "$what: ", $server->ask($path)['body'], "\n";
};
$ask('no lease', '/page');
$lend();
foreach (['/page', '/ours', '/ours/members', '/redirection', '/redirection/members', '/rank-math/members'] as $path) {
    $ask($path, $path);
}
echo $server->ask('/rank-math')['headers']['location'], "\n";

$lend(['generation' => 2]);
$ask('of another generation', '/page');
$lend(['until' => time()]);
$ask('over', '/page');
$lend(origin: ['left_out' => 1, 'message' => 'row 9: no']);
$ask('one rule left out', '/page');
$lend(origin: ['state' => 'refused', 'message' => 'unknown tables']);
$ask('refused', '/page');
$lend(['more' => true]);
$ask('of a newer agent', '/page');
$lend(mode: 0666);
$ask('anybody could have written it', '/page');
replace_file("$file.lease", str_repeat('[', 100_000));
$ask('no JSON', '/page');

$lend(origin: ['left_out' => 1, 'schema' => '4.2', 'message' => 'row 9: no']);
$status = new Server($root, ['detour.rules' => $file]);
echo json_encode($status->status()), "\n";
$decision = Detour\decide(['url' => '/rank-math'], $file);
echo $decision['rule'], ' ', $decision['origin'], "\n";
$explained = Detour\explain(['url' => '/rank-math'], $file);
echo $explained['rule'], ' ', $explained['origin'], ', ', $explained['steps'][0]['origin'], "\n";
echo preg_match('~, rule .*~', $explained['text'], $found) ? $found[0] : 'no rule', "\n";
var_dump(Detour\settled());
?>
--EXPECT--
no lease: [[],null,null,[]]
/page: [["redirection","rank-math"],null,null,["redirection","rank-math"]]
/ours: [["redirection","rank-math"],null,null,["redirection","rank-math"]]
/ours/members: [[],{"rule":2,"needs":["logged_in"]},{"decision":"pass","reason":"no-match","sent":false},["redirection","rank-math"]]
/redirection: [[],null,null,[]]
/redirection/members: [[],{"rule":8,"origin":"redirection","needs":["logged_in"]},{"decision":"pass","reason":"no-match","sent":false},["redirection","rank-math"]]
/rank-math/members: [["redirection"],{"rule":7,"origin":"rank-math","needs":["logged_in"]},null,["redirection"]]
/new
of another generation: [[],null,null,[]]
over: [[],null,null,[]]
one rule left out: [["rank-math"],null,null,["rank-math"]]
refused: [["rank-math"],null,null,["rank-math"]]
of a newer agent: [[],null,null,[]]
anybody could have written it: [[],null,null,[]]
no JSON: [[],null,null,[]]
[{"origin":"redirection","state":"live","rules":2,"left_out":1,"schema":"4.2","message":"row 9: no","notes":[],"whole":false},{"origin":"rank-math","state":"live","rules":2,"left_out":0,"schema":null,"message":null,"notes":["No."],"whole":true}]
8 rank-math
8 rank-math, rank-math
, rule 8 of rank-math
array(0) {
}
