--TEST--
Without detour.rules the state is "unset", and that is no error
--INI--
detour.rules=
--FILE--
<?php
$status = Detour\status();
echo json_encode(array_diff_key($status, ['version' => 0])), "\n";
echo json_encode(Detour\decide(['url' => '/'])), "\n";
?>
--EXPECT--
{"enabled":true,"sapi":"cli","intercepts":false,"file":null,"state":"unset","generation":0,"revision":0,"rules":0,"published":0,"sites":0,"blog":null,"origins":[],"error":null,"spool":null,"counters":{"redirects":0,"responds":0,"rewrites":0,"defers":0,"passes":0,"self_redirects":0,"errors":0,"panics":0,"events":0,"events_lost":0}}
{"decision":"pass","reason":"unset"}
