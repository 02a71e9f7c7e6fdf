//! Rules that ask for the same as one before them.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use detour_rules::{Problem, RuleName};

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
        // Whoever is about to save one of the two wants that one.
        let goes = if findings.draft() == Some(numbers[0]) { numbers[1] } else { numbers[0] };
        let finding = Finding::new(Code::Duplicate, &numbers, problem);
        findings.add(finding.with_change_of(RuleName::from(goes), Change::DELETE));
    }
    duplicates
}
