//! Which site of a network a URL belongs to.

use detour_rules::Request;
use smallvec::SmallVec;

use crate::subject::Subject;
use crate::{canonical, host};

/// `host/path/`: the host in normal form, the canonical path in lower case, a slash at its end.
///
/// The key of a site is a prefix of the keys of its URLs and, thanks to that slash, of no others: `/blog1/` begins
/// `/blog1` and `/blog1/x`, but not `/blog10`. Case doesn't count, because WordPress finds a blog's path in a column
/// that is compared without case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SiteKey(SmallVec<[u8; 256]>);

impl SiteKey {
    /// The key of a site, from its host and path as WordPress keeps them.
    pub fn of_site(host: &[u8], path: &[u8]) -> SiteKey {
        SiteKey::new(&host::normal(host), &canonical::path(path))
    }

    /// The key of the URL that is asked for; `None` for a request target that is no URL.
    pub fn of_request(request: &Request<'_>) -> Option<SiteKey> {
        let subject = Subject::new(request)?;
        Some(SiteKey::new(subject.host(), &subject.path))
    }

    // Several slashes in a row count as one, as they do for WordPress.
    fn new(host: &[u8], path: &[u8]) -> SiteKey {
        let mut key = SmallVec::from_slice(host);
        key.push(b'/');
        for segment in path.split(|&byte| byte == b'/').filter(|segment| !segment.is_empty()) {
            key.extend_from_slice(segment);
            key.push(b'/');
        }
        key.make_ascii_lowercase();
        SiteKey(key)
    }

    /// The key's bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requested(uri: &str) -> String {
        let key = SiteKey::of_request(&Request::get("Net.Test.:8080", uri)).unwrap();
        String::from_utf8_lossy(key.as_bytes()).into_owned()
    }

    #[test]
    fn keys_end_with_one_slash() {
        for (path, key) in [("", "a.test/"), ("/", "a.test/"), ("/Blog1", "a.test/blog1/"), ("/a/b//", "a.test/a/b/")] {
            assert_eq!(SiteKey::of_site(b"A.test.:80", path.as_bytes()).as_bytes(), key.as_bytes(), "{path}");
        }
    }

    #[test]
    fn a_request_belongs_where_wordpress_looks() {
        for (uri, key) in [
            ("/", "net.test/"),
            ("/?a=/blog1/", "net.test/"),
            ("/%62log1/Old?x", "net.test/blog1/old/"),
            ("//blog1//a", "net.test/blog1/a/"),
            ("/blog1%2Fx", "net.test/blog1%2fx/"),
            ("http://Other.test/x/", "other.test/x/"),
        ] {
            assert_eq!(requested(uri), key, "{uri}");
        }
        assert_eq!(SiteKey::of_request(&Request::get("h", "*")), None);
    }
}
