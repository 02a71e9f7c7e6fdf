--TEST--
validate_settings() fills in defaults and says what is wrong; validate() checks examples with a site's settings
--FILE--
<?php
$defaults = Detour\validate_settings([]);
var_dump($defaults['valid'], $defaults['settings']['country_header'], in_array('utm_*', $defaults['settings']['tracking'], true));
foreach ([
    ['tracking' => []],
    ['tracking' => ['ref', '*']],
    ['tracking' => 'ref'],
    ['trackign' => []],
    ['country_header' => "X\nY"],
    // Read from JSON, as the plugin does: empty lists and empty objects look alike in PHP.
    json_decode('{"tracking":[],"origins":{"redirection":true,"rank_math":true},"redirection":{"home":"https://a.test","aliases":[],"ip_headers":[],"ip_proxies":[],"headers":[]}}', true),
    ['tracking' => [], 'redirection' => ['headers' => [['X-A', '1']]], 'rank_math' => ['home' => 'https://a.test']],
] as $settings) {
    $result = Detour\validate_settings($settings);
    echo json_encode($result['settings']), ' ', implode(', ', array_column($result['errors'], 'field')), "\n";
}

$rule = ['source' => ['value' => '/a'], 'then' => ['redirect' => ['to' => '/b']], 'examples' => [['url' => '/a?ref=1', 'to' => '/b?ref=1']]];
echo implode(', ', array_column(Detour\validate($rule)['warnings'], 'field')), "\n";
echo implode(', ', array_column(Detour\validate($rule, ['tracking' => ['ref']])['warnings'], 'field')), "\n";
try {
    Detour\validate($rule, ['trackign' => []]);
} catch (ValueError $error) {
    echo $error->getMessage(), "\n";
}
?>
--EXPECT--
bool(true)
string(12) "CF-IPCountry"
bool(true)
{"country_header":"CF-IPCountry","tracking":[],"recording":{"hits":true,"not_found":true,"ip":"masked","user_agent":true,"referrer":true,"log_days":30,"not_found_days":30},"ignored":[],"origins":{"redirection":true,"rank_math":true},"targets":{"check":false,"days":7}} 
null tracking[1]
null tracking
null trackign
null country_header
{"country_header":"CF-IPCountry","tracking":[],"recording":{"hits":true,"not_found":true,"ip":"masked","user_agent":true,"referrer":true,"log_days":30,"not_found_days":30},"ignored":[],"origins":{"redirection":true,"rank_math":true},"targets":{"check":false,"days":7},"redirection":{"home":"https:\/\/a.test","protected":"\/wp-json\/","server_name":"","cache_hours":1,"ip":"none","logs":true,"ip_headers":[],"ip_proxies":[],"https":false,"preferred_domain":"any","aliases":[],"relocate":"","headers":[]}} 
{"country_header":"CF-IPCountry","tracking":[],"recording":{"hits":true,"not_found":true,"ip":"masked","user_agent":true,"referrer":true,"log_days":30,"not_found_days":30},"ignored":[],"origins":{"redirection":true,"rank_math":true},"targets":{"check":false,"days":7},"redirection":{"home":"","protected":"\/wp-json\/","server_name":"","cache_hours":1,"ip":"none","logs":true,"ip_headers":[],"ip_proxies":[],"https":false,"preferred_domain":"any","aliases":[],"relocate":"","headers":[["X-A","1"]]},"rank_math":{"home":"https:\/\/a.test"}} 
examples[0].url

Detour\validate(): Argument #2 ($settings) can't be used: trackign: There is no field of this name (given: "{}"). Use one of: country_header, tracking, recording, ignored, origins, targets, redirection, rank_math
