//! Where a redirection leads (spec/importers §1.5).

use detour_pcre::Pattern;

use super::request::{Subject, is_empty};
use crate::php::{BLANKS, esc_url_raw, preg_match, preg_replace, trim, wp_sanitize_redirect};

/// Paths the fallback leaves to WordPress, which has redirects for them.
const NO_FALLBACK: [&[u8]; 3] = [b"login", b"admin", b"dashboard"];

/// The destination before the query is appended. Each regex source that matches the path replaces in it, also when
/// another source is the one that matched: the destination is what all its matches in the path are replaced with.
pub fn destination<'p>(to: &[u8], regexes: impl IntoIterator<Item = &'p Pattern>, path: &[u8]) -> Vec<u8> {
    let matching = regexes.into_iter().filter(|regex| preg_match(regex, path) == Ok(true));
    // Where PHP gives up, nothing is left of the destination.
    matching.fold(to.to_vec(), |to, regex| preg_replace(regex, &to, path).unwrap_or_default())
}

/// The `Location`: with the query behind a question mark, whether there is one already or not, and cleaned. `None` where
/// WordPress sends none: for an empty one and for protocols it doesn't allow.
pub fn location(mut destination: Vec<u8>, query: &[u8]) -> Option<Vec<u8>> {
    if !query.is_empty() {
        destination.push(b'?');
        destination.extend_from_slice(query);
    }
    Some(esc_url_raw(&destination)).filter(|url| !url.is_empty()).map(|url| wp_sanitize_redirect(&url))
}

/// The query the fallback hands on for a page that is not found; `None` where the fallback doesn't answer.
pub fn fallback_query(subject: &Subject) -> Option<&[u8]> {
    let (path, query) = (subject.path(), subject.query());
    if is_empty(path) {
        // A post that is asked for by its number and isn't there.
        let query = trim(query, BLANKS);
        return (query.starts_with(b"p=") || query.starts_with(b"page_id=")).then_some(b"");
    }
    (!NO_FALLBACK.contains(&path)).then_some(query)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::rank_math::regex;
    use detour_rules::RequestScheme;

    fn shown(to: &str, patterns: &[&str], path: &str, query: &str) -> Option<String> {
        let regexes: Vec<Pattern> = patterns.iter().filter_map(|pattern| regex(pattern.as_bytes()).ok()).collect();
        let destination = destination(to.as_bytes(), &regexes, path.as_bytes());
        location(destination, query.as_bytes()).map(|location| String::from_utf8(location).unwrap())
    }

    #[test]
    fn a_destination_is_built() {
        for (to, patterns, path, query, location) in [
            ("/new?a=1", &[][..], "old", "b=2", Some("/new?a=1?b=2")),
            ("/new#frag", &[], "old", "b=2", Some("/new#frag?b=2")),
            ("/new/$1", &["^old/(.*)"], "old/a b", "x=é", Some("/new/a%20b?x=%C3%A9")),
            ("/z", &["a"], "banana", "", Some("http://b/zn/zn/z")),
            ("http://h/n/$1", &["^(o)ne$"], "one", "", Some("http://h/n/o")),
            ("http://h/n/$1", &["^two"], "one", "", Some("http://h/n/1")),
            ("http://h/n/$1", &["^a/(.*)$", "/b/"], "a/b/c", "", None),
            ("http://h/n", &["(", "^one$"], "one", "", Some("http://h/n")),
            ("", &[], "old", "", None),
            ("", &[], "old", "x=1", Some("?x=1")),
            ("javascript:alert(1)", &[], "old", "", None),
            ("/new", &[], "old", "x=a\r\nSet-Cookie:y", Some("/new?x=aSet-Cookie:y")),
            ("//cdn.test/a", &[], "old", "", Some("//cdn.test/a")),
            ("httpd-docs", &[], "old", "", Some("http://httpd-docs")),
        ] {
            assert_eq!(shown(to, patterns, path, query).as_deref(), location, "{to} {path}");
        }
    }

    #[test]
    fn the_fallback_has_exceptions() {
        for (uri, query) in [
            ("/nope?x=1", Some("x=1")),
            ("/login", None),
            ("/login/x", Some("")),
            ("/", None),
            ("/?x=1", None),
            ("/?p=9", Some("")),
            ("/?page_id=9&x=1", Some("")),
            ("/0", None),
        ] {
            let subject = Subject::new(uri.as_bytes(), "", RequestScheme::Http);
            assert_eq!(fallback_query(&subject), query.map(str::as_bytes), "{uri}");
        }
    }
}
