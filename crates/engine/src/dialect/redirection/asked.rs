//! The URL of a request in the forms that sources are compared with. Each is made once: one path may have thousands of
//! rules, and the visitor says how long a query is.

use std::cell::OnceCell;

use super::filed::sorted_parameters;
use super::path::compared_path;
use super::query_match::AskedQuery;
use super::{Flags, Query, component};
use crate::php::mb_strtolower;
use crate::query;

/// Sources with more parameters are read whole.
const MOST_GLANCED_AT: usize = 8;

pub(super) struct AskedUrl<'u> {
    url: &'u [u8],
    /// By the flags for case and slash.
    paths: [OnceCell<Vec<u8>>; 4],
    /// By the flag for case.
    queries: [OnceCell<AskedQuery>; 2],
    /// In order, as keys have them, whatever the flag for case says.
    parameters: OnceCell<Vec<Vec<u8>>>,
}

impl<'u> AskedUrl<'u> {
    /// `url` is [`super::RequestUrl::matched`].
    pub(super) fn new(url: &'u [u8]) -> AskedUrl<'u> {
        AskedUrl { url, paths: Default::default(), queries: Default::default(), parameters: OnceCell::new() }
    }

    /// Whether a source that is no regular expression may match. Most of the hundreds of rules that share a parameter lack
    /// another one, which is told at a glance where the source is written plainly.
    pub(super) fn may_match(&self, stored: &[u8]) -> bool {
        let query = component(stored);
        let is_plain = |&byte: &u8| byte.is_ascii_alphanumeric() || b"-_=&".contains(&byte);
        query.iter().filter(|&&byte| byte == b'&').count() > MOST_GLANCED_AT
            || !query.iter().all(is_plain)
            || plain_parameters(query).all(|parameter| self.has_parameter(parameter))
    }

    fn has_parameter(&self, plain: &[u8]) -> bool {
        let parameters = self.parameters.get_or_init(|| {
            let mut all: Vec<Vec<u8>> = self.parameters_by_flag().flatten().collect();
            all.sort_unstable();
            all
        });
        let folded = plain.iter().map(u8::to_ascii_lowercase);
        parameters.binary_search_by(|parameter| parameter.iter().copied().cmp(folded.clone())).is_ok()
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
        for parameters in self.parameters_by_flag() {
            queries.push(parameters.join(&b'&'));
            queries.extend(parameters.into_iter().filter(|_| single));
        }
        queries.retain(|query| (1..=longest).contains(&query.len()));
        queries.sort_unstable();
        queries.dedup();
        queries
    }

    // Whatever the flag says, keys have no capitals; but a letter may only show when an escape is decoded.
    fn parameters_by_flag(&self) -> impl Iterator<Item = Vec<Vec<u8>>> {
        let has_capitals = mb_strtolower(self.url) != self.url;
        let flags = [Some(false), has_capitals.then_some(true)].into_iter().flatten();
        flags.map(|ignore_case| sorted_parameters(self.query(ignore_case).parameters()))
    }

    fn query(&self, ignore_case: bool) -> &AskedQuery {
        self.queries[usize::from(ignore_case)].get_or_init(|| AskedQuery::new(self.url, ignore_case))
    }
}

// Of a query without escapes and brackets: what a request must have. Of equal names the last counts.
fn plain_parameters(query: &[u8]) -> impl Iterator<Item = &[u8]> {
    let parameters = query::parameters(query).enumerate();
    parameters.filter_map(|(index, parameter)| {
        let name = query::name(parameter);
        let is_said_again = || {
            let mut later = query::parameters(query).skip(index + 1).map(query::name);
            later.any(|later| later.eq_ignore_ascii_case(name))
        };
        // Of one without a name or value PHP makes something else.
        let is_whole = !name.is_empty() && name.len() + 1 < parameter.len();
        (is_whole && !is_said_again()).then_some(parameter)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glance_is_enough_for_plain_sources() {
        for (source, url, may_match) in [
            ("/a?b=1", "/a?b=1&c=2", true),
            ("/a?b=1&c=2", "/a?b=1&c=3", false),
            ("/a?b=1", "/a?b=2&c=1", false),
            ("/a?B=x", "/a?b=X", true),
            ("/a?b=1&B=2", "/a?b=2", true),
            ("/a?b=1&c", "/a?b=1", true),
            ("/a?b=%31", "/a?b=2", true),
            ("/a?b.c=1", "/a", true),
            ("/a?b[]=1", "/a", true),
            ("/a?=1&0", "/a", true),
            ("/a", "/a?b", true),
            ("/a?1=1&2=2&3=3&4=4&5=5&6=6&7=7&8=8&9=9&10=10", "/a", true),
        ] {
            assert_eq!(AskedUrl::new(url.as_bytes()).may_match(source.as_bytes()), may_match, "{source} for {url}");
        }
    }
}
