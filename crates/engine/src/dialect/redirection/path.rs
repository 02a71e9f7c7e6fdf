//! The path of a source or request, and how two are compared.

use std::borrow::Cow;

use super::Flags;
use crate::php::{mb_strtolower, urldecode};

/// The path in a URL, decoded. `+` is a space, so a request path, which was decoded once before, is decoded twice. What
/// follows a second `://` is lost, and an escaped question mark (`\?`) ends the path as a plain one does.
pub fn path(url: &[u8]) -> Vec<u8> {
    let absolute = [&b"http://"[..], b"https://"].into_iter().find_map(|scheme| url.strip_prefix(scheme));
    let path: Cow<'_, [u8]> = match absolute {
        None => url.into(),
        Some(rest) => {
            let end = rest.windows(3).position(|window| window == b"://").unwrap_or(rest.len());
            let rest = &rest[..end];
            let slash = rest.iter().position(|&b| b == b'/');
            slash.map_or(b"/".into(), |slash| rest[slash..].into())
        }
    };
    urldecode(&path[..path_end(&path)]).into_owned()
}

/// The path without one slash at its end, the root excepted. A slash before a newline at the end counts as one.
pub fn without_slash(path: &[u8]) -> Cow<'_, [u8]> {
    match path {
        b"/" => path.into(),
        [before @ .., b'/'] => before.into(),
        [before @ .., b'/', b'\n'] => [before, b"\n"].concat().into(),
        _ => path.into(),
    }
}

/// Whether the paths of a source and a request are the same.
pub fn path_matches(source_url: &[u8], url: &[u8], flags: Flags) -> bool {
    compared_path(source_url, flags) == compared_path(url, flags)
}

/// The path of a source or request as it is compared.
pub(super) fn compared_path(url: &[u8], flags: Flags) -> Vec<u8> {
    let path = path(url);
    let path = if flags.ignore_slash { without_slash(&path) } else { path.as_slice().into() };
    if flags.ignore_case { mb_strtolower(&path) } else { path.into_owned() }
}

// Where the question mark is, or the backslash that escapes it.
fn path_end(url: &[u8]) -> usize {
    match url.iter().position(|&b| b == b'?') {
        Some(mark) if mark > 0 && url[mark - 1] == b'\\' => mark - 1,
        Some(mark) => mark,
        None => url.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for (url, expected) in [
            ("/a%3Fb?c", "/a?b"),
            ("/a+b%20c", "/a b c"),
            ("/a\\?b", "/a"),
            ("/a?b\\?c", "/a"),
            ("https://x.test?y", "/"),
            ("http://x.test/a://b/c", "/a"),
            ("HTTP://x.test/a", "HTTP://x.test/a"),
            ("", ""),
        ] {
            assert_eq!(path(url.as_bytes()), expected.as_bytes(), "{url}");
        }
    }

    #[test]
    fn one_slash() {
        assert_eq!(&*without_slash(b"//"), b"/");
        assert_eq!(&*without_slash(b"/"), b"/");
        assert_eq!(&*without_slash(b"/a/\n"), b"/a\n");
        assert_eq!(&*without_slash(b"/\n"), b"\n");
    }
}
