//! The URL of a request in the forms that sources are compared with. Each is made once: one path may have thousands of
//! rules, and the visitor says how long a query is.

use std::cell::OnceCell;

use super::path::compared_path;
use super::query_match::AskedQuery;
use super::{Flags, Query};

pub(super) struct AskedUrl<'u> {
    url: &'u [u8],
    /// By the flags for case and slash.
    paths: [OnceCell<Vec<u8>>; 4],
    /// By the flag for case.
    queries: [OnceCell<AskedQuery>; 2],
}

impl<'u> AskedUrl<'u> {
    /// `url` is [`super::RequestUrl::matched`].
    pub(super) fn new(url: &'u [u8]) -> AskedUrl<'u> {
        AskedUrl { url, paths: Default::default(), queries: Default::default() }
    }

    /// Whether a source that is no regular expression matches.
    pub(super) fn matches(&self, source_url: &[u8], flags: Flags) -> bool {
        let by_case = usize::from(flags.ignore_case);
        let path = &self.paths[2 * by_case + usize::from(flags.ignore_slash)];
        let query = &self.queries[by_case];
        compared_path(source_url, flags) == *path.get_or_init(|| compared_path(self.url, flags))
            && Query::parse(source_url, flags.ignore_case)
                .matches_asked(query.get_or_init(|| AskedQuery::new(self.url, flags.ignore_case)), flags)
    }
}
