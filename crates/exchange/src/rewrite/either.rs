//! Targets with a group of one of several conditions tied by OR: a rule for each of them, in their order, because Apache takes
//! the first that holds.

use super::{Condition, Part, Rewriting};

/// Most conditions tied together.
const MOST: usize = 16;

/// The same rewriting once for each condition that its target may refer to; as it is if that is one.
pub(super) fn each(rewriting: &Rewriting) -> Vec<Rewriting> {
    let refers = rewriting.substitution.iter().any(|part| matches!(part, Part::OfCondition(_)));
    let groups: Vec<&[Condition]> = rewriting.conditions.split_inclusive(|condition| !condition.or_next).collect();
    let last = groups.iter().rposition(|group| group.iter().any(Condition::captures)).filter(|_| refers);
    let Some((at, tied)) = last.map(|at| (at, groups[at])) else { return vec![rewriting.clone()] };
    // Hosts are told apart one by one.
    if tied.len() == 1 || tied.len() > MOST || tied.iter().all(Condition::is_of_host) {
        return vec![rewriting.clone()];
    }
    let with = |one: &Condition| {
        let alone = Condition { or_next: false, ..one.clone() };
        let conditions = [groups[..at].concat(), vec![alone], groups[at + 1..].concat()].concat();
        Rewriting { conditions, ..rewriting.clone() }
    };
    tied.iter().map(with).collect()
}
