--TEST--
Answers through php-cgi: status line, headers, body; the script doesn't run
--SKIPIF--
<?php require __DIR__ . '/../skip.inc'; need('detour', 'cgi'); ?>
--FILE--
<?php
require __DIR__ . '/../rules.inc';
require __DIR__ . '/../cgi.inc';
$file = scratch() . '/rules.detour';
$rules = [redirect('/pass', '/target', 307, ['query' => 'pass']), redirect('/same', '/same')];
foreach ([301, 302, 303, 304, 307, 308] as $code) {
    $rules[] = redirect("/to-$code", '/new', $code);
}
foreach ([400, 401, 403, 404, 410, 418, 451, 500, 501, 502, 503, 504] as $code) {
    $rules[] = respond("/say-$code", $code);
}
publish($file, $rules);
$ini = ['detour.rules' => $file];

foreach (['/miss', '/same', '/to-301', '/to-302', '/to-303', '/to-304', '/to-307', '/to-308', '/pass?a=b&c=%20'] as $uri) {
    echo "$uri: ";
    show(cgi($uri, $ini));
}
foreach ([400, 401, 403, 404, 410, 418, 451, 500, 501, 502, 503, 504] as $code) {
    echo cgi("/say-$code", $ini)['status'], "\n";
}
echo "POST: ";
show(cgi('/to-307', $ini, [], body: str_repeat('x', 2_000_000)));
echo "GET with a body: ";
$answer = cgi('/say-410', $ini);
var_dump((int) $answer['headers']['content-length'] === strlen($answer['body']));
show($answer);
echo "HEAD: ";
show(cgi('/say-410', $ini, ['REQUEST_METHOD' => 'HEAD']));
?>
--EXPECT--
/miss: 200 OK
  content-type: text/plain;charset=UTF-8
  x-script: ran
  | script
/same: 200 OK
  content-type: text/plain;charset=UTF-8
  x-script: ran
  | script
/to-301: 301 Moved Permanently
  cache-control: max-age=86400
  content-length: 0
  location: /new
/to-302: 302 Found
  cache-control: no-cache
  content-length: 0
  location: /new
/to-303: 303 See Other
  cache-control: no-cache
  content-length: 0
  location: /new
/to-304: 304 Not Modified
  location: /new
/to-307: 307 Temporary Redirect
  cache-control: no-cache
  content-length: 0
  location: /new
/to-308: 308 Permanent Redirect
  cache-control: max-age=86400
  content-length: 0
  location: /new
/pass?a=b&c=%20: 307 Temporary Redirect
  cache-control: no-cache
  content-length: 0
  location: /target?a=b&c=%20
400 Bad Request
401 Unauthorized
403 Forbidden
404 Not Found
410 Gone
418 I'm a teapot
451 Unavailable For Legal Reasons
500 Internal Server Error
501 Not Implemented
502 Bad Gateway
503 Service Unavailable
504 Gateway Timeout
POST: 307 Temporary Redirect
  cache-control: no-cache
  content-length: 0
  location: /new
GET with a body: bool(true)
410 Gone
  cache-control: max-age=86400
  content-length: 128
  content-type: text/html; charset=utf-8
  | <!DOCTYPE html>
  | <html lang="en"><head><meta charset="utf-8"><title>410 Gone</title></head><body><h1>410 Gone</h1></body></html>
HEAD: 410 Gone
  cache-control: max-age=86400
  content-length: 128
  content-type: text/html; charset=utf-8
