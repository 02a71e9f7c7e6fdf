//! PHP's own functions on any bytes: never a panic, bounded, and what must undo each other does.

use detour_engine::php;
use detour_pcre::Pattern;

/// Runs the target. Up to the first line end the bytes are a pattern, up to the second a replacement; the rest is text.
pub fn run(data: &[u8]) {
    let mut pieces = data.splitn(3, |byte| *byte == b'\n');
    let mut piece = || pieces.next().unwrap_or_default();
    let (pattern, replacement, text) = (piece(), piece(), piece());
    if let Ok(pattern) = Pattern::new(pattern) {
        let found = php::preg_match(&pattern, text);
        let replaced = php::preg_replace(&pattern, replacement, text);
        match found {
            Ok(false) => assert_eq!(replaced.as_deref(), Ok(text), "nothing matches, so nothing is replaced"),
            Ok(true) => {}
            Err(_) => assert!(replaced.is_err(), "{found:?}, but {replaced:?}"),
        }
    }
    on_text(data);
}

fn on_text(text: &[u8]) {
    assert_eq!(php::urldecode(&php::urlencode(text)), text);
    assert_eq!(php::rawurldecode(&php::rawurlencode(text)), text);

    let variables = php::parse_str(text);
    let query = php::http_build_query(&variables);
    let again = php::http_build_query(&php::parse_str(&query));
    assert_eq!(again, query, "variables change on their way through a query string");

    let location = php::wp_sanitize_redirect(text);
    assert!(location.iter().all(u8::is_ascii_graphic), "this can't stand in a header: {location:?}");
    let lower = location.to_ascii_lowercase();
    let breaks = lower.windows(3).any(|escape| escape == b"%0d" || escape == b"%0a");
    assert!(!breaks, "an encoded line break is left in {:?}", String::from_utf8_lossy(&location));

    let line = php::sanitize_text_field(text);
    assert!(!line.iter().any(|byte| b"\r\n\t".contains(byte)), "this isn't one line: {line:?}");
    // What PHP's trim() takes; a form feed stays.
    let blank = |byte: Option<&u8>| byte.is_some_and(|byte| b" \t\n\r\0\x0b".contains(byte));
    assert!(!blank(line.first()) && !blank(line.last()), "there are blanks at an end: {line:?}");
    assert!(php::strip_tags(text).len() <= text.len());
    assert!(std::str::from_utf8(&php::mb_strtolower(text)).is_ok());
    if let Some(address) = php::normal_ip(text) {
        assert_eq!(php::normal_ip(address.as_bytes()), Some(address));
    }
}
