//! A request prepared for comparing: decoded once, folded or sorted only when a rule asks for it.

use std::borrow::Cow;
use std::cell::OnceCell;

use detour_rules::{Context, QueryMode, Request, RequestScheme};
use memchr::memchr;

use crate::canonical::{self, Marks, folded, is_root, without_slash};
use crate::store::{Key, RuleStore};
use crate::tracking::{self, Parted};
use crate::{host, query};

pub(crate) struct Subject<'r> {
    pub(crate) method: &'r [u8],
    pub(crate) context: &'r dyn Context,
    pub(crate) scheme: RequestScheme,
    /// The host as sent, maybe with a port.
    pub(crate) authority: &'r [u8],
    /// Canonical.
    pub(crate) path: Cow<'r, [u8]>,
    /// Canonical; empty if there is none.
    pub(crate) query: Cow<'r, [u8]>,
    /// As sent, whole.
    pub(crate) raw_query: &'r [u8],
    /// Tracking parameters, as sent, that `query` lacks; they are carried over to the target.
    pub(crate) carried: Cow<'r, [u8]>,
    /// Path and query as sent, where they are canonical and stand together.
    pub(crate) plain: Option<&'r [u8]>,
    /// Nothing has capitals.
    is_folded: bool,
    protected: OnceCell<bool>,
    /// Most requests need none of them.
    forms: OnceCell<Box<Forms>>,
}

/// What only some rules compare, made when the first of them asks for it.
#[derive(Default)]
struct Forms {
    /// Only of a host that is written otherwise.
    host: OnceCell<Vec<u8>>,
    sorted_query: OnceCell<Vec<u8>>,
    texts: [OnceCell<Vec<u8>>; 5],
}

impl<'r> Subject<'r> {
    /// `None` for a request target that is no URL (`*`, `host:port`) and so can't match.
    pub(crate) fn new(request: &Request<'r>) -> Option<Subject<'r>> {
        let (authority, target, is_absolute) = match absolute_form(request.uri) {
            Some((authority, target)) => (authority, target, true),
            None => (request.host, request.uri, false),
        };
        let marks = Marks::of(target);
        let (target, end) = if marks.ends { without_fragment(target) } else { (target, target.len()) };
        let raw_query = target.get(end + 1..).unwrap_or_default();
        let raw_path = if end == 0 && (is_absolute || !target.is_empty()) { b"/" } else { &target[..end] };
        let is_plain = !marks.coded && end > 0;
        if !raw_path.starts_with(b"/") {
            return None;
        }
        Some(Subject {
            method: request.method,
            context: request.context,
            scheme: request.scheme,
            authority,
            path: if is_plain { Cow::Borrowed(raw_path) } else { canonical::path(raw_path) },
            query: if is_plain { Cow::Borrowed(raw_query) } else { canonical::query(raw_query) },
            raw_query,
            carried: Cow::default(),
            plain: is_plain.then_some(if raw_query.is_empty() { raw_path } else { target }),
            is_folded: is_plain && !marks.capital,
            protected: OnceCell::new(),
            forms: OnceCell::new(),
        })
    }

    /// The subject without the tracking parameters that are listed; `None` if it has none.
    pub(crate) fn without_tracking(&self, listed: &[u8]) -> Option<Subject<'r>> {
        if listed.is_empty() || self.raw_query.is_empty() {
            return None;
        }
        let Parted { left, taken } = tracking::taken_out(self.raw_query, listed)?;
        let (query, plain) = match left {
            Cow::Borrowed(left) => {
                let length = self.path.len() + usize::from(!left.is_empty()) + left.len();
                (canonical::query(left), self.plain.map(|plain| &plain[..length]))
            }
            Cow::Owned(left) => (Cow::Owned(canonical::query(&left).into_owned()), None),
        };
        Some(Subject {
            path: self.path.clone(),
            query,
            carried: taken,
            plain,
            protected: OnceCell::new(),
            forms: OnceCell::new(),
            ..*self
        })
    }

    fn forms(&self) -> &Forms {
        self.forms.get_or_init(Box::default)
    }

    /// The host in the form that is compared.
    pub(crate) fn host(&self) -> &[u8] {
        match host::normal(self.authority) {
            Cow::Borrowed(host) => host,
            Cow::Owned(host) => self.forms().host.get_or_init(|| host),
        }
    }

    pub(crate) fn sorted_query(&self) -> &[u8] {
        self.forms().sorted_query.get_or_init(|| query::sorted(&self.query))
    }

    /// What a pattern is compared with: the path, with the query where the mode makes it part of the URL.
    /// `toggled` adds or takes away the slash at the end of the path; `None` where that can't be done.
    pub(crate) fn text(&self, mode: QueryMode, toggled: bool) -> Option<(&[u8], usize)> {
        if let (false, QueryMode::Exact, Some(plain)) = (toggled, mode, self.plain) {
            return Some((plain, self.path.len()));
        }
        let path_length = match (toggled, &*self.path) {
            (false, path) => path.len(),
            (true, path) if is_root(path) => return None,
            (true, path) if path.ends_with(b"/") => path.len() - 1,
            (true, path) => path.len() + 1,
        };
        let query = match mode {
            QueryMode::Exact => &self.query[..],
            QueryMode::AnyOrder => self.sorted_query(),
            QueryMode::Ignore | QueryMode::Pass => b"",
        };
        if query.is_empty() && path_length <= self.path.len() {
            return Some((&self.path[..path_length], path_length));
        }
        let slot = match (mode, toggled) {
            _ if query.is_empty() => 0,
            (QueryMode::AnyOrder, false) => 1,
            (QueryMode::AnyOrder, true) => 2,
            (_, false) => 3,
            (_, true) => 4,
        };
        let text = self.forms().texts[slot].get_or_init(|| {
            let mut text = Vec::with_capacity(path_length + 1 + query.len());
            text.extend_from_slice(&self.path[..path_length.min(self.path.len())]);
            text.resize(path_length, b'/');
            if !query.is_empty() {
                text.push(b'?');
                text.extend_from_slice(query);
            }
            text
        });
        Some((text, path_length))
    }

