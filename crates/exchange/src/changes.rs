//! What an import would change.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use detour_rules::Rule;
use serde::Serialize;

use crate::{Import, Place};

/// What becomes of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Where the rule comes from.
    #[serde(flatten)]
    pub place: Place,
    /// What happens.
    #[serde(flatten)]
    pub kind: ChangeKind,
    /// The rule.
    pub rule: Rule,
}

/// What can become of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "lowercase")]
pub enum ChangeKind {
    /// It is added.
    New,
    /// The site has the very same one.
    Present {
        /// Its id.
        id: u64,
    },
    /// It is added behind one with the same source, which answers first.
    Behind {
        /// Id of that one.
        id: u64,
    },
}

impl ChangeKind {
    /// In a word or two.
    pub fn words(self) -> String {
        match self {
            ChangeKind::New => "new".into(),
            ChangeKind::Present { id } => format!("present as rule {id}"),
            ChangeKind::Behind { id } => format!("new, behind rule {id} with the same source"),
        }
    }
}

/// Rules that a site has already, as far as an import has to know them: fingerprints, so that a hundred thousand take little.
#[derive(Debug, Default)]
pub struct Present {
    // Keyed at random, so that nobody can make a rule that is taken for another one.
    fingerprint: RandomState,
    rules: HashMap<u64, u64>,
    sources: HashMap<u64, u64>,
}

impl Present {
    /// Adds a rule. Rules are added in the order in which they are tried.
    pub fn add(&mut self, rule: &Rule) {
        self.rules.insert(self.fingerprint.hash_one(identity(rule)), rule.id);
        if rule.enabled && rule.when.is_empty() && rule.schedule.is_none() {
            self.sources.entry(self.source(rule)).or_insert(rule.id);
        }
    }

    /// What becomes of a rule that is imported.
    pub fn change(&self, rule: &Rule) -> ChangeKind {
        if self.rules.is_empty() {
            return ChangeKind::New;
        }
        let same = self.rules.get(&self.fingerprint.hash_one(identity(rule)));
        match (same, self.sources.get(&self.source(rule))) {
            (Some(&id), _) => ChangeKind::Present { id },
            (None, Some(&id)) => ChangeKind::Behind { id },
            (None, None) => ChangeKind::New,
        }
    }

    fn source(&self, rule: &Rule) -> u64 {
        self.fingerprint.hash_one(format!("{:?}", rule.source))
    }
}

/// What would become of each rule of an import, beside the rules that are present.
pub fn changes(present: &[Rule], import: &Import) -> Vec<Change> {
    let mut known = Present::default();
    present.iter().for_each(|rule| known.add(rule));
    let rules = import.rules.iter().zip(&import.places);
    rules.map(|(rule, place)| Change { place: *place, kind: known.change(rule), rule: rule.clone() }).collect()
}

/// What makes two rules the same rule: everything but their place.
pub fn identity(rule: &Rule) -> String {
    let placeless = Rule { id: 0, position: 0, ..rule.clone() };
    serde_json::to_string(&placeless).expect("a rule holds only text, numbers and lists")
}
