//! Rules that ask for the same as one before them.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use detour_rules::Problem;

use crate::report::Findings;
use crate::set::Set;
use crate::{Change, Code, Finding};

/// The rules that are duplicates.
pub(crate) fn find(set: &Set, findings: &mut Findings<'_>) -> HashSet<usize> {
    // By fingerprints, keyed at random: the sources in text would take more than the rules.
    let fingerprint = RandomState::new();
    let mut first: HashMap<u64, usize> = HashMap::new();
    let mut duplicates = HashSet::new();
    for &index in set.served() {
        let rule = &set.entry(index).rule;
        let asked = (rule.dialect, &rule.source, &rule.alternatives, &rule.stored, &rule.when, &rule.schedule);
        let before = *first.entry(fingerprint.hash_one(format!("{asked:?}"))).or_insert(index);
        if before == index {
            continue;
        }
        duplicates.insert(index);
        let numbers = [set.number(index), set.number(before)];
        let message = match rule.then == set.entry(before).rule.then {
            true => "Another rule before it asks for the same and does the same",
            false => "Another rule before it asks for the same, so this one never answers",
        };
        let problem = Problem::new("source.value", &rule.source.value, message, "Delete one of the two");
        findings.add(Finding::new(Code::Duplicate, &numbers, problem).with(Change::DELETE));
    }
    duplicates
}
