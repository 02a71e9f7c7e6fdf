//! What Rank Math makes of a request URI (spec/importers §1.4).

use std::ops::Range;

use detour_rules::{Context, RequestScheme};
use memchr::memmem;

use crate::php::{Key, Value, addslashes, parse_str, str_replace, trim, urldecode};

/// Text anywhere in the request URI that Rank Math takes for WordPress' own pages.
const OWN_PAGES: [&[u8]; 2] = [b"wp-admin", b"wp-login"];
/// WordPress' scripts that never get as far as Rank Math's redirections.
const OWN_SCRIPTS: [&[u8]; 5] =
    [b"wp-cron.php", b"xmlrpc.php", b"wp-comments-post.php", b"wp-links-opml.php", b"wp-mail.php"];

/// A request URI, decoded and cut up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    full: Vec<u8>,
    path: Range<usize>,
    query: Range<usize>,
}

impl Subject {
    /// Decodes a request target as sent. `home` is the site's home URL without a slash at its end; empty = not known.
    ///
    /// WordPress puts backslashes before quotes first; the home URL is taken out before decoding, the directory of a site
    /// in a subdirectory after it, both wherever they stand. `%3F` becomes a question mark like any other.
    pub fn new(uri: &[u8], home: &str, scheme: RequestScheme) -> Subject {
        let mut full = addslashes(uri).into_owned();
        if !home.is_empty() {
            let mut root = home_url(home, scheme).into_bytes();
            root.push(b'/');
            full = str_replace(&full, &root, b"");
        }
        full = urldecode(&full).into_owned();
        if let Some(directory) = directory(home) {
            full = str_replace(&full, format!("{directory}/").as_bytes(), b"");
        }
        full = trim(&full, b"/").to_vec();
        // What follows a second question mark is dropped.
        let mut parts = full.split(|&b| b == b'?');
        let first = parts.next().unwrap_or_default();
        let slashes = first.iter().take_while(|&&b| b == b'/').count();
        let path = slashes..slashes + trim(first, b"/").len();
        let start = (first.len() + 1).min(full.len());
        let query = start..start + parts.next().map_or(0, <[u8]>::len);
        Subject { full, path, query }
    }

    /// The path, without slashes at its ends.
    pub fn path(&self) -> &[u8] {
        &self.full[self.path.clone()]
    }

    /// The query, decoded; empty if there is none.
    pub fn query(&self) -> &[u8] {
        &self.full[self.query.clone()]
    }

    /// Path and query, without slashes at the ends.
    pub fn full(&self) -> &[u8] {
        &self.full
    }

    /// The text rules are looked up with, if any are: the path, or all of it where the path is empty for PHP (`0` is).
    ///
    /// Otherwise a look-up with all of it can't lead anywhere: a rule found so must match the path as well.
    pub fn looked_up(&self) -> Option<&[u8]> {
        [self.path(), self.full()].into_iter().find(|text| !is_empty(text))
    }
}

/// Whether Rank Math leaves a request alone: WordPress' own pages and scripts, the REST API, scripts of a page, Elementor's
/// preview. `uri` is what `subject` was made of.
pub fn is_bypassed(subject: &Subject, uri: &[u8], context: &dyn Context) -> bool {
    let is_script = subject.path().rsplit(|&b| b == b'/').next().is_some_and(|last| OWN_SCRIPTS.contains(&last));
    if is_script || OWN_PAGES.iter().any(|text| memmem::find(uri, text).is_some()) {
        return true;
    }
    if context.header("X-Requested-With").is_some_and(|value| value.eq_ignore_ascii_case(b"XMLHttpRequest")) {
        return true;
    }
    let path = subject.path().strip_prefix(b"index.php/").unwrap_or(subject.path());
    if path.strip_prefix(b"wp-json").is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/")) {
        return true;
    }
    let query = uri.iter().position(|&b| b == b'?').map_or(&b""[..], |at| &uri[at + 1..]);
    if query.is_empty() {
        return false;
    }
    let parameters = parse_str(query);
    let is_on = |name: &[u8]| matches!(parameters.get(&Key::new(name)), Some(Value::Text(on)) if !is_empty(on));
    is_on(b"elementor-preview") || is_on(b"rest_route")
}

