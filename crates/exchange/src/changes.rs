//! What an import would change.

use std::collections::HashMap;

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

/// What would become of each rule of an import, beside the rules that are present.
pub fn changes(present: &[Rule], import: &Import) -> Vec<Change> {
    let kinds = change_kinds(present, import).zip(&import.rules).zip(&import.places);
    kinds.map(|((kind, rule), place)| Change { place: *place, kind, rule: rule.clone() }).collect()
}

/// The same without the rules.
pub fn change_kinds(present: &[Rule], import: &Import) -> impl Iterator<Item = ChangeKind> {
    let known: HashMap<String, u64> = present.iter().map(|rule| (identity(rule), rule.id)).collect();
    let acts = |rule: &&Rule| rule.enabled && rule.when.is_empty() && rule.schedule.is_none();
    let sources: HashMap<String, u64> =
        present.iter().rev().filter(acts).map(|rule| (format!("{:?}", rule.source), rule.id)).collect();
    import.rules.iter().map(move |rule| {
        if known.is_empty() {
            return ChangeKind::New;
        }
        match (known.get(&identity(rule)), sources.get(&format!("{:?}", rule.source))) {
            (Some(&id), _) => ChangeKind::Present { id },
            (None, Some(&id)) => ChangeKind::Behind { id },
            (None, None) => ChangeKind::New,
        }
    })
}

/// What makes two rules the same rule: everything but their place.
pub fn identity(rule: &Rule) -> String {
    let placeless = Rule { id: 0, position: 0, ..rule.clone() };
    serde_json::to_string(&placeless).expect("a rule holds only text, numbers and lists")
}
