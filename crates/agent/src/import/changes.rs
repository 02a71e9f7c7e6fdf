//! What an import would change.

use std::collections::HashMap;

use detour_exchange::{Import, Place};
use detour_rules::Rule;
use serde::Serialize;

use super::identity;

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

/// What would become of each rule of an import, beside the rules that are present.
pub fn changes(present: &[Rule], import: &Import) -> Vec<Change> {
    let known: HashMap<String, u64> = present.iter().map(|rule| (identity(rule), rule.id)).collect();
    let acts = |rule: &&Rule| rule.enabled && rule.when.is_empty() && rule.schedule.is_none();
    let sources: HashMap<String, u64> =
        present.iter().rev().filter(acts).map(|rule| (format!("{:?}", rule.source), rule.id)).collect();
    let change = |(rule, place): (&Rule, &Place)| {
        let kind = match (known.get(&identity(rule)), sources.get(&format!("{:?}", rule.source))) {
            (Some(&id), _) => ChangeKind::Present { id },
            (None, Some(&id)) => ChangeKind::Behind { id },
            (None, None) => ChangeKind::New,
        };
        Change { place: *place, kind, rule: rule.clone() }
    };
    import.rules.iter().zip(&import.places).map(change).collect()
}