/// PHP's `empty()` of a string.
pub(crate) fn is_empty(text: &[u8]) -> bool {
    matches!(text, b"" | b"0")
}

/// WordPress' `home_url()`: over TLS it is https whatever the option says.
pub(crate) fn home_url(home: &str, scheme: RequestScheme) -> String {
    match (home.split_once("://"), scheme) {
        (Some((_, rest)), RequestScheme::Https) => format!("https://{rest}"),
        _ => home.to_owned(),
    }
}

// The path of the home URL without slashes at its ends; `None` for a site at the root.
fn directory(home: &str) -> Option<&str> {
    let (_, rest) = home.split_once("://")?;
    let (_, path) = rest.split_once('/')?;
    Some(path.trim_matches('/')).filter(|path| !path.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use detour_rules::{Facts, NoContext};

    fn shown(uri: &str, home: &str) -> [String; 3] {
        let subject = Subject::new(uri.as_bytes(), home, RequestScheme::Http);
        [subject.path(), subject.query(), subject.full()].map(|text| String::from_utf8_lossy(text).into_owned())
    }

    #[test]
    fn a_request_uri_is_cut_up() {
        for (uri, path, query, full) in [
            ("/old/", "old", "", "old"),
            ("//old?x=1?y=/", "old", "x=1", "old?x=1?y="),
            ("/?x=/a/", "", "x=/a", "?x=/a"),
            ("/a+b%2B%3Fx=1&y=%26", "a b+", "x=1&y=&", "a b+?x=1&y=&"),
            ("/it's", "it\\'s", "", "it\\'s"),
            ("/old%2F", "old", "", "old"),
            ("/old/?x", "old", "x", "old/?x"),
            ("http://example.test/old", "old", "", "old"),
            ("/", "", "", ""),
            ("/?", "", "", "?"),
            ("", "", "", ""),
        ] {
            assert_eq!(shown(uri, "http://example.test"), [path, query, full], "{uri}");
        }
        assert_eq!(shown("/blog/my-blog/page", "http://example.test/blog"), ["my-page", "", "my-page"]);
    }

    #[test]
    fn over_tls_the_home_url_is_https() {
        let subject = Subject::new(b"https://example.test/old", "http://example.test", RequestScheme::Https);
        assert_eq!(subject.path(), b"old");
    }

    #[test]
    fn what_is_looked_up() {
        let subject = |uri: &str| Subject::new(uri.as_bytes(), "", RequestScheme::Http);
        for (uri, text) in
            [("/a?x", Some(&b"a"[..])), ("/?x", Some(b"?x")), ("/", None), ("/0", None), ("/0?x", Some(b"0?x"))]
        {
            assert_eq!(subject(uri).looked_up(), text, "{uri}");
        }
    }

    fn bypassed_with(uri: &str, context: &dyn Context) -> bool {
        is_bypassed(&Subject::new(uri.as_bytes(), "", RequestScheme::Http), uri.as_bytes(), context)
    }

    #[test]
    fn some_requests_are_left_alone() {
        for (uri, bypassed) in [
            ("/foo-wp-admin-bar", true),
            ("/x?r=wp-login", true),
            ("/WP-ADMIN", false),
            ("/x?elementor-preview=1", true),
            ("/x?elementor-preview=0", false),
            ("/x?elementor-preview", false),
            ("/x?elementor-preview=1&elementor-preview=", false),
            ("/x?elementor-preview[]=1", false),
            ("/x?%65lementor%2Dpreview=a", true),
            ("/wp-json", true),
            ("/wp%2Djson/wp/v2/posts", true),
            ("/wp-json-x", false),
            ("/?rest_route=/wp/v2", true),
            ("/wp-cron.php?x", true),
            ("/wp-signup.php", false),
        ] {
            assert_eq!(bypassed_with(uri, &NoContext), bypassed, "{uri}");
        }
        let mut facts = Facts::default();
        facts.headers.insert("x-requested-with".into(), "xmlHttpRequest".into());
        assert!(bypassed_with("/x", &facts));
    }
}
