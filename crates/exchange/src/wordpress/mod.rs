//! What the readers of rules of WordPress plugins share.
//!
//! Their rules become native ones. *As it behaved*, a rule answers as the plugin did as closely as native rules can, and
//! one that never acted there is disabled. *As intended*, it does what was written down: accidents are left out, and
//! rules that never acted are repaired and enabled.

mod home;
mod pattern;
mod rows;
mod source;
mod stored;
mod target;

use std::collections::{BTreeMap, BTreeSet};

pub use home::Home;
pub(crate) use pattern::{Pattern, References};
pub(crate) use rows::{Draft, Rows, nothing};
pub(crate) use source::{decoded, entities, exact_path, path_pattern, text};
pub(crate) use stored::map;
pub use stored::{active_plugins, entry_count, network_plugins};
pub(crate) use target::{is_same_page, local};

pub(crate) use crate::rewrite::target_text;

use crate::Place;

/// Which of two ways a rule is carried over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Manner {
    /// As it behaved.
    #[default]
    Behaved,
    /// As intended.
    Intended,
}

/// What is known about a site besides its rules.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Site {
    /// Its address. Without it the site is taken to be at the root of any host, and targets stay paths.
    pub home: Option<Home>,
    /// Whether its permalinks end with a slash.
    pub trailing_slash: bool,
    /// The path of each published post and page by its id, below the site's address: `/hello/`.
    pub permalinks: BTreeMap<u64, String>,
}

/// How rules are carried over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// The site they come from.
    pub site: Site,
    /// The way for all of them but those in `except`.
    pub manner: Manner,
    /// Numbers of the rows that go the other way.
    pub except: BTreeSet<u64>,
}

impl Options {
    /// The way for a row.
    pub(crate) fn manner(&self, place: Place) -> Manner {
        match (self.manner, self.except.contains(&place.number())) {
            (Manner::Behaved, false) | (Manner::Intended, true) => Manner::Behaved,
            _ => Manner::Intended,
        }
    }
}

impl Site {
    /// Path of the site's folder: empty, or `/blog`.
    pub(crate) fn folder(&self) -> &str {
        self.home.as_ref().map_or("", |home| &home.folder)
    }

    /// A path as `user_trailingslashit` leaves it.
    pub(crate) fn slashed(&self, path: &str) -> String {
        let bare = path.trim_end_matches('/');
        if self.trailing_slash { format!("{bare}/") } else { bare.to_owned() }
    }
}
