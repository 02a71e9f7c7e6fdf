//! The URL of a request in the forms that sources are compared with. Each is made once: one path may have thousands of
//! rules, and the visitor says how long a query is.

use std::cell::OnceCell;

use super::filed::sorted_parameters;
use super::path::compared_path;
use super::query_match::AskedQuery;
use super::{Flags, Query};
use crate::php::mb_strtolower;

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
        let path = &self.paths[2 * usize::from(flags.ignore_case) + usize::from(flags.ignore_slash)];
        compared_path(source_url, flags) == *path.get_or_init(|| compared_path(self.url, flags))
            && Query::parse(source_url, flags.ignore_case).matches_asked(self.query(flags.ignore_case), flags)
    }

    /// What of the query sources may be filed under: all of it, and each parameter if `single` says so; nothing longer than
    /// the longest that there is.
    pub(super) fn key_queries(&self, longest: usize, single: bool) -> Vec<Vec<u8>> {
        let mut queries = Vec::new();
        if !self.url.contains(&b'?') {
            return queries;
        }
        // Whatever the flag says, keys have no capitals; but a letter may only show when an escape is decoded.
        let has_capitals = mb_strtolower(self.url) != self.url;
        for ignore_case in [Some(false), has_capitals.then_some(true)].into_iter().flatten() {
            let parameters = sorted_parameters(self.query(ignore_case).parameters());
            queries.push(parameters.join(&b'&'));
            queries.extend(parameters.into_iter().filter(|_| single));
        }
        queries.retain(|query| (1..=longest).contains(&query.len()));
        queries.sort_unstable();
        queries.dedup();
        queries
    }

    fn query(&self, ignore_case: bool) -> &AskedQuery {
        self.queries[usize::from(ignore_case)].get_or_init(|| AskedQuery::new(self.url, ignore_case))
    }
}
