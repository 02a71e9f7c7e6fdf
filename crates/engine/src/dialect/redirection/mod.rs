//! The dialect of Redirection 5.4.2, defects included. Facts about it: its documentation and observed behaviour, which
//! `cargo xtask conformance` replays.

mod answer;
mod asked;
mod client_ip;
mod condition;
pub(crate) mod filed;
mod key;
mod missing_page;
mod pass;
mod path;
mod pattern;
mod query;
mod query_match;
mod request;
pub(crate) mod search;
mod shortcodes;
mod site;
pub(crate) mod stored;
mod target;
mod visit;
mod visitor;

use detour_rules::QueryMode;

pub use answer::{never_kept, redirect_headers};
pub use client_ip::{client_ip, masked};
pub use condition::{holds, server_name};
pub use key::{path_key, query_key};
pub use missing_page::MissingPages;
pub(crate) use missing_page::is_about_missing_pages;
pub use pass::with_parameters;
pub use path::{path, path_matches, without_slash};
pub(crate) use pattern::pattern;
pub use pattern::{Regex, regex};
pub use query::{Query, component};
pub use request::{RequestUrl, cleaned, is_admin};
pub use shortcodes::{User, expanded};
pub use site::{canonical, home_path, host_of, relocated, site_redirect};
pub use target::{Target, target};
pub(crate) use visit::{Acted, Matching, Visit};
pub use visitor::{accepted_languages, cookie, header, host, referrer, user_agent};

/// The flags of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags {
    /// `flag_case`: upper and lower case don't differ.
    pub ignore_case: bool,
    /// `flag_trailing`: one slash at the end of the path doesn't matter.
    pub ignore_slash: bool,
    /// `flag_query`: `exact` is [`QueryMode::AnyOrder`], `exactorder` is [`QueryMode::Exact`].
    pub query: QueryMode,
}

/// The source as it is compared: a space is written `%20`.
pub fn source_url(stored: &[u8]) -> Vec<u8> {
    let mut url = Vec::with_capacity(stored.len());
    for &byte in stored {
        match byte {
            b' ' => url.extend_from_slice(b"%20"),
            _ => url.push(byte),
        }
    }
    url
}

/// Whether a source that is no regular expression matches. `url` is [`RequestUrl::matched`].
pub fn matches(source_url: &[u8], url: &[u8], flags: Flags) -> bool {
    asked::AskedUrl::new(url).matches(source_url, flags)
}