    /// What the index of patterns looks at: path and query as sent, folded.
    pub(crate) fn folded_text(&self) -> Cow<'_, [u8]> {
        let (text, _) = self.text(QueryMode::Exact, false).unwrap_or_default();
        self.folded(text)
    }

    /// A text of this subject in lower case.
    fn folded<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        if self.is_folded { Cow::Borrowed(text) } else { folded(text) }
    }

    /// Paths that only an exact rule may take, so that nobody locks himself out of WordPress (DESIGN §3).
    pub(crate) fn is_protected(&self) -> bool {
        *self.protected.get_or_init(|| self.belongs_to_wordpress())
    }

    fn belongs_to_wordpress(&self) -> bool {
        let path = folded(&self.path);
        let mut segments = path.split(|&b| b == b'/').filter(|segment| !segment.is_empty()).peekable();
        while let Some(segment) = segments.next() {
            let last = segments.peek().is_none();
            match segment {
                b"wp-admin" | b"wp-json" => return true,
                b"wp-login.php" | b"wp-cron.php" | b"xmlrpc.php" if last => return true,
                _ => {}
            }
        }
        query::parameters(&self.query).any(|parameter| query::name(parameter) == b"rest_route")
    }
}

/// Calls `look` with each key under which a literal rule for this subject may be filed.
pub(crate) fn each_key<S: RuleStore>(subject: &Subject<'_>, store: &S, mut look: impl FnMut(&Key<'_>)) {
    let path = subject.folded(without_slash(&subject.path));
    let mut key = Key { host: Cow::default(), path, query: Cow::default() };
    let longest = store.longest_query_key();
    let query = if longest > 0 { subject.folded(&subject.query) } else { Cow::default() };
    let queries = match query.is_empty() {
        true => Vec::new(),
        false => query::key_queries(&query, longest, store.has_parameter_keys()),
    };
    let hosts = [Some(&b""[..]), store.has_host_keys().then(|| subject.host()).filter(|host| !host.is_empty())];
    for host in hosts.into_iter().flatten() {
        key.host = Cow::Borrowed(host);
        key.query = Cow::default();
        look(&key);
        for query in &queries {
            key.query = Cow::Borrowed(query);
            look(&key);
        }
    }
}

pub(crate) fn folded_sorted(query_string: &[u8]) -> Vec<u8> {
    query::sorted(&folded(query_string))
}

// The target up to a fragment, and where its path ends.
fn without_fragment(target: &[u8]) -> (&[u8], usize) {
    let target = &target[..memchr(b'#', target).unwrap_or(target.len())];
    (target, memchr(b'?', target).unwrap_or(target.len()))
}

// RFC 9112 §3.2.2: `GET http://host/path`. The host in it wins over the header.
fn absolute_form(uri: &[u8]) -> Option<(&[u8], &[u8])> {
    if uri.starts_with(b"/") {
        return None;
    }
    let after = [&b"http://"[..], b"https://"].into_iter().find_map(|scheme| {
        uri.get(..scheme.len()).filter(|head| head.eq_ignore_ascii_case(scheme)).map(|_| &uri[scheme.len()..])
    })?;
    let end = after.iter().position(|b| matches!(b, b'/' | b'?' | b'#')).unwrap_or(after.len());
    Some((&after[..end], if end == after.len() { b"/" } else { &after[end..] }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(uri: &'static str) -> Subject<'static> {
        Subject::new(&Request::get("Host.Test:80", uri)).unwrap()
    }

    #[test]
    fn a_request_is_taken_apart() {
        let absolute = subject("HTTP://Other.test:81/p%61th?Q=%20#x");
        assert_eq!(
            (absolute.host(), &*absolute.path, &*absolute.query),
            (&b"other.test"[..], &b"/path"[..], &b"Q= "[..])
        );
        assert_eq!(&*subject("http://other.test?x").path, b"/");
        assert_eq!(&*subject("http://other.test#x").path, b"/");
        assert_eq!(&*subject("/a?").query, b"");
        for none in ["*", "host:80", ""] {
            assert!(Subject::new(&Request::get("h", none)).is_none(), "{none}");
        }
    }

    #[test]
    fn texts_for_patterns() {
        let plain = subject("/a?b=2&a=1");
        assert_eq!(plain.text(QueryMode::Exact, false), Some((&b"/a?b=2&a=1"[..], 2)));
        assert_eq!(plain.text(QueryMode::Exact, true), Some((&b"/a/?b=2&a=1"[..], 3)));
        assert_eq!(plain.text(QueryMode::AnyOrder, true), Some((&b"/a/?a=1&b=2"[..], 3)));
        assert_eq!(plain.text(QueryMode::Pass, true), Some((&b"/a/"[..], 3)));
        assert_eq!(subject("/a/").text(QueryMode::Exact, true), Some((&b"/a"[..], 2)));
        assert_eq!(subject("/").text(QueryMode::Exact, true), None);
    }

    #[test]
    fn protected_paths() {
        for path in
            ["/wp-admin", "/blog/WP-Admin/x", "//wp-login.php", "/%77p-login.php", "/wp-json/a", "/?rest_route=/"]
        {
            assert!(subject(path).is_protected(), "{path}");
        }
        for path in ["/wp-login.php/x", "/wp-administrator", "/my-wp-admin"] {
            assert!(!subject(path).is_protected(), "{path}");
        }
    }
}
