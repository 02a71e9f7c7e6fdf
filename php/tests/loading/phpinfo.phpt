--TEST--
phpinfo() shows version, way of interception, state, counters and settings
--INI--
detour.rules=/nonexistent/site.detour
--FILE--
<?php
ob_start();
phpinfo(INFO_MODULES);
preg_match('/^detour\n.*?(?=^\n\w+\n\n)/ms', ob_get_clean(), $section);
echo $section[0];
?>
--EXPECTF--
detour

Detour =>  
Version => %d.%d.%d
Enabled => yes
Interception => cli: none in this SAPI (functions only)
Rule file => /nonexistent/site.detour
State => missing
Spool => -
Spool state => -
Last error => /nonexistent/site.detour: there is no rule file; %s
Redirects (this worker) => 0
Responds (this worker) => 0
Rewrites (this worker) => 0
Defers (this worker) => 0
Passes (this worker) => 0
Self-redirects (this worker) => 0
Errors (this worker) => 0
Panics (this worker) => 0
Events (this worker) => 0
Events lost (this worker) => 0

Directive => Local Value => Master Value
detour.enabled => 1 => 1
detour.log => php => php
detour.revalidate => 0 => 0
detour.rules => /nonexistent/site.detour => /nonexistent/site.detour
detour.rules_dir => no value => no value
detour.skip_paths => no value => no value
detour.spool => no value => no value
detour.spool_limit => 64 => 64
detour.trusted_proxies => no value => no value
