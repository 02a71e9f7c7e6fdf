//! Two rules with one source: the first in rule order answers, the other never will.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use detour_rules::{Problem, Rule};

use crate::{Place, Report};

/// Adds a warning for each enabled rule whose source another one has that comes before it.
pub(crate) fn report(rules: &[Rule], places: &[Place], report: &mut Report) {
    let mut order: Vec<usize> = (0..rules.len()).filter(|index| rules[*index].enabled).collect();
    order.sort_by_key(|index| (rules[*index].position, rules[*index].id, *index));
    // By fingerprints, keyed at random: a hundred thousand sources in text would take more than the rules.
    let fingerprint = RandomState::new();
    let mut first: HashMap<u64, usize> = HashMap::with_capacity(order.len());
    let mut shadowed = Vec::new();
    for index in order {
        let rule = &rules[index];
        if !rule.alternatives.is_empty() || rule.stored.is_some() {
            // It may match what the other doesn't, or come before it for some URLs.
            continue;
        }
        let source = fingerprint.hash_one(format!("{:?} {:?}", rule.dialect, rule.source));
        if let Some(winner) = first.get(&source) {
            shadowed.push((index, *winner));
        } else if rule.when.is_empty() && rule.schedule.is_none() {
            // One that only acts under conditions leaves the rest to those behind it.
            first.insert(source, index);
        }
    }
    shadowed.sort_unstable();
    for (index, winner) in shadowed {
        let place = places[winner];
        report.warn(
            places[index],
            Problem::new(
                "source",
                &rules[index].source.value,
                format!("It never answers, because the same source stands before it ({place})"),
                "Remove one of the two",
            ),
        );
    }
}
