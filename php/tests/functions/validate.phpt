--TEST--
validate() fills in defaults, and names field, value and way out of each problem
--FILE--
<?php
function check(array $rule): void
{
    $result = Detour\validate($rule);
    echo $result['valid'] ? "valid\n" : "invalid\n";
    foreach (['errors', 'warnings'] as $list) {
        foreach ($result[$list] as ['field' => $field, 'value' => $value, 'message' => $message, 'fix' => $fix]) {
            echo "  $list: $field ($value): ", $message !== '' && $fix !== '' ? 'explained' : 'NOT EXPLAINED', "\n";
        }
    }
}
$to = fn (array $then) => ['source' => ['value' => '/a'], 'then' => $then];

echo "-- defaults\n";
$canonical = Detour\validate($to(['redirect' => ['to' => '/b']]))['rule'];
echo json_encode($canonical, JSON_UNESCAPED_SLASHES), "\n";
var_dump(Detour\validate($canonical)['rule'] === $canonical);
check($to(['ignore' => []]));
check($to(['ignore' => new stdClass]));
check($to(['respond' => ['code' => 410]]));
echo "-- shape\n";
check([]);
check(['source' => [], 'then' => []]);
check(['source' => '/a', 'then' => ['ignore' => []]]);
check($to(['ignore' => [], 'respond' => ['code' => 410]]));
check($to(['redirect' => ['to' => '/b', 'code' => '307']]));
check($to(['ignore' => []]) + ['colour' => 'red']);
check(['source' => ['value' => '/a', 'kind' => 'glob'], 'then' => ['ignore' => []]]);
echo "-- sense\n";
check($to(['redirect' => ['to' => 'javascript:alert(1)', 'code' => 999]]));
check($to(['respond' => ['code' => 307]]));
check(['source' => ['value' => '(', 'kind' => 'regex'], 'then' => ['ignore' => []]]);
check(['source' => ['value' => 'a', 'kind' => 'regex'], 'then' => ['ignore' => []]]);
echo "-- things that are no JSON\n";
check(['source' => ['value' => "/\xff"], 'then' => ['ignore' => []]]);
check(['source' => ['value' => new ArrayObject], 'then' => ['ignore' => []]]);
check(['source' => ['value' => '/a'], 'then' => ['ignore' => []], 'note' => NAN]);
$self = [];
$self['x'] = &$self;
check($self);
check(['note' => array_fill(0, 20000, 1)]);
?>
--EXPECT--
-- defaults
{"id":0,"enabled":true,"position":0,"group":"","note":"","source":{"kind":"exact","value":"/a","case":"exact","slash":"exact","query":"exact","host":"any","scheme":"any"},"then":{"redirect":{"to":"/b","code":307,"allow_hosts":[]}},"dialect":"native"}
bool(true)
valid
valid
valid
-- shape
invalid
  errors: source (): explained
invalid
  errors: source.value (): explained
invalid
  errors: source (/a): explained
invalid
  errors: then ({"ignore":{},"respond":{"code":410}}): explained
invalid
  errors: then.redirect.code (307): explained
invalid
  errors: colour (red): explained
invalid
  errors: source.kind (glob): explained
-- sense
invalid
  errors: then.redirect.code (999): explained
  errors: then.redirect.to (javascript:alert(1)): explained
invalid
  errors: then.respond.code (307): explained
invalid
  errors: source.value ((): explained
valid
  warnings: source.value (a): explained
-- things that are no JSON
invalid
  errors: source.value (): explained
invalid
  errors: source.value (): explained
invalid
  errors: note (): explained
invalid
  errors: x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x (): explained
invalid
  errors: note.9999 (): explained
