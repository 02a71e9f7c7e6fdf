--TEST--
A path that can't be opened is "unreadable"
--INI--
detour.rules={PWD}/unreadable.phpt/site.detour
--FILE--
<?php
// Root may read everything, but nobody can look into a file as if it were a directory.
$status = Detour\status();
echo $status['state'], "\n", $status['error'], "\n";
echo Detour\decide(['url' => '/'])['reason'], "\n";
?>
--EXPECTF--
unreadable
%s/unreadable.phpt/site.detour: the rule file can't be read (%s); %s
unreadable
