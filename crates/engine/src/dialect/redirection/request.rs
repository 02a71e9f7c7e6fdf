//! What the plugin makes of a request's URL before it compares anything.

use std::borrow::Cow;
use std::sync::OnceLock;

use detour_pcre::Pattern;

use crate::php::{preg_replace, rawurldecode};

/// The request target as the plugin sees it: nothing if it is no UTF-8, else up to the first line end or tab, without
/// invisible characters. Percent-encoded ones stay.
pub fn cleaned(uri: &[u8]) -> Cow<'_, [u8]> {
    if uri.iter().all(|b| b.is_ascii_graphic() || *b == b' ') {
        return uri.into();
    }
    if std::str::from_utf8(uri).is_err() {
        return b"".into();
    }
    let end = uri.iter().position(|b| b"\r\n\t".contains(b)).unwrap_or(uri.len());
    static INVISIBLE: OnceLock<Option<Pattern>> = OnceLock::new();
    // Blanks of all kinds stay. Which characters are invisible is for PCRE's Unicode tables to say, as in PHP.
    let invisible = INVISIBLE.get_or_init(|| Pattern::new(br"/(?!\s)\p{C}/u").ok());
    let visible = invisible.as_ref().and_then(|pattern| preg_replace(pattern, b"", &uri[..end]).ok());
    visible.unwrap_or_default().into()
}

/// A cleaned request target in the two forms that rules work on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestUrl<'u> {
    /// Decoded once, query and all; sources are compared with it. Nothing matches if it is empty.
    pub matched: Cow<'u, [u8]>,
    /// Decoded path with the query as sent, up to a second `?`; targets are made from it.
    pub replaced: Cow<'u, [u8]>,
}

impl<'u> RequestUrl<'u> {
    /// Makes both forms.
    pub fn new(cleaned: &'u [u8]) -> RequestUrl<'u> {
        let matched = rawurldecode(cleaned);
        let mut decoded = matched.split(|&b| b == b'?');
        let mut raw = cleaned.split(|&b| b == b'?');
        let replaced = match (decoded.next(), decoded.next(), raw.nth(1)) {
            (Some(path), Some(_), Some(query)) => [path, b"?", query].concat().into(),
            _ => matched.clone(),
        };
        RequestUrl { matched, replaced }
    }

    /// Whether the plugin leaves this URL alone.
    pub fn is_protected(&self, prefix: &[u8]) -> bool {
        !prefix.is_empty() && self.matched.starts_with(prefix)
    }
}

/// Whether a URL is one of WordPress's administration scripts, where the plugin isn't loaded: `/wp-admin/`, and what ends
/// with `.php` in there. `home` is the path of the home URL.
pub fn is_admin(cleaned: &[u8], home: &[u8]) -> bool {
    let path = rawurldecode(cleaned.split(|&b| b == b'?').next().unwrap_or_default()).into_owned();
    let inside = path.strip_prefix(home).and_then(|path| path.strip_prefix(b"/wp-admin"));
    inside.is_some_and(|inside| {
        matches!(inside, b"" | b"/" | b"/network/" | b"/user/") || inside.starts_with(b"/") && inside.ends_with(b".php")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleaning() {
        for (uri, expected) in
            [("/a\tb", "/a"), ("/a\u{200b}\u{7f}b", "/ab"), ("/é\u{a0}", "/é\u{a0}"), ("/a%0Ab", "/a%0Ab")]
        {
            assert_eq!(&*cleaned(uri.as_bytes()), expected.as_bytes(), "{uri:?}");
        }
        assert_eq!(&*cleaned(b"/a\xe9"), b"");
    }

    #[test]
    fn administration() {
        assert!(is_admin(b"/wp-admin/edit.php?a", b"") && is_admin(b"/blog/wp-admin/", b"/blog"));
        assert!(
            !is_admin(b"/wp-admin/foo", b"") && !is_admin(b"/wp-login.php", b"") && !is_admin(b"/wp-admin/", b"/blog")
        );
    }
}
