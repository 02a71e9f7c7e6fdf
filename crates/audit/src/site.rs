//! What an audit is given.

use std::collections::HashMap;

use detour_rules::{RequestScheme, Rule, Settings};

use crate::Broken;

/// A rule as it is kept.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// The rule; its id carries its origin (see [`detour_rules::Origin::rule`]).
    pub rule: Rule,
    /// When it was made, seconds since 1970, if that is known.
    pub created: Option<u64>,
    /// When it acted last, likewise.
    pub last_hit: Option<u64>,
}

impl From<Rule> for Entry {
    fn from(rule: Rule) -> Entry {
        Entry { rule, ..Entry::default() }
    }
}

/// The site that the rules are for.
#[derive(Debug, Clone)]
pub struct Site {
    /// Scheme of its address.
    pub scheme: RequestScheme,
    /// Host of its address, without port. Empty if it isn't known: then nothing is said of absolute targets.
    pub host: String,
    /// Further hosts at which it is reached.
    pub other_hosts: Vec<String>,
    /// Path of its folder: empty, or `/blog`.
    pub folder: String,
    /// Its settings.
    pub settings: Settings,
    /// Targets that are broken, as rules name them: paths of the site and URLs of the web.
    pub broken: HashMap<String, Broken>,
}

impl Default for Site {
    /// A site of which nothing is known.
    fn default() -> Site {
        Site {
            scheme: RequestScheme::Https,
            host: String::new(),
            other_hosts: Vec::new(),
            folder: String::new(),
            settings: Settings::default(),
            broken: HashMap::new(),
        }
    }
}

impl Site {
    /// Whether the site is reached at a host; both without port.
    pub(crate) fn has_host(&self, host: &str) -> bool {
        std::iter::once(&self.host).chain(&self.other_hosts).any(|own| own.eq_ignore_ascii_case(host))
    }
}

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The time, seconds since 1970.
    pub now: u64,
    /// Days after which a temporary redirect is one for good.
    pub temporary_days: u32,
    /// Days without a hit after which a rule is stale.
    pub stale_days: u32,
    /// Most findings of a code that are listed.
    pub most: usize,
    /// Only findings that name the rule of this number.
    pub only: Option<u64>,
}

impl Default for Options {
    fn default() -> Options {
        Options { now: 0, temporary_days: 180, stale_days: 365, most: 1000, only: None }
    }
}
