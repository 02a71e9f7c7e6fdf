//! Rules from and to the formats of other systems: one module per format, all with the same two functions.
//!
//! `read(&[u8]) -> Import` never fails as a whole: a row that can't be used is reported with its place and the way
//! out, and the others are imported. `write(&[Rule]) -> Vec<u8>` loses nothing that the format can hold.
#![forbid(unsafe_code)]

pub mod aioseo;
pub mod apache;
pub mod betterlinks;
mod changes;
pub mod cloudflare;
mod collect;
pub mod csv;
pub mod encoding;
pub mod eps;
mod export;
mod format;
pub mod json;
pub mod netlify;
pub mod nginx;
pub mod old_slugs;
mod options;
mod pcre;
pub mod quick_page_post;
pub mod rank_math;
pub mod redirection;
mod refusal;
mod report;
mod rewrite;
pub mod safe_redirect_manager;
pub mod seopress;
mod shadowed;
mod shape;
pub mod simple_301;
pub mod wordpress;
pub mod yoast;

pub use changes::{Change, ChangeKind, Present, changes, identity};
pub use export::{Export, Fixed, Table};
pub use format::Format;
pub use options::Options;
pub use report::{Hits, Place, Report, RowProblem};

use std::collections::HashMap;

use detour_rules::Rule;

/// What reading a file gave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Import {
    /// The sound rules, in the order of the file.
    pub rules: Vec<Rule>,
    /// Where each of them comes from.
    pub places: Vec<Place>,
    /// What was left out, and what deserves a second look.
    pub report: Report,
}

/// A rule, and what its count begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The rule.
    pub rule: Rule,
    /// How often it was used where it comes from.
    pub hits: Option<Hits>,
}

impl Import {
    /// The rules with their counts. That of a row which became several rules goes to the first.
    pub fn counted(self) -> impl Iterator<Item = Counted> {
        let mut hits: HashMap<Place, Hits> = self.report.hits.into_iter().map(|hits| (hits.place, hits)).collect();
        // Rules that come from no list have no places.
        let places = self.places.into_iter().map(Some).chain(std::iter::repeat(None));
        self.rules
            .into_iter()
            .zip(places)
            .map(move |(rule, place)| Counted { rule, hits: place.and_then(|place| hits.remove(&place)) })
    }
}

/// Gives every rule without an id (0) the next free one, so that explanations can name it. Order is kept.
pub fn number(rules: &mut [Rule]) {
    let mut last = rules.iter().map(|rule| rule.id).max().unwrap_or(0);
    for rule in rules.iter_mut().filter(|rule| rule.id == 0) {
        last = last.saturating_add(1);
        rule.id = last;
    }
}
