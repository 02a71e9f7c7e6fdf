--TEST--
decide() and explain() say what is wrong with their arguments
--INI--
detour.rules=
--FILE--
<?php
$self = [];
$self['url'] = &$self;
foreach ([
    [[]],
    [['url' => '']],
    [['url' => 5]],
    [['url' => null]],
    [$self],
    [['url' => '/', 'uri' => '/']],
    [['/a']],
    [['url' => '/', 'scheme' => 'ftp']],
    [['url' => '/'], '/nonexistent/x.detour'],
    [['url' => '/'], __FILE__],
    [['url' => '/'], __DIR__],
    [['url' => '/'], "/a\0b"],
    [['url' => '/'], ''],
    ['/'],
] as $arguments) {
    foreach (['Detour\decide', 'Detour\explain'] as $function) {
        try {
            $function(...$arguments);
            echo "accepted\n";
        } catch (Error $error) {
            echo get_class($error), ': ', str_replace([__FILE__, __DIR__], ['FILE', 'DIR'], $error->getMessage()), "\n";
        }
    }
}
?>
--EXPECTF--
ValueError: Detour\decide(): Argument #1 ($request) needs a "url": a path that begins with /, or an absolute URL
ValueError: Detour\explain(): Argument #1 ($request) needs a "url": a path that begins with /, or an absolute URL
ValueError: Detour\decide(): Argument #1 ($request) needs a "url": a path that begins with /, or an absolute URL
ValueError: Detour\explain(): Argument #1 ($request) needs a "url": a path that begins with /, or an absolute URL
ValueError: Detour\decide(): Argument #1 ($request) must hold a string under "url"
ValueError: Detour\explain(): Argument #1 ($request) must hold a string under "url"
ValueError: Detour\decide(): Argument #1 ($request) must hold a string under "url"
ValueError: Detour\explain(): Argument #1 ($request) must hold a string under "url"
ValueError: Detour\decide(): Argument #1 ($request) must hold a string under "url"
ValueError: Detour\explain(): Argument #1 ($request) must hold a string under "url"
ValueError: Detour\decide(): Argument #1 ($request) knows url, method, host, scheme, headers, client_ip, now and facts, but not "uri"
ValueError: Detour\explain(): Argument #1 ($request) knows url, method, host, scheme, headers, client_ip, now and facts, but not "uri"
ValueError: Detour\decide(): Argument #1 ($request) knows url, method, host, scheme, headers, client_ip, now and facts, but not "0"
ValueError: Detour\explain(): Argument #1 ($request) knows url, method, host, scheme, headers, client_ip, now and facts, but not "0"
ValueError: Detour\decide(): Argument #1 ($request) "scheme" must be "http" or "https"
ValueError: Detour\explain(): Argument #1 ($request) "scheme" must be "http" or "https"
ValueError: Detour\decide(): Argument #2 ($file) can't be used: /nonexistent/x.detour: there is no rule file; %s
ValueError: Detour\explain(): Argument #2 ($file) can't be used: /nonexistent/x.detour: there is no rule file; %s
ValueError: Detour\decide(): Argument #2 ($file) can't be used: FILE: this is no rule file: %s
ValueError: Detour\explain(): Argument #2 ($file) can't be used: FILE: this is no rule file: %s
ValueError: Detour\decide(): Argument #2 ($file) can't be used: DIR: it is not a regular file, %s
ValueError: Detour\explain(): Argument #2 ($file) can't be used: DIR: it is not a regular file, %s
ValueError: Detour\decide(): Argument #2 ($file) must not contain NUL
ValueError: Detour\explain(): Argument #2 ($file) must not contain NUL
ValueError: Detour\decide(): Argument #2 ($file) can't be used: : there is no rule file; %s
ValueError: Detour\explain(): Argument #2 ($file) can't be used: : there is no rule file; %s
TypeError: %s
TypeError: %s
