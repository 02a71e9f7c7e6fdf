//! WordPress' `esc_url_raw`: what a URL has to lose before it is stored or sent.
//!
//! Facts of WordPress 6.x `wp-includes/formatting.php` and `kses.php`. Filters of plugins are not known here.

use memchr::memmem;

use super::parse_url::{Front, front};
use super::redirect::without_line_ends;
use super::{BLANKS, ltrim};

/// Protocols that WordPress lets through (`wp_allowed_protocols`).
const PROTOCOLS: [&str; 22] = [
    "http", "https", "ftp", "ftps", "mailto", "news", "irc", "irc6", "ircs", "gopher", "nntp", "feed", "telnet", "mms",
    "rtsp", "sms", "svn", "tel", "fax", "xmpp", "webcal", "urn",
];

/// `esc_url_raw($url)`. Empty for a URL that WordPress refuses.
pub fn esc_url_raw(url: &[u8]) -> Vec<u8> {
    let mut clean = Vec::with_capacity(url.len() + 8);
    for &byte in ltrim(url, BLANKS) {
        match byte {
            b' ' => clean.extend_from_slice(b"%20"),
            b if b.is_ascii_alphanumeric() || b >= 0x80 || b"-~+_.?#=!&;,/:%@$|*'()[]".contains(&b) => clean.push(b),
            _ => {}
        }
    }
    if clean.is_empty() {
        return clean;
    }
    if !clean.get(..7).is_some_and(|head| head.eq_ignore_ascii_case(b"mailto:")) {
        clean = without_line_ends(&clean);
    }
    clean = str_replace(&clean, b";//", b"://");
    if !clean.contains(&b':') && !clean.first().is_some_and(|b| b"/#?".contains(b)) && !is_php_file(&clean) {
        clean.splice(..0, *b"http://");
    }
    if clean.iter().any(|b| b"[]".contains(b)) {
        clean = with_escaped_brackets(&clean);
    }
    if clean.starts_with(b"/") || has_allowed_protocol(&clean, 1) { clean } else { Vec::new() }
}

/// `str_replace`.
pub fn str_replace(text: &[u8], search: &[u8], by: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut done = 0;
    for at in memmem::find_iter(text, search).take_while(|_| !search.is_empty()) {
        out.extend_from_slice(&text[done..at]);
        out.extend_from_slice(by);
        done = at + search.len();
    }
    out.extend_from_slice(&text[done..]);
    out
}

// `/^[a-z0-9-]+?\.php/i`
fn is_php_file(url: &[u8]) -> bool {
    let name = url.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
    name > 0 && url[name..].get(..4).is_some_and(|extension| extension.eq_ignore_ascii_case(b".php"))
}

// Brackets may stand in the host only. What stands before the path is put together again from its parts; where that
// differs from what was given, PHP's replacements find nothing and the brackets stay.
fn with_escaped_brackets(url: &[u8]) -> Vec<u8> {
    let mut before = Vec::new();
    let parsed = match url {
        // Only the path of a local URL is parsed.
        [b'/', rest @ ..] if !rest.starts_with(b"/") => Front::default(),
        _ => front(url).unwrap_or_default(),
    };
    match parsed.scheme {
        Some(scheme) => before.extend([scheme, b"://"].concat()),
        None if url.starts_with(b"/") => before.extend_from_slice(b"//"),
        None => {}
    }
    before.extend_from_slice(parsed.user.unwrap_or_default());
    if let Some(password) = parsed.password {
        before.push(b':');
        before.extend_from_slice(password);
    }
    if parsed.user.is_some() {
        before.push(b'@');
    }
    before.extend_from_slice(parsed.host.unwrap_or_default());
    if let Some(port) = parsed.port {
        before.extend_from_slice(format!(":{port}").as_bytes());
    }
    let rest = str_replace(url, &before, b"");
    let escaped = str_replace(&str_replace(&rest, b"[", b"%5B"), b"]", b"%5D");
    str_replace(url, &rest, &escaped)
}

// Whether `wp_kses_bad_protocol` leaves the URL as it is. `depth` counts nested `feed:`.
fn has_allowed_protocol(url: &[u8], depth: usize) -> bool {
    if depth == 1 && (url.starts_with(b"http://") || url.starts_with(b"https://")) {
        return true;
    }
    let Some((end, is_entity)) = colon(url) else { return true };
    let (scheme, rest) = (&url[..end], &url[end + 1..]);
    match is_entity {
        Entity::Unfinished => return false,
        // A question mark behind a slash: the colon belongs to the query.
        _ if memmem::find(scheme, b"/?").is_some() => return true,
        Entity::Whole => return false,
        Entity::No => {}
    }
    if !PROTOCOLS.iter().any(|allowed| scheme.eq_ignore_ascii_case(allowed.as_bytes())) {
        return false;
    }
    !scheme.eq_ignore_ascii_case(b"feed")
        || depth < 3 && !matches!(rest, b"" | b"0") && has_allowed_protocol(rest, depth + 1)
}

/// Whether a colon is written as an HTML entity; WordPress would decode it, or first put the semicolon that is missing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entity {
    No,
    Whole,
    Unfinished,
}

// The first colon, or, wherever it stands, an entity without its semicolon.
fn colon(url: &[u8]) -> Option<(usize, Entity)> {
    let mut first = None;
    for (at, &byte) in url.iter().enumerate() {
        let found = match byte {
            b':' => Entity::No,
            b'&' => match entity(&url[at + 1..]) {
                Some(Entity::Unfinished) => return Some((at, Entity::Unfinished)),
                Some(entity) => entity,
                None => continue,
            },
            _ => continue,
        };
        first = first.or(Some((at, found)));
    }
    first
}

// `&#58;`, `&#x3a;` or `&colon;`, with any number of zeros, behind the ampersand.
fn entity(text: &[u8]) -> Option<Entity> {
    if text.get(..6).is_some_and(|name| name.eq_ignore_ascii_case(b"colon;")) {
        return Some(Entity::Whole);
    }
    let digits = text.strip_prefix(b"#")?;
    let (digits, number, is_digit): (_, &[u8], fn(&u8) -> bool) = match digits {
        [b'x' | b'X', hex @ ..] => (hex, b"3a", u8::is_ascii_hexdigit),
        _ => (digits, b"58", u8::is_ascii_digit),
    };
    let zeros = digits.iter().take_while(|b| **b == b'0').count();
    let (found, after) = digits[zeros..].split_at_checked(2)?;
    match after.first() {
        _ if !found.eq_ignore_ascii_case(number) => None,
        Some(b';') => Some(Entity::Whole),
        Some(next) if is_digit(next) => None,
        _ => Some(Entity::Unfinished),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_cleaned_or_refused_as_in_wordpress() {
        for (url, clean) in [
            ("", ""),
            ("  /a b", "/a%20b"),
            ("/a<b>\"c\\{}^`", "/abc"),
            ("new-page", "http://new-page"),
            ("a/b", "http://a/b"),
            ("index.PHP?x=1", "index.PHP?x=1"),
            ("?x=1", "?x=1"),
            ("#f", "#f"),
            ("%0%0aa", "http://"),
            ("http;//x", "http://x"),
            ("/new?x[]=1", "/new?x%5B%5D=1"),
            ("http://h/?x[]=1", "http://h/?x%5B%5D=1"),
            ("http://[::1]/a[", "http://[::1]/a%5B"),
            ("http://[::1]/[", "http://%5B::1]/%5B"),
            ("http://h:080/[", "http://h:080/%5B"),
            ("/new?u=//x[]", "/new?u=//x[]"),
            ("javascript:alert(1)", ""),
            ("x/http://example.test/y", ""),
            ("MAILTO:a@b.test", "MAILTO:a@b.test"),
            ("a/?u=http://b", "a/?u=http://b"),
            ("a?u=http://b", ""),
            ("feed:feed:http://a", "feed:feed:http://a"),
            ("feed:feed:feed:http://a", ""),
            ("feed:0", ""),
            ("ftp&#58;//a", ""),
            ("ftp:&#58//a", ""),
            ("a/?&#581", "http://a/?&#581"),
        ] {
            assert_eq!(String::from_utf8_lossy(&esc_url_raw(url.as_bytes())), clean, "{url}");
        }
    }
}
